// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// The desktop program: options, one engine, one window. Composition only.

#include "engine/host/clocks.h"
#include "engine/host/engine_host.h"
#include "engine/host/host_cli.h"
#include "gui/language.h"
#include "gui/local_settings.h"
#include "gui/main_window.h"
#include "gui/onboarding/start_window.h"
#include "gui/room_list/room_pictures.h"
#include "gui/screen.h"
#include "gui/session.h"
#include "node/control_door.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

#include <cstdio>
#include <memory>

namespace {

namespace host = engine::host;
using gui::MainWindow;
using gui::StartProblem;
using gui::StartWindow;
using host::HostedEngine;
using host::StartError;
// The window may not see the host's words for it, so it has the same ones in the same order.
static_assert(
    static_cast<int>(StartError::ProfileInUse) == static_cast<int>(StartProblem::ProfileInUse)
    && static_cast<int>(StartError::AddressTaken) == static_cast<int>(StartProblem::AddressTaken)
    && static_cast<int>(StartError::DiskFull) == static_cast<int>(StartProblem::DiskFull));

int complain(std::string_view sentence, host::ExitCode code)
{
    static_cast<void>(std::fprintf(stderr, "parlour: %s\n", std::string(sentence).c_str()));
    return static_cast<int>(code);
}

/// From the first question to the running window.
class Program : public QObject
{
public:
    Program(QApplication& app, host::HostOptions hosting, const host::StartOptions& options)
        : m_host(std::move(hosting))
        , m_options(options)
        , m_settings(QString::fromStdString(m_host.profile))
        , m_theme(new gui::Theme(app))
    {
        m_theme->install(m_settings.scheme());
        m_start = std::make_unique<StartWindow>(gui::proposedName(qEnvironmentVariable("USER")));
        connect(m_start.get(), &StartWindow::goOn, this, &Program::onGoOn);
    }

    int run()
    {
        const bool known = QFileInfo::exists(QString::fromStdString(m_host.profile + "/keys"));
        known || !m_host.name.empty() ? tryEngine() : m_start->askName();
        QApplication::exec();
        return m_exitCode;
    }

private:
    void onGoOn(const QString& name, const QString& passphrase)
    {
        if (!name.isEmpty() || !passphrase.isEmpty()) {
            m_host.name = name.toStdString();
            m_host.passphrase = passphrase.toStdString();
        }
        tryEngine();
    }

    void tryEngine()
    {
        m_engine = std::make_unique<HostedEngine>(m_host);
        m_session = std::make_unique<gui::Session>(*m_engine);
        m_control = std::make_unique<node::ControlDoor>(
            *m_engine, [] { return host::realNow().wall.milliseconds; });
        if (const auto started = m_engine->start(); !started) {
            m_control.reset();
            m_session.reset();
            m_engine.reset();
            m_exitCode = static_cast<int>(exitCodeOf(started.error()));
            if (started.error() == StartError::WrongPassphrase) {
                m_start->askPassphrase(!m_host.passphrase.empty());
            } else if (started.error() == StartError::ProfileInUse) {
                host::callFirstWindow(m_host.profile, m_options.link, this, [this](bool heard) {
                    heard ? QCoreApplication::exit(m_exitCode = 0)
                          : m_start->showProblem(StartProblem::ProfileInUse);
                });
            } else {
                m_start->showProblem(static_cast<StartProblem>(started.error()));
            }
            return;
        }
        m_exitCode = 0;
        m_host.passphrase.clear();
        gui::RoomPictures::of(*m_session)
            .setFolder(QString::fromStdString(m_host.profile + "/pictures"));
        m_session->start();
        connect(m_control.get(), &node::ControlDoor::endWanted, qApp, &QCoreApplication::quit);
        const auto served = m_options.control.empty() ? core::Result<void, node::SocketError>()
                                                      : m_control->open(m_options.control);
        if (!served) {
            const bool taken = served.error() == node::SocketError::InUse;
            m_exitCode = complain("--control: " + std::string(sentenceOf(served.error())),
                                  taken ? host::ExitCode::AddressTaken : host::ExitCode::BadOption);
            QMetaObject::invokeMethod(qApp, &QCoreApplication::quit, Qt::QueuedConnection);
            return;
        }
        open();
    }

    void open()
    {
        m_window = std::make_unique<MainWindow>(
            *m_session, m_settings, m_theme, QStringLiteral(PARLOUR_VERSION));
        connect(m_window.get(), &MainWindow::openUrlWanted, this, &QDesktopServices::openUrl);
        connect(m_window.get(), &MainWindow::quitWanted, qApp, &QCoreApplication::quit);
        connect(m_engine.get(), &HostedEngine::called, m_window.get(), &MainWindow::comeForward);
        m_start->hide(); // first, or a window manager places the new window beside it
        m_options.minimized ? m_window->showMinimized() : m_window->show();
        if (!m_options.link.empty()) {
            m_window->offerInvite(QString::fromStdString(m_options.link));
        }
    }

    host::HostOptions m_host;
    host::StartOptions m_options;
    gui::LocalSettings m_settings;
    gui::Theme* m_theme = nullptr;
    int m_exitCode = 0; ///< without an engine, what the node would end with
    std::unique_ptr<StartWindow> m_start;
    std::unique_ptr<HostedEngine> m_engine;
    std::unique_ptr<gui::Session> m_session;
    std::unique_ptr<node::ControlDoor> m_control;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace

int main(int argc, char** argv)
{
    std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    const QString language = gui::takeLanguage(arguments);
    auto options = host::parseOptions(host::Program::Window, arguments);
    if (!options) {
        return complain(options.error(), host::ExitCode::BadOption);
    }
    if (const auto text = host::plainAnswer(host::Program::Window, *options)) {
        static_cast<void>(std::fputs(text->c_str(), stdout));
        return 0;
    }
    const auto app = gui::openScreen(argc, argv);
    gui::installLanguage(*app, language);
    if (options->profile.empty()) {
        options->profile = gui::defaultProfile().toStdString();
    }
    const auto hosting = host::hostOptions(*options);
    if (!hosting) {
        return complain(sentenceOf(hosting.error()), exitCodeOf(hosting.error()));
    }
    return Program(*app, *hosting, *options).run();
}
