// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/engine_host.h"

#include "core/keys.h"
#include "engine/host/engine_worker.h"
#include "engine/host/key_file.h"
#include "engine/host/plain_history.h"
#include "engine/host/profile.h"
#include "engine/host/sealed_vfs.h"
#include "engine/host/sqlite_store.h"
#include "engine/host/system_rng.h"

#include <QStandardPaths>

namespace engine::host {

using core::fail;

namespace {

constexpr std::size_t passphraseBytesMost = 4096;

StartError startError(ProfileError error)
{
    switch (error) {
    case ProfileError::InUse:
        return StartError::ProfileInUse;
    case ProfileError::Newer:
        return StartError::NewerProfile;
    case ProfileError::NotWritable:
        break;
    }
    return StartError::NotWritable;
}

StartError startError(KeyFileError error)
{
    switch (error) {
    case KeyFileError::WrongPassphrase:
        return StartError::WrongPassphrase;
    case KeyFileError::NewerVersion:
        return StartError::NewerProfile;
    case KeyFileError::Missing:
    case KeyFileError::Damaged:
        return StartError::Damaged;
    case KeyFileError::Io:
        break;
    }
    return StartError::NotWritable;
}

StartError startError(PrepareError error)
{
    switch (error) {
    case PrepareError::Newer:
        return StartError::NewerProfile;
    case PrepareError::NotWritable:
        return StartError::NotWritable;
    case PrepareError::DiskFull:
        return StartError::DiskFull;
    case PrepareError::Damaged:
    case PrepareError::Failed:
        break;
    }
    return StartError::Damaged;
}

StartError startError(StoreError error)
{
    switch (error) {
    case StoreError::DiskFull:
        return StartError::DiskFull;
    case StoreError::ReadOnly:
        return StartError::NotWritable;
    case StoreError::Failed:
        break;
    }
    return StartError::Damaged;
}

struct OpenedKeys {
    PeerKeys keys;
    bool fresh = false;
};

core::Result<OpenedKeys, StartError> openKeys(const Profile& profile, const std::string& passphrase)
{
    auto read = readKeyFile(profile.keyPath(), passphrase);
    if (read) {
        return OpenedKeys{std::move(*read), false};
    }
    // A history without its keys is a damaged profile, not a new one: nobody is made anew over it.
    if (read.error() != KeyFileError::Missing || existsAt(profile.databasePath())) {
        return fail(startError(read.error()));
    }
    SystemRng rng;
    OpenedKeys made{makeKeys(rng), true};
    const auto written = writeKeyFile(profile.keyPath(), made.keys, passphrase, {}, rng);
    if (!written) {
        return fail(startError(written.error()));
    }
    return made;
}

core::Result<StoredState, StoreError> loadFrom(const DatabasePlace& place)
{
    auto store = SqliteStore::open(place);
    if (!store) {
        return fail(store.error());
    }
    return (*store)->loadState();
}

/// Whatever ended without closing its files may have left them damaged; and so may the disk.
core::Result<StoredState, StartError> openStore(const DatabasePlace& place,
                                                std::vector<Warning>& warnings)
{
    const bool unclean = existsAt(place.path + "-wal");
    const auto prepared = prepareHistory(place, schemaSteps());
    if (!prepared && prepared.error() != PrepareError::Damaged) {
        return fail(startError(prepared.error()));
    }
    core::Result<StoredState, StoreError> state = fail(StoreError::Failed);
    if (!unclean && prepared) {
        state = loadFrom(place);
    }
    if (!state && state.error() == StoreError::Failed) {
        auto mended = mendDatabase(place, false);
        if (!mended && mended.error() == PrepareError::Failed) {
            mended = mendDatabase(place, true);
        }
        if (!mended) {
            return fail(startError(mended.error()));
        }
        if (*mended) {
            const std::vector<Warning> more = warningsOf(**mended);
            warnings.insert(warnings.end(), more.begin(), more.end());
        }
        state = loadFrom(place);
    }
    if (!state) {
        return fail(startError(state.error()));
    }
    return std::move(*state);
}

/// An address that was asked for is taken or refused; the remembered port is only a habit.
core::Result<ListeningSocket, StartError>
openSocket(const HostOptions& options, Profile& profile, std::vector<Warning>& warnings)
{
    if (options.listen) {
        auto socket = listenOn(*options.listen);
        return socket ? core::Result<ListeningSocket, StartError>(std::move(*socket))
                      : fail(StartError::AddressTaken);
    }
    const core::IpAddress any = core::IpAddress::v6({});
    auto socket = listenOn({any, profile.rememberedPort()});
    if (!socket && profile.rememberedPort() != 0) {
        warnings.push_back(Warning::PortTaken);
        socket = listenOn({any, 0}); // not remembered: invites already carry the other one
    } else if (socket) {
        profile.rememberPort(socket->bound.port);
    }
    if (!socket) {
        return fail(StartError::AddressTaken);
    }
    return std::move(*socket);
}

/// Beside the links' port; its number is only a habit, unless somebody asked for it.
core::Result<ListeningSocket, StartError> openDhtSocket(const HostOptions& options,
                                                        const core::Endpoint& links,
                                                        std::vector<Warning>& warnings)
{
    auto socket = bindUdp({links.address, options.dhtPort.value_or(links.port)});
    if (!socket && !options.dhtPort) {
        warnings.push_back(Warning::PortTaken);
        socket = bindUdp({links.address, 0});
    }
    if (!socket) {
        return fail(StartError::AddressTaken);
    }
    return std::move(*socket);
}

PeerOptions peerOptions(const HostOptions& options)
{
    PeerOptions out;
    out.name = options.name;
    out.lan = options.lan;
    out.dht = options.dht;
    out.publicBootstrap = options.publicBootstrap;
    for (const HostPort& each : options.bootstrap) {
        out.bootstrap.push_back({each.host, each.port});
    }
    return out;
}

std::string defaultDownloadFolder()
{
    const QString downloads = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    return (downloads + QStringLiteral("/Parlour")).toStdString();
}

} // namespace

ExitCode exitCodeOf(StartError error)
{
    switch (error) {
    case StartError::BadOption:
        return ExitCode::BadOption;
    case StartError::ProfileInUse:
        return ExitCode::ProfileInUse;
    case StartError::WrongPassphrase:
        return ExitCode::Passphrase;
    case StartError::NewerProfile:
        return ExitCode::NewerProfile;
    case StartError::AddressTaken:
        return ExitCode::AddressTaken;
    case StartError::NotWritable:
    case StartError::Damaged:
    case StartError::DiskFull:
        break;
    }
    return ExitCode::NotWritable;
}

std::string_view sentenceOf(StartError error)
{
    switch (error) {
    case StartError::BadOption:
        return "the passphrase file cannot be read";
    case StartError::ProfileInUse:
        return "the profile is in use by another process";
    case StartError::WrongPassphrase:
        return "the passphrase is wrong or missing";
    case StartError::NewerProfile:
        return "the profile was made by a newer version";
    case StartError::AddressTaken:
        return "the address to listen on is taken or not of this machine";
    case StartError::NotWritable:
        return "the profile cannot be written";
    case StartError::Damaged:
        return "the keys or the history of the profile are damaged; nothing was changed";
    case StartError::DiskFull:
        return "the disk is full";
    }
    return "the profile cannot be opened";
}

core::Result<HostOptions, StartError> hostOptions(const StartOptions& options)
{
    HostOptions out;
    out.profile = options.profile;
    out.name = options.name.value_or(std::string());
    out.listen = options.listen;
    out.lan = options.lan;
    out.lanGroup = options.lanGroup;
    out.dht = options.dht;
    out.dhtPort = options.dhtPort;
    out.bootstrap = options.bootstrap;
    out.publicBootstrap = options.publicBootstrap;
    out.window = options.window;
    if (!options.passphraseFile.empty()) {
        const auto text = readWhole(options.passphraseFile, passphraseBytesMost);
        if (!text) {
            return fail(StartError::BadOption);
        }
        out.passphrase = core::textOf(*text);
        while (!out.passphrase.empty()
               && (out.passphrase.back() == '\n' || out.passphrase.back() == '\r')) {
            out.passphrase.pop_back(); // what an editor leaves at the end
        }
    }
    return out;
}

HostedEngine::HostedEngine(HostOptions options, QObject* parent)
    : Engine(parent)
    , m_options(std::move(options))
    , m_rng(std::make_unique<SystemRng>())
{
    m_thread.setObjectName(QStringLiteral("parlour-engine"));
}

HostedEngine::~HostedEngine()
{
    stop();
}

core::Result<void, StartError> HostedEngine::start()
{
    if (m_options.profile.empty() || m_worker) {
        return fail(StartError::BadOption);
    }
    auto profile = Profile::open(m_options.profile);
    if (!profile) {
        return fail(startError(profile.error()));
    }
    auto firstWindow = std::make_unique<FirstWindow>();
    if (m_options.window) {
        connect(firstWindow.get(), &FirstWindow::called, this, &HostedEngine::called);
        firstWindow->listen(m_options.profile);
    }
    WorkerStart begin;
    begin.version = PARLOUR_VERSION;
    auto keys = openKeys(*profile, m_options.passphrase);
    if (!keys) {
        return fail(keys.error());
    }
    m_seal = std::make_unique<SealedVfs>(historyKey(keys->keys), *m_rng);
    const DatabasePlace place(profile->databasePath(), *m_seal);
    auto stored = openStore(place, begin.warnings);
    if (!stored) {
        return fail(stored.error());
    }
    if (keys->fresh && m_options.passphrase.empty()) {
        begin.warnings.push_back(Warning::KeyUnprotected);
    }
    auto socket = openSocket(m_options, *profile, begin.warnings);
    if (!socket) {
        return fail(socket.error());
    }
    if (m_options.dht) {
        auto dht = openDhtSocket(m_options, socket->bound, begin.warnings);
        if (!dht) {
            return fail(dht.error());
        }
        begin.dhtSocket = std::move(*dht);
    }
    begin.database = place;
    begin.downloadFolder =
        m_options.downloadFolder.empty() ? defaultDownloadFolder() : m_options.downloadFolder;
    begin.self = IdentityId(core::SigningKey(keys->keys.identity.clone()).publicKey());
    begin.keys = std::move(keys->keys);
    begin.options = peerOptions(m_options);
    begin.options.version = begin.version;
    begin.stored = std::move(*stored);
    begin.socket = std::move(*socket);
    if (m_options.lan) {
        const bool loopback = m_options.listen && m_options.listen->address.isLoopback();
        begin.lan = LanOptions{m_options.lanGroup, loopback};
    }
    m_profile = std::make_unique<Profile>(std::move(*profile));
    m_firstWindow = std::move(firstWindow);
    run(std::move(begin));
    return {};
}

void HostedEngine::run(WorkerStart begin)
{
    m_worker = std::make_unique<EngineWorker>([this](PersonStream::Item item) {
        QMetaObject::invokeMethod(
            this,
            [this, item = std::move(item)]() {
                if (const auto* answer = std::get_if<PersonStream::Answered>(&item)) {
                    emit answered(answer->request, answer->answer);
                } else {
                    emit noticed(*std::get_if<Notice>(&item));
                }
            },
            Qt::QueuedConnection);
    });
    m_worker->moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(
        m_worker.get(),
        [worker = m_worker.get(), shared = std::make_shared<WorkerStart>(std::move(begin))]() {
            worker->begin(std::move(*shared));
        },
        Qt::QueuedConnection);
}

void HostedEngine::stop()
{
    if (!m_thread.isRunning()) {
        return;
    }
    QMetaObject::invokeMethod(
        m_worker.get(),
        [this]() {
            m_worker->end();
            m_thread.quit();
        },
        Qt::QueuedConnection);
    m_thread.wait();
    m_firstWindow.reset();
    m_profile.reset(); // the lock is given back last
}

RequestId HostedEngine::submit(Request request)
{
    const RequestId id = ++m_lastRequest;
    if (!m_thread.isRunning()) {
        QMetaObject::invokeMethod(
            this,
            [this, id]() { emit answered(id, Refusal{Reason::Internal, "not running", 0}); },
            Qt::QueuedConnection);
        return id;
    }
    QMetaObject::invokeMethod(
        m_worker.get(),
        [worker = m_worker.get(), id, request = std::move(request)]() {
            worker->handle(id, request);
        },
        Qt::QueuedConnection);
    return id;
}

} // namespace engine::host
