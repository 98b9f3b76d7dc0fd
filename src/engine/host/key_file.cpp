// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/key_file.h"

#include "core/codec.h"
#include "core/hash.h"
#include "engine/host/posix_file.h"

#include <cerrno>
#include <string_view>
#include <sys/stat.h>

namespace engine::host {

using core::fail;

namespace {

constexpr std::string_view magic = "PARLKEYS";
constexpr std::string_view checksumContext = "parlour key file 1";
constexpr std::uint16_t versionNow = 1;
constexpr std::size_t prefixBytes = 8 + 2 + 1; ///< magic, version, form: what the seal is tied to
constexpr std::size_t fileBytesMost = 4096;

enum class Form : std::uint8_t { Plain = 0, Passphrase = 1 };

struct Opened {
    core::Bytes whole;
    Form form = Form::Plain;
    core::Bytes payload;

    [[nodiscard]] core::ByteView prefix() const { return core::ByteView(whole).first(prefixBytes); }
};

core::Result<Opened, KeyFileError> openKeyFile(const std::string& path)
{
    auto whole = readWhole(path, fileBytesMost);
    if (!whole) {
        const int error = whole.error().value;
        return fail(error == ENOENT                     ? KeyFileError::Missing
                    : error == EFBIG || error == EINVAL ? KeyFileError::Damaged
                                                        : KeyFileError::Io);
    }
    Opened opened;
    opened.whole = std::move(*whole);
    core::Reader reader(opened.whole);
    const core::ByteView start = reader.bytes(magic.size());
    const std::uint16_t version = reader.u16();
    if (!reader.ok() || core::textOf(start) != magic) {
        return fail(KeyFileError::Damaged);
    }
    if (version > versionNow) {
        return fail(KeyFileError::NewerVersion);
    }
    const std::uint8_t form = reader.u8();
    opened.payload = core::copyOf(reader.bytes(reader.u32()));
    const std::size_t covered = opened.whole.size() - reader.left();
    const auto checksum = reader.array<32>();
    if (!reader.atEnd() || version != versionNow
        || form > static_cast<std::uint8_t>(Form::Passphrase)
        || checksum
               != core::hashOf(checksumContext, {core::ByteView(opened.whole).first(covered)})) {
        return fail(KeyFileError::Damaged);
    }
    opened.form = static_cast<Form>(form);
    return opened;
}

core::Result<core::Bytes, KeyFileError> unseal(Opened& opened, std::string_view passphrase)
{
    if (opened.form == Form::Plain) {
        return std::move(opened.payload);
    }
    if (passphrase.empty()) {
        return fail(KeyFileError::WrongPassphrase);
    }
    auto plain = core::openWithPassphrase(passphrase, opened.prefix(), opened.payload);
    if (plain) {
        return std::move(*plain);
    }
    switch (plain.error()) {
    case core::PassphraseError::Wrong:
        return fail(KeyFileError::WrongPassphrase);
    case core::PassphraseError::NoMemory:
        return fail(KeyFileError::Io);
    case core::PassphraseError::Malformed:
        break;
    }
    return fail(KeyFileError::Damaged);
}

} // namespace

core::Result<PeerKeys, KeyFileError> readKeyFile(const std::string& path,
                                                 std::string_view passphrase)
{
    auto opened = openKeyFile(path);
    if (!opened) {
        return fail(opened.error());
    }
    static_cast<void>(
        ::chmod(path.c_str(), S_IRUSR | S_IWUSR)); // file systems without modes refuse
    auto plain = unseal(*opened, passphrase);
    core::wipe(opened->whole);
    if (!plain) {
        return fail(plain.error());
    }
    const bool fits = plain->size() == 2 * core::Seed::size;
    PeerKeys keys;
    if (fits) {
        const core::ByteView seeds(*plain);
        keys.identity = std::move(*core::Seed::from(seeds.first(core::Seed::size)));
        keys.device = std::move(*core::Seed::from(seeds.subspan(core::Seed::size)));
    }
    core::wipe(*plain);
    if (!fits) {
        return fail(KeyFileError::Damaged);
    }
    return keys;
}

core::Result<void, KeyFileError> writeKeyFile(const std::string& path,
                                              const PeerKeys& keys,
                                              std::string_view passphrase,
                                              core::PassphraseCost cost,
                                              core::Rng& rng)
{
    core::Bytes out;
    core::Writer writer(out);
    writer.bytes(core::bytesOf(magic));
    writer.u16(versionNow);
    writer.u8(static_cast<std::uint8_t>(passphrase.empty() ? Form::Plain : Form::Passphrase));

    core::Bytes payload = core::copyOf(keys.identity.view());
    payload.reserve(2 * core::Seed::size);
    core::append(payload, keys.device.view());
    if (!passphrase.empty()) {
        auto sealed = core::sealWithPassphrase(passphrase, out, payload, cost, rng);
        core::wipe(payload);
        if (!sealed) {
            return fail(KeyFileError::Io);
        }
        payload = std::move(*sealed);
    }
    writer.u32(static_cast<std::uint32_t>(payload.size()));
    writer.bytes(payload);
    writer.bytes(core::hashOf(checksumContext, {out}));
    const auto written = replaceFile(path, out);
    core::wipe(payload);
    core::wipe(out);
    if (!written) {
        return fail(KeyFileError::Io);
    }
    return {};
}

core::Result<bool, KeyFileError> isKeyFileSealed(const std::string& path)
{
    auto opened = openKeyFile(path);
    if (!opened) {
        return fail(opened.error());
    }
    core::wipe(opened->whole);
    core::wipe(opened->payload);
    return opened->form == Form::Passphrase;
}

PeerKeys makeKeys(core::Rng& rng)
{
    return PeerKeys{core::Seed::random(rng), core::Seed::random(rng)};
}

core::Secret<32> historyKey(const PeerKeys& keys)
{
    return core::deriveKey(keys.device.view(), "parlour history 1");
}

} // namespace engine::host
