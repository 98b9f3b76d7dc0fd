// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/moderation_log.h"

#include <algorithm>
#include <array>
#include <set>

namespace engine::room {

namespace {

std::string levelName(int level)
{
    switch (level) {
    case levelFounder:
        return "founder";
    case levelAdmin:
        return "admin";
    case levelModerator:
        return "moderator";
    case levelMember:
        return "member";
    case levelObserver:
        return "observer";
    default:
        return "level " + std::to_string(level);
    }
}

VoidWhy voidWhyOf(VoidReason reason)
{
    switch (reason) {
    case VoidReason::None:
        return VoidWhy::None;
    case VoidReason::Ambiguous:
        return VoidWhy::TwoPasts;
    case VoidReason::GrantVoid:
        return VoidWhy::NoRight;
    case VoidReason::DoorClosed:
        return VoidWhy::DoorClosed;
    case VoidReason::Revoked:
        return VoidWhy::Removed;
    case VoidReason::ConflictingTransfer:
        return VoidWhy::TwoTransfers;
    case VoidReason::Transferred:
        return VoidWhy::Transferred;
    case VoidReason::Muted:
        return VoidWhy::Muted;
    case VoidReason::DeviceCut:
        return VoidWhy::DeviceCut;
    case VoidReason::Fork:
        return VoidWhy::Fork;
    default:
        return VoidWhy::Other;
    }
}

std::string_view sentenceOf(VoidReason reason)
{
    switch (reason) {
    case VoidReason::Ambiguous:
        return "void: it follows two different pasts of its author's";
    case VoidReason::GrantVoid:
        return "void: what gave its author the right does not count";
    case VoidReason::DoorClosed:
        return "void: its author came in by an invite that was closed";
    case VoidReason::Revoked:
        return "void: its author was removed";
    case VoidReason::ConflictingTransfer:
        return "void: the room was given to two people at once";
    case VoidReason::Transferred:
        return "void: the room had been given to somebody else";
    case VoidReason::Muted:
        return "void: its author was muted";
    case VoidReason::DeviceCut:
        return "void: its author had cut the device that wrote it";
    case VoidReason::Fork:
        return "void: its author wrote two histories";
    default:
        return "void";
    }
}

/// Fills in what the body says; false: nothing for the log.
struct Teller {
    const Roll& roll;
    std::set<core::IdentityId>& banned; ///< by what came before
    LogEntrySnapshot& out;

    bool operator()(const GrantBody& grant) const
    {
        out.action = banned.erase(grant.identity) > 0 ? LogAction::Unban : LogAction::Grant;
        out.targets = {grant.identity};
        out.level = grant.level;
        out.reason = grant.reason;
        return true;
    }
    bool operator()(const RevokeBody& revoke) const
    {
        out.action = revoke.then  ? LogAction::Revoke
                     : revoke.ban ? LogAction::Ban
                                  : LogAction::Kick;
        out.targets = revoke.targets;
        if (revoke.ban && !revoke.then && out.valid) {
            banned.insert(revoke.targets.begin(), revoke.targets.end());
        }
        out.level = revoke.then.value_or(levelNone);
        out.reason = revoke.reason;
        return true;
    }
    bool operator()(const RestrictBody& mute) const
    {
        const bool lifts = mute.until.value == 0;
        out.action = lifts ? LogAction::Unmute : LogAction::Mute;
        out.targets = {mute.target};
        out.untilMs = mute.until == HybridClock::never() ? 0 : mute.until.milliseconds();
        out.reason = mute.reason;
        return true;
    }
    bool operator()(const DoorBody& door) const
    {
        out.action = LogAction::Invite;
        out.level = door.level;
        out.untilMs = static_cast<std::int64_t>(std::min<std::uint64_t>(door.expiresMs, INT64_MAX));
        out.detail = door.uses == 0 ? "" : "for " + std::to_string(door.uses);
        return true;
    }
    bool operator()(const CloseBody& close) const
    {
        out.action = LogAction::Close;
        out.reason = close.reason;
        out.detail = "invite " + close.door.hex().substr(0, 8) + ", "
                     + std::to_string(close.keep.size()) + " stay";
        return true;
    }
    bool operator()(const PolicyBody& policy) const
    {
        out.action = LogAction::Policy;
        out.detail = changesOf(policy);
        return true;
    }
    bool operator()(const RedactBody& redact) const
    {
        // A message and its edits, each by itself.
        const bool single =
            std::all_of(redact.ranges.begin(), redact.ranges.end(), [](const RedactRange& each) {
                return each.to == each.from;
            });
        out.action = single ? LogAction::Delete : LogAction::Purge;
        std::set<core::IdentityId> authors;
        for (const RedactRange& range : redact.ranges) {
            if (const auto log = roll.log(range.log)) {
                authors.insert(log->identity);
            }
        }
        out.targets.assign(authors.begin(), authors.end());
        out.reason = redact.reason;
        return true;
    }
    bool operator()(const TransferBody& transfer) const
    {
        out.action = LogAction::Transfer;
        out.targets = {transfer.newOwner};
        out.level = levelFounder;
        return true;
    }
    bool operator()(const ResetReachBody& reset) const
    {
        out.action = LogAction::Reach;
        out.detail = "generation " + std::to_string(reset.generation);
        return true;
    }
    bool operator()(const SucceedBody& succeed) const
    {
        out.action = LogAction::Succeed;
        out.detail = "room " + succeed.predecessor.hex().substr(0, 8);
        return true;
    }
    template<class Other>
    bool operator()(const Other&) const
    {
        return false;
    }

