// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_rules.h"

#include "core/limits.h"
#include "core/text.h"
#include "engine/room/policy_merge.h"

#include "events.pb.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace engine::room {

namespace spec = core::limits::spec;
namespace wire = parlour::wire;

namespace {

/// Web addresses and what else opens by a click, wherever it stands in a text.
constexpr std::array<std::string_view, 6> linkMarks{
    "http://", "https://", "ftp://", "www.", "magnet:?", "parlour:"};

/// ASCII letters alone fold: none of the marks has others.
bool hasLink(std::string_view text)
{
    std::string folded(text);
    std::transform(folded.begin(), folded.end(), folded.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return std::any_of(linkMarks.begin(), linkMarks.end(), [&](std::string_view mark) {
        return folded.find(mark) != std::string::npos;
    });
}

template<class Message>
std::optional<Message> parsed(const core::Bytes& body)
{
    Message out;
    return out.ParseFromArray(body.data(), static_cast<int>(body.size())) ? std::optional(out)
                                                                          : std::nullopt;
}

/// The words in it that a reader would see.
std::string wordsOf(Kind kind, const core::Bytes& body)
{
    if (kind == Kind::TextMessage) {
        const auto message = parsed<wire::TextMessage>(body);
        return message ? message->text() : std::string();
    }
    if (kind == Kind::EditMessage) {
        const auto edit = parsed<wire::EditMessage>(body);
        return edit ? edit->text() : std::string();
    }
    const auto card = kind == Kind::FileCard ? parsed<wire::FileCard>(body) : std::nullopt;
    return card ? card->caption() : std::string();
}

/// One above the founder's level means nobody; what can be written down is: the founder alone.
bool readLevel(const std::optional<int>& in, std::optional<std::uint32_t>& out)
{
    if (!in) {
        return true;
    }
    out = static_cast<std::uint32_t>(std::clamp(*in, levelObserver, levelFounder));
    return *in >= levelObserver && *in <= levelFounder + 1;
}

} // namespace

std::optional<PolicyBody> policyBodyOf(const PolicyChange& change)
{
    PolicyBody out;
    if (change.history) {
        out.history = static_cast<std::uint32_t>(*change.history);
    }
    out.slowModeSeconds = change.slowModeSeconds;
    out.linksAllowed = change.linksAllowed;
    out.maxFileBytes = change.maxFileBytes;
    out.retentionDays = change.retentionDays;
    out.quarantineMessages = change.quarantineMessages;
    out.workBits = change.workBits;
    const bool levels = readLevel(change.postingLevel, out.postingLevel)
                        && readLevel(change.filesLevel, out.filesLevel);
    if (!levels || change.workBits.value_or(0) > spec::workBits) {
        return std::nullopt;
    }
    return out;
}

RoomPolicy rulesOf(const PolicyBody& merged)
{
    RoomPolicy out;
    out.history = static_cast<HistoryAccess>(
        merged.history.value_or(static_cast<std::uint32_t>(out.history)));
    out.slowModeSeconds = merged.slowModeSeconds.value_or(0);
    out.postingLevel = static_cast<int>(merged.postingLevel.value_or(PolicyDefaults::postingLevel));
    out.filesLevel = static_cast<int>(merged.filesLevel.value_or(PolicyDefaults::filesLevel));
    out.linksAllowed = merged.linksAllowed.value_or(true);
    out.maxFileBytes = merged.maxFileBytes.value_or(0);
    out.retentionDays = merged.retentionDays.value_or(0);
    out.quarantineMessages = merged.quarantineMessages.value_or(0);
    out.workBits = merged.workBits.value_or(0);
    out.listed = merged.listed.value_or(false);
    out.heirs = merged.heirs.value_or(std::vector<core::IdentityId>());
    return out;
}

std::optional<Reason>
contentFlaw(const PolicyBody& rules, const Said& said, const core::Bytes& body)
{
    if (said.level >= levelModerator) {
        return std::nullopt;
    }
    if (said.kind == Kind::PinMessage) {
        return Reason::NotAllowed;
    }
    const bool newcomer = said.seq <= rules.quarantineMessages.value_or(0);
    const bool links = rules.linksAllowed.value_or(true) && !newcomer;
    if (!links && hasLink(wordsOf(said.kind, body))) {
        return Reason::NotAllowed;
    }
    if (said.kind != Kind::FileCard) {
        return std::nullopt;
    }
    const auto card = parsed<wire::FileCard>(body);
    const std::uint64_t most = rules.maxFileBytes.value_or(0);
    if (newcomer) {
        return Reason::NotAllowed;
    }
    return most != 0 && card && card->bytes() > most ? std::optional(Reason::TooLarge)
                                                     : std::nullopt;
}

std::optional<Reason> setNames(PolicyBody& body,
                               const std::optional<std::string>& name,
                               const std::optional<std::string>& topic)
{
    const auto fits = [](const std::optional<std::string>& text, std::size_t most) {
        return !text || text->size() <= most;
    };
    if (!fits(name, spec::nameBytes) || !fits(topic, spec::topicBytes)) {
        return Reason::TooLarge;
    }
    if ((name && (!core::isUtf8(*name) || core::oneLine(*name).empty()))
        || (topic && !core::isUtf8(*topic))) {
        return Reason::BadArgument;
    }
    body.name = name ? std::optional(core::oneLine(*name)) : std::nullopt;
    body.topic = topic ? std::optional(core::oneLine(*topic)) : std::nullopt;
    return std::nullopt;
}

} // namespace engine::room
