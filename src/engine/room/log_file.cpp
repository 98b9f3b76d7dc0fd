// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/log_file.h"

#include "core/codec.h"
#include "core/fingerprint.h"
#include "core/limits.h"
#include "core/text.h"
#include "engine/room/fork_proof.h"

#include "archive.pb.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::string_view magic = "parlour log 2\n";
constexpr std::string_view context = "parlour log file 1";
constexpr std::size_t signatureBytes = 64;

bool readEvents(const wire::LogFileContent& content, LogFile& out)
{
    for (const wire::SignedEvent& each : content.events()) {
        auto event = decodeSigned(each);
        if (!event || event->bodiless) {
            return false;
        }
        out.events.push_back(std::move(*event));
    }
    for (const wire::LogVerdict& each : content.verdicts()) {
        const auto id = core::EventId::from(core::bytesOf(each.event()));
        if (!id || !out.verdicts.emplace(*id, each.valid()).second) {
            return false;
        }
    }
    for (const wire::LogName& each : content.names()) {
        const auto id = core::IdentityId::from(core::bytesOf(each.identity()));
        if (!id || !core::isUtf8(each.name())) {
            return false;
        }
        out.names[*id] = core::oneLine(each.name());
    }
    out.forks.assign(content.forks().begin(), content.forks().end());
    return true;
}

bool readExporter(const wire::LogFileContent& content, LogFile& out)
{
    const auto identity = core::IdentityId::from(core::bytesOf(content.identity()));
    const auto device = core::DeviceId::from(core::bytesOf(content.device()));
    if (!identity || !device || content.device_cert().size() != out.certificate.size()) {
        return false;
    }
    out.exporter = *identity;
    out.device = *device;
    out.certificate = core::Reader(core::bytesOf(content.device_cert())).array<64>();
    return true;
}

std::map<core::LogId, core::DeviceId> writersOf(const LogFile& file)
{
    std::map<core::LogId, core::DeviceId> out;
    for (const CarriedEvent& event : file.events) {
        const auto core = decodeCoreEvent(event.id, event.header, event.body);
        const auto* open = core ? core->as<OpenBody>() : nullptr;
        if (open != nullptr && verifyEvent(open->device, event.id, event.signature)) {
            out.emplace(event.header.log, open->device);
        }
    }
    return out;
}

/// In rounds, because what is cited may come later in the file. Gives those that no round took.
std::vector<core::EventId> takeAll(Roll& roll, const std::vector<CarriedEvent>& events)
{
    std::vector<const CarriedEvent*> left;
    left.reserve(events.size());
    for (const CarriedEvent& event : events) {
        left.push_back(&event);
    }
    for (std::size_t before = left.size() + 1; left.size() < before;) {
        before = left.size();
        std::erase_if(left, [&roll](const CarriedEvent* event) {
            return roll.take(*event) != RollTaken::Refused;
        });
    }
    std::vector<core::EventId> out;
    out.reserve(left.size());
    for (const CarriedEvent* event : left) {
        out.push_back(event->id);
    }
    return out;
}

} // namespace

core::Bytes encodeLogFile(const LogFile& file, const core::SigningKey& device)
{
    wire::LogFileContent content;
    content.set_genesis(core::textOf(file.genesis));
    for (const CarriedEvent& event : file.events) {
        *content.add_events() = encodeSigned(event);
    }
    for (const wire::ForkProof& proof : file.forks) {
        *content.add_forks() = proof;
    }
    for (const auto& [id, valid] : file.verdicts) {
        wire::LogVerdict& verdict = *content.add_verdicts();
        verdict.set_event(core::textOf(id.view()));
        verdict.set_valid(valid);
    }
    for (const auto& [identity, name] : file.names) {
        wire::LogName& out = *content.add_names();
        out.set_identity(core::textOf(identity.view()));
        out.set_name(name);
    }
    content.set_time_ms(file.timeMs);
    content.set_identity(core::textOf(file.exporter.view()));
    content.set_device(core::textOf(file.device.view()));
    content.set_device_cert(core::textOf(file.certificate));
    const std::string bytes = content.SerializeAsString();
    const core::Signature signature = device.sign(context, {core::bytesOf(bytes)});
    core::Bytes out(magic.size() + core::DeviceId::size + signature.size() + bytes.size());
    auto at = std::copy(magic.begin(), magic.end(), out.begin());
    at = std::copy(file.device.view().begin(), file.device.view().end(), at);
    at = std::copy(signature.begin(), signature.end(), at);
    std::copy(bytes.begin(), bytes.end(), at);
    return out;
}