    static std::string changesOf(const PolicyBody& policy)
    {
        std::string out;
        const auto add = [&out](bool set, const std::string& text) {
            out += set ? (out.empty() ? "" : ", ") + text : "";
        };
        const auto number = [&add](const char* name, const auto& field) {
            add(field.has_value(), name + (" " + std::to_string(field.value_or(0))));
        };
        const auto flag = [&add](const char* name, const std::optional<bool>& field) {
            add(field.has_value(), std::string(name) + (field.value_or(false) ? " yes" : " no"));
        };
        add(policy.name.has_value(), "name \"" + policy.name.value_or("") + '"');
        add(policy.topic.has_value(), "topic \"" + policy.topic.value_or("") + '"');
        constexpr std::array accesses{"public", "invite", "knock", "password"};
        constexpr std::array histories{"all", "joined", "none"};
        const auto word = [&add](const char* name, const auto& words, const auto& field) {
            add(field && *field < words.size(),
                std::string(name) + ' '
                    + words.at(std::min<std::size_t>(field.value_or(0), words.size() - 1)));
        };
        word("access", accesses, policy.access);
        word("history", histories, policy.history);
        flag("listed", policy.listed);
        number("slow mode", policy.slowModeSeconds);
        number("posting level", policy.postingLevel);
        number("files level", policy.filesLevel);
        flag("links", policy.linksAllowed);
        number("file bytes", policy.maxFileBytes);
        number("retention days", policy.retentionDays);
        number("quarantine", policy.quarantineMessages);
        number("work bits", policy.workBits);
        add(policy.picture.has_value(), "picture");
        add(policy.moderatorsKey.has_value(), "moderators' key");
        add(policy.heirs.has_value(), "heirs");
        return out;
    }
};

void addWhy(const Roll& roll, const NameOf& nameOf, LogEntrySnapshot& out)
{
    const std::vector<WhyStep> steps = roll.authority().why(out.event);
    const AuthorityVerdict verdict = roll.authority().verdict(out.event);
    out.valid = verdict.valid();
    out.voidWhy = voidWhyOf(verdict.reason);
    if (!out.valid) {
        out.whyText = sentenceOf(verdict.reason);
        if (verdict.by) {
            out.why = {*verdict.by};
            const auto by = roll.authority().why(*verdict.by);
            out.whyText += by.empty() || by.front().author.isZero()
                               ? ""
                               : " (by " + nameOf(by.front().author) + ")";
            return;
        }
    }
    std::string chain;
    for (const WhyStep& step : steps) {
        out.why.push_back(step.event);
        if (step.author.isZero()) {
            continue;
        }
        chain += chain.empty() ? "" : ", by grace of ";
        chain += nameOf(step.author) + " (" + levelName(step.level) + ")";
    }
    if (out.valid) {
        out.whyText = "counts: " + chain;
    }
}

} // namespace

std::vector<LogEntrySnapshot> moderationLog(const Roll& roll,
                                            const std::vector<core::EventId>& acts,
                                            const NameOf& nameOf,
                                            const std::set<core::EventId>& only)
{
    std::vector<std::pair<HybridClock, core::EventId>> ordered;
    for (const core::EventId& id : acts) {
        if (const CoreEvent* event = roll.act(id)) {
            ordered.emplace_back(event->clock, id);
        }
    }
    std::sort(ordered.begin(), ordered.end());
    std::set<core::IdentityId> banned;
    std::vector<LogEntrySnapshot> out;
    for (const auto& [clock, id] : ordered) {
        const CoreEvent& event = *roll.act(id);
        const auto log = roll.log(event.log);
        LogEntrySnapshot entry;
        entry.valid = roll.isValid(id);
        if (!log || !std::visit(Teller{roll, banned, entry}, event.body)
            || (!only.empty() && !only.contains(id))) {
            continue;
        }
        entry.event = id;
        entry.actor = log->identity;
        entry.timeMs = clock.milliseconds();
        addWhy(roll, nameOf, entry);
        out.push_back(std::move(entry));
    }
    return out;
}

} // namespace engine::room
