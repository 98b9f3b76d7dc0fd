// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The command line of both programs, as one pure function: arguments in, options or one sentence of complaint out. The
// window and the headless node take the same options, so that whatever can be tried with one can be tried with the
// other; where they differ (`--minimized`, a link to open, `--verify-log`) the program decides.
//
// Nothing is looked up, opened or created here: a wrong option is refused before the profile is touched.

#include "core/endpoint.h"
#include "core/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace engine::host {

/// What a program ends with; outside checks rely on the numbers.
enum class ExitCode : std::uint8_t {
    Ok = 0,
    Invalid = 1, ///< --verify-log only
    BadOption = 2,
    ProfileInUse = 3,
    Passphrase = 4,
    NewerProfile = 5,
    AddressTaken = 6,
    NotWritable = 7,
};

enum class Program : std::uint8_t { Node, Window };
enum class LogLevel : std::uint8_t { Error, Warning, Info, Debug };

struct HostPort {
    std::string host;
    std::uint16_t port = 0;
    auto operator<=>(const HostPort&) const = default;
};

struct StartOptions {
    std::string profile; ///< empty only where the program has a default (the window) or needs none
    std::optional<std::string> name;
    std::optional<core::Endpoint> listen; ///< port 0 picks one
    bool lan = true;
    std::optional<core::Endpoint> lanGroup;
    bool dht = true;
    std::optional<std::uint16_t> dhtPort;
    std::vector<HostPort> bootstrap;
    bool publicBootstrap = true;
    bool portMapping = true;
    std::string control; ///< path of the local socket, empty = none
    bool daemon = false;
    std::string passphraseFile;
    LogLevel logLevel = LogLevel::Warning;

    bool window = false;    ///< which program it is
    bool minimized = false; ///< window only
    std::string link;       ///< window only: an invite to open
    std::string verifyLog;  ///< node only: check this file and exit

    bool help = false;
    bool version = false;
};

/// `arguments` without the program's own name. The error is one line for stderr; the exit code is then BadOption.
[[nodiscard]] core::Result<StartOptions, std::string>
parseOptions(Program program, const std::vector<std::string>& arguments);

[[nodiscard]] std::string helpText(Program program);
/// What --help or --version prints; nothing when the program is to run.
[[nodiscard]] std::optional<std::string> plainAnswer(Program program, const StartOptions& options);

} // namespace engine::host
