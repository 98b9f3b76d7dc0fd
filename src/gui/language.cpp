// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/language.h"

#include "gui/plain_text.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace gui {

QString takeLanguage(std::vector<std::string>& arguments)
{
    static const std::string word = "--lang";
    QString language;
    for (auto argument = arguments.begin(); argument != arguments.end();) {
        const bool joined = argument->rfind(word + "=", 0) == 0;
        const bool apart = *argument == word && argument + 1 != arguments.end();
        if (joined) {
            language = QString::fromStdString(argument->substr(word.size() + 1));
            argument = arguments.erase(argument);
        } else if (apart) {
            language = QString::fromStdString(*(argument + 1));
            argument = arguments.erase(argument, argument + 2);
        } else {
            ++argument;
        }
    }
    return language;
}

void installLanguage(QCoreApplication& app, const QString& wish)
{
    const QLocale locale = wish.isEmpty() ? QLocale::system() : QLocale(wish);
    QLocale::setDefault(locale);
    auto* qt = new QTranslator(&app);
    if (qt->load(locale,
                 QStringLiteral("qtbase"),
                 QStringLiteral("_"),
                 QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QCoreApplication::installTranslator(qt);
    }
    auto* english = new QTranslator(&app);
    if (english->load(QStringLiteral(":/i18n/parlour_en.qm"))) {
        QCoreApplication::installTranslator(english);
    }
    auto* own = new QTranslator(&app);
    if (own->load(
            locale, QStringLiteral("parlour"), QStringLiteral("_"), QStringLiteral(":/i18n"))) {
        QCoreApplication::installTranslator(own);
    }
}

QString proposedName(const QString& login)
{
    const QString name = singleLine(login);
    return name.isEmpty() || name == QLatin1String("root") ? QString()
                                                           : name.left(1).toUpper() + name.mid(1);
}

} // namespace gui
