// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/message_fold.h"

#include "core/limits.h"
#include "core/text.h"
#include "engine/room/event.h"

#include "events.pb.h"

#include <algorithm>
#include <map>

namespace engine::room {

namespace spec = core::limits::spec;
namespace tuning = core::limits::tuning;
namespace wire = parlour::wire;

namespace {

/// Which of two events that say different things is heard.
struct Rank {
    HybridClock clock;
    core::EventId id;

    auto operator<=>(const Rank&) const = default;
};

template<class Body>
struct Said {
    const EventRow* row = nullptr;
    Rank rank;
    Body body;
};

template<class Body>
std::optional<Body> parsed(const core::Bytes& bytes)
{
    Body body;
    return body.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ? std::optional(body)
                                                                             : std::nullopt;
}

/// Those of one kind, in the order of their ranks.
template<class Body>
std::vector<Said<Body>> ofKind(std::span<const EventRow> related, Kind kind)
{
    std::vector<Said<Body>> out;
    for (const EventRow& row : related) {
        if (!row.hasBody || row.kind != static_cast<std::uint8_t>(kind)) {
            continue;
        }
        const auto header = decodeHeader(row.header);
        auto body = parsed<Body>(row.body);
        if (header && body) {
            out.push_back({&row, {header->clock, row.id}, std::move(*body)});
        }
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.rank < b.rank; });
    return out;
}

std::vector<Said<wire::EditMessage>> editsOf(const MessageSnapshot& message,
                                             std::span<const EventRow> related)
{
    auto out = ofKind<wire::EditMessage>(related, Kind::EditMessage);
    std::erase_if(out, [&](const auto& edit) { return edit.row->author != message.author; });
    return out;
}

std::vector<ReactionSnapshot> reactionsIn(std::span<const EventRow> related)
{
    std::vector<ReactionSnapshot> out;
    for (const auto& said : ofKind<wire::Reaction>(related, Kind::Reaction)) {
        if (said.row->olderRules) {
            continue; // there is nothing of it that could be folded
        }
        const auto emoji = std::find_if(out.begin(), out.end(), [&](const auto& each) {
            return each.emoji == said.body.emoji();
        });
        if (said.body.remove()) {
            if (emoji != out.end()) {
                std::erase(emoji->authors, said.row->author);
            }
        } else if (emoji == out.end()) {
            if (out.size() < tuning::reactionsOfMessage) {
                out.push_back({said.body.emoji(), {said.row->author}});
            }
        } else if (std::find(emoji->authors.begin(), emoji->authors.end(), said.row->author)
                   == emoji->authors.end()) {
            emoji->authors.push_back(said.row->author);
        }
    }
    std::erase_if(out, [](const ReactionSnapshot& each) { return each.authors.empty(); });
    return out;
}

template<class Body>
std::optional<core::EventRef> targetIn(const std::optional<Body>& body)
{
    if (!body || !body->has_target()) {
        return std::nullopt;
    }
    const auto log = core::LogId::from(core::bytesOf(body->target().log()));
    return log ? std::optional(core::EventRef{*log, body->target().seq()}) : std::nullopt;
}

} // namespace

bool isEmoji(const std::string& text)
{
    const bool plain = std::none_of(text.begin(), text.end(), [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte <= ' ' || byte == 0x7f;
    });
    return !text.empty() && text.size() <= spec::emojiBytes && plain && core::isUtf8(text)
           && core::oneLine(text) == text;
}

std::optional<core::EventRef> relatedTo(std::uint8_t kind, const core::Bytes& body)
{
    switch (static_cast<Kind>(kind)) {
    case Kind::EditMessage: {
        const auto edit = parsed<wire::EditMessage>(body);
        const bool whole =
            edit && edit->text().size() <= spec::messageTextBytes && core::isUtf8(edit->text());
        return whole ? targetIn(edit) : std::nullopt;
    }
    case Kind::Reaction: {
        const auto reaction = parsed<wire::Reaction>(body);
        return reaction && isEmoji(reaction->emoji()) ? targetIn(reaction) : std::nullopt;
    }
    case Kind::PinMessage:
        return targetIn(parsed<wire::PinMessage>(body));
    default:
        return std::nullopt;
    }
}

void foldInto(MessageSnapshot& message, std::span<const EventRow> related)
{
    const auto edits = editsOf(message, related);
    if (!edits.empty()) {
        message.text = edits.back().body.text();
        message.edited = true;
        message.olderRules = message.olderRules || edits.back().row->olderRules;
    }
    message.reactions = reactionsIn(related);
    message.pinned = pinnedAt(related).has_value();
}

std::vector<EditSnapshot> versionsOf(const MessageSnapshot& message,
                                     std::span<const EventRow> related)
{
    const auto edits = editsOf(message, related);
    std::vector<EditSnapshot> out{{message.text, message.timeMs}};
    const std::size_t from =
        edits.size() - std::min(edits.size(), tuning::versionsOfMessage - out.size());
    for (std::size_t i = from; i < edits.size(); ++i) {
        out.push_back({edits[i].body.text(), edits[i].rank.clock.milliseconds()});
    }
    return out;
}

std::optional<std::uint64_t> pinnedAt(std::span<const EventRow> related)
{
    const auto pins = ofKind<wire::PinMessage>(related, Kind::PinMessage);
    return pins.empty() || pins.back().body.remove() ? std::nullopt
                                                     : std::optional(pins.back().rank.clock.value);
}

} // namespace engine::room
