// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The real engine behind the door of engine.h: opens the profile, starts the engine thread, stops it cleanly. One
// profile, one process, one engine.
//
//     made --start()--> running --stop() or destroyed--> stopped
//
// `start` does what can fail in a way that a person must hear of (lock, keys, database, address) before it answers;
// afterwards everything is asynchronous. Requests may be submitted at any time: before `start` and after `stop` they are
// refused.

#include "core/endpoint.h"
#include "core/result.h"
#include "engine/engine.h"
#include "engine/host/first_window.h"
#include "engine/host/host_cli.h"

#include <QThread>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace engine::host {

class EngineWorker;
class Profile;
class SealedVfs;
class SystemRng;
struct WorkerStart;

struct HostOptions {
    std::string profile;
    std::string name; ///< first start only
    std::string passphrase;
    std::optional<core::Endpoint> listen; ///< nothing: any address, the remembered port
    bool lan = true;
    std::optional<core::Endpoint> lanGroup;
    bool dht = true;
    std::optional<std::uint16_t> dhtPort; ///< nothing: the number of the links' port
    std::vector<HostPort> bootstrap;
    bool publicBootstrap = true;
    std::string downloadFolder; ///< empty: "Parlour" in the person's downloads
    bool window = false;        ///< a second start is answered by `called`
};

enum class StartError : std::uint8_t {
    BadOption, ///< also a passphrase file that cannot be read
    ProfileInUse,
    WrongPassphrase, ///< or none, and the keys are sealed
    NewerProfile,
    AddressTaken,
    NotWritable,
    Damaged, ///< keys or database; nothing was changed
    DiskFull,
};
[[nodiscard]] ExitCode exitCodeOf(StartError error);
/// One line for stderr; the window has its own words.
[[nodiscard]] std::string_view sentenceOf(StartError error);

/// Reads the passphrase file.
[[nodiscard]] core::Result<HostOptions, StartError> hostOptions(const StartOptions& options);

class HostedEngine final : public Engine
{
    Q_OBJECT

public:
    explicit HostedEngine(HostOptions options, QObject* parent = nullptr);
    HostedEngine(const HostedEngine&) = delete;
    HostedEngine& operator=(const HostedEngine&) = delete;
    HostedEngine(HostedEngine&&) = delete;
    HostedEngine& operator=(HostedEngine&&) = delete;
    ~HostedEngine() override;

    /// Once.
    [[nodiscard]] core::Result<void, StartError> start();
    /// Everything acknowledged is on disk when it returns. Answers that were on their way are still delivered.
    void stop();

    RequestId submit(Request request) override;

signals:
    /// Somebody started the window on this profile again.
    void called(const QString& link, const QByteArray& token);

private:
    void run(WorkerStart begin);

    HostOptions m_options;
    std::unique_ptr<Profile> m_profile;
    std::unique_ptr<SystemRng> m_rng;
    std::unique_ptr<SealedVfs> m_seal;          ///< outlives the worker's connections
    std::unique_ptr<FirstWindow> m_firstWindow; ///< only while the lock is held
    QThread m_thread;
    std::unique_ptr<EngineWorker> m_worker; ///< lives on m_thread while that runs
    RequestId m_lastRequest = 0;
};

} // namespace engine::host
