// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Tests driven by a vector file take another file of the same shape as their argument: `<test> FILE`. They print
// what the product says for every case, so that a foreign file shows where it differs.

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

namespace support {

struct VectorRun {
    QString file;
    QStringList arguments;
};

/// The file to read, and the arguments left for Qt Test.
inline VectorRun vectorRun(int argc, char** argv, const char* defaultName)
{
    VectorRun run{QStringLiteral(PARLOUR_VECTORS "/") + QString::fromLatin1(defaultName), {}};
    for (int i = 0; i < argc; ++i) {
        const QString argument = QString::fromLocal8Bit(argv[i]);
        if (i > 0 && QFile::exists(argument)) {
            run.file = argument;
        } else {
            run.arguments.append(argument);
        }
    }
    return run;
}

inline QJsonObject readVectors(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    return QJsonDocument::fromJson(file.readAll()).object();
}

} // namespace support
