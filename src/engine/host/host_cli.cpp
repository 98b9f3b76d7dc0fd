// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/host_cli.h"

#include "core/limits.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace engine::host {

namespace {

using Failed = std::optional<std::string>; // a complaint, or nothing
using Apply = Failed (*)(StartOptions&, const std::string&);

struct Option {
    std::string_view name;
    std::string_view value; ///< what the help calls it; empty = a switch
    std::string_view help;
    std::optional<Program> only;
    Apply apply;
};

constexpr Failed fine = std::nullopt;

std::optional<std::uint16_t> parsePort(std::string_view text)
{
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return port;
}

/// HOST:PORT with a name, an IPv4 address or an IPv6 address in brackets; the port is never 0.
std::optional<HostPort> parseHostPort(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) {
        return std::nullopt;
    }
    std::string_view host = text.substr(0, colon);
    const auto port = parsePort(text.substr(colon + 1));
    if (!port || *port == 0) {
        return std::nullopt;
    }
    if (host.front() == '[') {
        if (host.back() != ']') {
            return std::nullopt;
        }
        host = host.substr(1, host.size() - 2);
        if (!core::IpAddress::parse(host)) {
            return std::nullopt;
        }
    } else if (host.find(':') != std::string_view::npos) {
        return std::nullopt;
    }
    const bool plain = std::all_of(host.begin(), host.end(), [](char letter) {
        return letter > ' ' && letter != '/' && letter != '@' && letter != 0x7f;
    });
    return plain && !host.empty() ? std::optional(HostPort{std::string(host), *port})
                                  : std::nullopt;
}

Failed setName(StartOptions& options, const std::string& value)
{
    if (value.empty()) {
        return "--name must not be empty";
    }
    if (value.size() > core::limits::spec::nameBytes) {
        return "--name is too long: at most " + std::to_string(core::limits::spec::nameBytes)
               + " bytes of UTF-8";
    }
    options.name = value;
    return fine;
}

Failed setListen(StartOptions& options, const std::string& value)
{
    options.listen = core::Endpoint::parse(value);
    if (!options.listen || options.listen->address.isMulticast()) {
        return "--listen wants ADDR:PORT, like 0.0.0.0:0 or [::]:7000, not '" + value + "'";
    }
    return fine;
}

Failed setLanGroup(StartOptions& options, const std::string& value)
{
    options.lanGroup = core::Endpoint::parse(value);
    if (!options.lanGroup || options.lanGroup->port == 0
        || !options.lanGroup->address.isMulticast()) {
        return "--lan-group wants a multicast ADDR:PORT, not '" + value + "'";
    }
    return fine;
}

Failed setDhtPort(StartOptions& options, const std::string& value)
{
    options.dhtPort = parsePort(value);
    return options.dhtPort ? fine
                           : Failed("--dht-port wants a number up to 65535, not '" + value + "'");
}

Failed addBootstrap(StartOptions& options, const std::string& value)
{
    const auto node = parseHostPort(value);
    if (!node) {
        return "--bootstrap wants HOST:PORT, not '" + value + "'";
    }
    options.bootstrap.push_back(*node);
    return fine;
}

/// Whoever asks for a proxy must not be connected without one, so this ends the start until there is one to go through.
Failed setProxy(StartOptions&, const std::string& value)
{
    constexpr std::string_view scheme = "socks5://";
    if (!value.starts_with(scheme)
        || !parseHostPort(std::string_view(value).substr(scheme.size()))) {
        return "--proxy wants socks5://HOST:PORT, not '" + value + "'";
    }
    return "--proxy: this version cannot go out through a proxy yet, and does not start without it";
}

Failed setControl(StartOptions& options, const std::string& value)
{
    // sun_path holds 108 bytes with its ending zero.
    constexpr std::size_t socketPathBytes = 107;
    if (value.size() > socketPathBytes) {
        return "--control: a socket's path has at most 107 bytes";
    }
    options.control = value;
    return fine;
}

Failed setLogLevel(StartOptions& options, const std::string& value)
{
    static constexpr auto words =
        std::to_array<std::string_view>({"error", "warning", "info", "debug"});
    const auto* const found = std::find(words.begin(), words.end(), value);
    if (found == words.end()) {
        return "--log-level is one of error, warning, info, debug, not '" + value + "'";
    }
    options.logLevel = static_cast<LogLevel>(found - words.begin());
    return fine;
}

template<std::string StartOptions::* member>
Failed setText(StartOptions& options, const std::string& value)
{
    options.*member = value;
    return fine;
}

template<bool StartOptions::* member, bool state>
Failed setSwitch(StartOptions& options, const std::string& /*value*/)
{
    options.*member = state;
    return fine;
}

