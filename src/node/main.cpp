// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT

// The headless peer: options, one engine, one server of the control contract. Composition only.

#include "core/limits.h"
#include "engine/host/clocks.h"
#include "engine/host/engine_host.h"
#include "engine/host/host_cli.h"
#include "engine/host/log_report.h"
#include "engine/host/posix_file.h"
#include "node/control_socket.h"
#include "node/line_server.h"
#include "node/signal_watch.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace {

using engine::host::ExitCode;
using engine::host::StartOptions;

int end(ExitCode code, std::string_view complaint)
{
    if (!complaint.empty()) {
        const std::string line = "parlour-node: " + std::string(complaint) + "\n";
        static_cast<void>(std::fputs(line.c_str(), stderr));
    }
    return static_cast<int>(code);
}

void setLogLevel(engine::host::LogLevel level)
{
    using engine::host::LogLevel;
    QString rules;
    if (level < LogLevel::Debug) {
        rules += QStringLiteral("*.debug=false\n");
    }
    if (level < LogLevel::Info) {
        rules += QStringLiteral("*.info=false\n");
    }
    if (level < LogLevel::Warning) {
        rules += QStringLiteral("*.warning=false\n");
    }
    QLoggingCategory::setFilterRules(rules);
}

ExitCode exitCodeOf(node::SocketError error)
{
    return error == node::SocketError::InUse ? ExitCode::AddressTaken : ExitCode::BadOption;
}

/// What asks for text and not for a node; nothing when the node is to run.
std::optional<int> answerPlainly(const StartOptions& options)
{
    if (const auto text = engine::host::plainAnswer(engine::host::Program::Node, options)) {
        static_cast<void>(std::fputs(text->c_str(), stdout));
        return end(ExitCode::Ok, {});
    }
    if (!options.verifyLog.empty()) {
        const auto bytes =
            engine::host::readWhole(options.verifyLog, core::limits::tuning::logFileBytes);
        const auto report =
            bytes ? engine::host::reportOnLog(*bytes)
                  : engine::host::LogReport{2, "The file cannot be read, or is too large.\n"};
        static_cast<void>(std::fputs(report.text.c_str(), stdout));
        return report.exitCode;
    }
    return std::nullopt;
}

void serveOutside(node::LineServer& server,
                  node::ControlSocket& socket,
                  const StartOptions& options)
{
    using AtEnd = node::LineServer::AtEnd;
    QObject::connect(
        &socket, &node::ControlSocket::accepted, &server, &node::LineServer::serveSocket);
    if (options.daemon) {
        QObject::connect(
            &server, &node::LineServer::becameReady, &server, [](const QByteArray& line) {
                static_cast<void>(std::fwrite(
                    line.constData(), 1, static_cast<std::size_t>(line.size()), stdout));
                static_cast<void>(std::fflush(stdout));
            });
    } else {
        server.servePair(STDIN_FILENO,
                         STDOUT_FILENO,
                         options.control.empty() ? AtEnd::Stop : AtEnd::KeepRunning);
    }
}

int run(const StartOptions& options)
{
    auto hostOptions = engine::host::hostOptions(options);
    if (!hostOptions) {
        return end(exitCodeOf(hostOptions.error()), sentenceOf(hostOptions.error()));
    }
    node::SignalWatch watch; // before the engine's threads
    node::ControlSocket socket;
    engine::host::HostedEngine engine(std::move(*hostOptions));
    node::LineServer server(engine, [] { return engine::host::realNow().wall.milliseconds; });
    serveOutside(server, socket, options);
    QObject::connect(&watch, &node::SignalWatch::asked, &server, [&server](int times) {
        times == 1 ? server.stop() : QCoreApplication::quit();
    });
    QObject::connect(
        &server, &node::LineServer::finished, qApp, &QCoreApplication::quit, Qt::QueuedConnection);

    if (const auto started = engine.start(); !started) {
        return end(exitCodeOf(started.error()), sentenceOf(started.error()));
    }
    // After the profile's lock: two nodes of one profile must not fight over the socket first.
    if (!options.control.empty()) {
        if (const auto listening = socket.listen(options.control); !listening) {
            engine.stop();
            return end(exitCodeOf(listening.error()),
                       "--control: " + std::string(sentenceOf(listening.error())));
        }
    }
    const int code = QCoreApplication::exec();
    engine.stop();
    return code;
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    const auto options = engine::host::parseOptions(engine::host::Program::Node, arguments);
    if (!options) {
        return end(ExitCode::BadOption, options.error());
    }
    if (const auto answered = answerPlainly(*options)) {
        return *answered;
    }
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("parlour"));
    setLogLevel(options->logLevel);
    return run(*options);
}