core::Result<LogFile, LogFileError> decodeLogFile(core::ByteView bytes)
{
    if (bytes.size() < magic.size() + core::DeviceId::size + signatureBytes
        || bytes.size() > core::limits::tuning::logFileBytes
        || !std::ranges::equal(bytes.first(magic.size()), core::bytesOf(magic))) {
        return core::fail(LogFileError::NotOne);
    }
    // Asked before anything is parsed: what was changed says so, wherever it was, and is never taken for another format.
    const core::ByteView device = bytes.subspan(magic.size(), core::DeviceId::size);
    const core::ByteView signature =
        bytes.subspan(magic.size() + core::DeviceId::size, signatureBytes);
    const core::ByteView content =
        bytes.subspan(magic.size() + core::DeviceId::size + signatureBytes);
    if (!core::verify(device, context, {content}, signature)) {
        return core::fail(LogFileError::Signature);
    }
    wire::LogFileContent parsed;
    LogFile out;
    if (!parsed.ParseFromArray(content.data(), static_cast<int>(content.size()))
        || !readExporter(parsed, out)) {
        return core::fail(LogFileError::NotOne);
    }
    if (!std::ranges::equal(out.device.view(), device)
        || !verifyDevice(out.exporter, out.device, out.certificate)) {
        return core::fail(LogFileError::Signature);
    }
    out.genesis = core::copyOf(core::bytesOf(parsed.genesis()));
    out.timeMs = parsed.time_ms();
    if (!readEvents(parsed, out)) {
        return core::fail(LogFileError::NotOne);
    }
    return out;
}

LogCheck checkLogFile(const LogFile& file)
{
    LogCheck out;
    auto genesis = decodeGenesis(file.genesis);
    if (!genesis) {
        out.faults.emplace_back("the room's beginning is damaged");
        return out;
    }
    out.room = roomIdOf(file.genesis);
    Roll roll(out.room, std::move(*genesis));
    const auto writers = writersOf(file);
    for (const wire::ForkProof& proof : file.forks) {
        const auto fork = forkProvedBy(proof, out.room, [&writers](const core::LogId& log) {
            const auto writer = writers.find(log);
            return writer == writers.end() ? std::nullopt : std::optional(writer->second);
        });
        if (fork) {
            roll.voidFrom(fork->log, fork->seq);
        } else {
            out.faults.emplace_back("a proof of two histories proves none");
        }
    }
    for (const core::EventId& id : takeAll(roll, file.events)) {
        out.faults.push_back("event " + id.hex()
                             + " is not what it claims, or what it cites is missing");
    }
    std::vector<core::EventId> acts;
    for (const CarriedEvent& event : file.events) {
        acts.push_back(event.id);
        const auto stated = file.verdicts.find(event.id);
        const bool valid = roll.isValid(event.id);
        if (stated == file.verdicts.end() || stated->second != valid) {
            out.faults.push_back("event " + event.id.hex() + (valid ? " counts" : " is void")
                                 + ", and the file says otherwise");
        }
    }
    if (file.verdicts.size() != file.events.size()) {
        out.faults.emplace_back("the file speaks of events that it does not hold");
    }
    out.entries = moderationLog(roll, acts, [&file](const core::IdentityId& identity) {
        const auto name = file.names.find(identity);
        return name == file.names.end() || name->second.empty()
                   ? core::fingerprintWords(identity.view())
                   : name->second;
    });
    return out;
}

} // namespace engine::room