const std::vector<Option>& allOptions()
{
    using O = StartOptions;
    static const std::vector<Option> options = {
        // clang-format off: one option a line
        {"--profile", "DIR", "where keys and history live; made with mode 0700 when missing", {}, setText<&O::profile>},
        {"--name", "NAME", "what a new profile is called", {}, setName},
        {"--listen", "ADDR:PORT", "default: any address, a port picked once; port 0 picks one", {}, setListen},
        {"--no-lan", "", "no search on the local network, not one packet", {}, setSwitch<&O::lan, false>},
        {"--lan-group", "ADDR:PORT", "another multicast group than the usual one", {}, setLanGroup},
        {"--no-dht", "", "no part in the DHT, not one packet", {}, setSwitch<&O::dht, false>},
        {"--dht-port", "PORT", "UDP port of the DHT, default: the port of --listen", {}, setDhtPort},
        {"--bootstrap", "HOST:PORT", "a DHT node to enter by; may be given several times", {}, addBootstrap},
        {"--no-public-bootstrap", "", "use no built-in host names", {}, setSwitch<&O::publicBootstrap, false>},
        {"--no-port-mapping", "", "ask no router to open a port", {}, setSwitch<&O::portMapping, false>},
        {"--proxy", "socks5://HOST:PORT", "go out through this proxy (not yet: ends the start)", {}, setProxy},
        {"--control", "PATH", "also serve a local socket, for this user only", {}, setControl},
        {"--daemon", "", "do not serve stdin and stdout; stay in the foreground", {}, setSwitch<&O::daemon, true>},
        {"--passphrase-file", "FILE", "the first line opens the profile's keys", {}, setText<&O::passphraseFile>},
        {"--log-level", "LEVEL", "error, warning (default), info or debug, on stderr", {}, setLogLevel},
        {"--minimized", "", "start without showing the window", Program::Window, setSwitch<&O::minimized, true>},
        {"--verify-log", "FILE", "check an exported moderation log and exit", Program::Node, setText<&O::verifyLog>},
        {"--help", "", "this text", {}, setSwitch<&O::help, true>},
        {"--version", "", "the version", {}, setSwitch<&O::version, true>},
        // clang-format on
    };
    return options;
}

const Option* findOption(Program program, std::string_view name)
{
    for (const Option& option : allOptions()) {
        if (option.name == name && (!option.only || *option.only == program)) {
            return &option;
        }
    }
    return nullptr;
}

Failed checkWhole(Program program, const StartOptions& options)
{
    if (options.help || options.version || !options.verifyLog.empty()) {
        return fine;
    }
    if (program == Program::Node && options.profile.empty()) {
        return "--profile DIR is needed: it is where keys and history live";
    }
    if (!options.lan && options.lanGroup) {
        return "--no-lan and --lan-group exclude each other";
    }
    return fine;
}

} // namespace

core::Result<StartOptions, std::string> parseOptions(Program program,
                                                     const std::vector<std::string>& arguments)
{
    StartOptions options;
    options.window = program == Program::Window;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        if (!argument.starts_with("--")) {
            if (program == Program::Window && options.link.empty() && !argument.starts_with("-")) {
                options.link = argument;
                continue;
            }
            return core::fail("'" + argument + "' is not an option; --help lists them");
        }
        const std::size_t equals = argument.find('=');
        const std::string name = argument.substr(0, equals);
        const Option* const option = findOption(program, name);
        if (option == nullptr) {
            return core::fail("there is no option '" + name + "'; --help lists them");
        }
        std::string value;
        if (option->value.empty()) {
            if (equals != std::string::npos) {
                return core::fail(name + " takes no value");
            }
        } else if (equals != std::string::npos) {
            value = argument.substr(equals + 1);
        } else if (i + 1 < arguments.size()) {
            value = arguments[++i];
        }
        if (!option->value.empty() && value.empty()) {
            return core::fail(name + " wants " + std::string(option->value));
        }
        if (auto failed = option->apply(options, value)) {
            return core::fail(*failed);
        }
    }
    if (auto failed = checkWhole(program, options)) {
        return core::fail(*failed);
    }
    return options;
}

std::string helpText(Program program)
{
    constexpr std::size_t column = 32;
    std::string text = program == Program::Node
                           ? "usage: parlour-node --profile DIR [OPTION]...\n"
                             "Parlour without a window: JSON-RPC, one object a line, on stdin and "
                             "stdout.\n\n"
                           : "usage: parlour [OPTION]... [LINK]\n"
                             "Chat rooms with no server. LINK is an invite to open.\n\n";
    for (const Option& option : allOptions()) {
        if (option.only && *option.only != program) {
            continue;
        }
        std::string line = "  " + std::string(option.name);
        if (!option.value.empty()) {
            line += ' ';
            line += option.value;
        }
        line.resize(std::max(line.size() + 1, column), ' ');
        line += option.help;
        text += line + '\n';
    }
    text += "\nExit: 0 ended as asked, 2 bad option, 3 profile in use, 4 wrong or missing "
            "passphrase,\n      5 profile of a newer version, 6 address taken, 7 profile not "
            "writable.\n";
    return text;
}

std::optional<std::string> plainAnswer(Program program, const StartOptions& options)
{
    if (options.help) {
        return helpText(program);
    }
    if (options.version) {
        return program == Program::Node ? "parlour-node " PARLOUR_VERSION "\n"
                                        : "parlour " PARLOUR_VERSION "\n";
    }
    return std::nullopt;
}

} // namespace engine::host
