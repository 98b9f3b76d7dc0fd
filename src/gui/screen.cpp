// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/screen.h"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace gui {

namespace {

void handleMessage(QtMsgType type, const QMessageLogContext& /*context*/, const QString& words)
{
    std::string line = words.toStdString();
    if (type == QtFatalMsg) {
        line =
            noScreenWords(qEnvironmentVariable("DISPLAY"), qEnvironmentVariable("WAYLAND_DISPLAY"))
                .toStdString();
    }
    // The reasons before the fatal one are Qt's talk about its plugins; nothing else happens this early.
    if (type == QtFatalMsg || type == QtCriticalMsg) {
        static_cast<void>(std::fprintf(stderr, "parlour: %s\n", line.c_str()));
    }
    if (type == QtFatalMsg) {
        std::_Exit(EXIT_FAILURE);
    }
}

} // namespace

QString noScreenWords(const QString& display, const QString& wayland)
{
    const QString node = QStringLiteral("parlour-node does the same without a window");
    if (display.isEmpty() && wayland.isEmpty()) {
        return QStringLiteral("there is no screen here (DISPLAY and WAYLAND_DISPLAY are empty); ")
               + node;
    }
    return QStringLiteral("the screen '%1' cannot be opened; ")
               .arg(wayland.isEmpty() ? display : wayland)
           + node;
}

std::unique_ptr<QApplication> openScreen(int& argc, char** argv)
{
    const QtMessageHandler before = qInstallMessageHandler(handleMessage);
    auto app = std::make_unique<QApplication>(argc, argv);
    qInstallMessageHandler(before);
    QApplication::setApplicationName(QStringLiteral("parlour"));
    QApplication::setDesktopFileName(QStringLiteral("chat.parlour.Parlour"));
    return app;
}

} // namespace gui
