// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The rules of authority a second time, as naively as they can be said: every question is a recursive function over the
// whole set of events, answered by looking at all of them. The product's engine/room/authority must agree with it on every
// set in every order. Ids are plain text, so that a case can be written down and read.
//
// Why the recursion ends: whether an event of level L counts depends on events of strictly higher levels, and otherwise only
// on its own ancestry (auth and grant). Lower levels, other people's equal levels, clocks and arrival never enter.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace support {

enum class ModelKind : std::uint8_t {
    Genesis,
    Open,
    Grant,
    Revoke,
    Restrict,
    Door,
    Close,
    Policy,
    Redact,
    Transfer,
    Pin,
    ResetReach,
    DeviceCut,
    Message,
    File,
};

/// Everything of one log up to these two stays; empty ids keep nothing.
struct ModelCut {
    std::string log;
    std::string lastEvent;
    std::string lastCore;
};

struct ModelRange {
    std::string log;
    std::uint64_t from = 0;
    std::uint64_t to = 0; ///< inclusive, 0 = to the end
};

struct ModelEvent {
    std::string id;
    ModelKind kind = ModelKind::Message;
    std::string author;
    std::string log;
    std::uint64_t seq = 0;
    std::string prev;
    std::string grant; ///< the standing under which it acts; of an Open: its birth
    std::vector<std::string> auth;
    std::uint64_t clock = 0;
    std::uint32_t length = 0;

    std::vector<std::string>
        targets;   ///< Genesis: founders; Grant, Restrict: one; Transfer: the new owner
    int level = 0; ///< Grant, Door
    std::vector<ModelCut> cuts; ///< Revoke, Restrict, Transfer, Pin, DeviceCut
    bool ban = false;
    std::optional<int> then;
    std::uint64_t until = 0;
    bool ask = false; ///< Door: nobody comes in by himself
    std::string door; ///< Close
    std::vector<std::string> keep;
    std::string device; ///< Open, DeviceCut
    std::map<std::string, std::int64_t> policy;
    std::vector<ModelRange> ranges;
};

/// Why an event is void, and the event that makes it so (empty when it is its own fault).
struct ModelReason {
    std::string word; ///< "valid" when nothing speaks against it
    std::string by;
};

class AuthorityModel
{
public:
    explicit AuthorityModel(std::vector<ModelEvent> events);

    [[nodiscard]] bool valid(const std::string& id) const;
    [[nodiscard]] ModelReason reason(const std::string& id) const;
    /// The event, the standing it acts under, the standing of that one's author, ... up to the genesis.
    [[nodiscard]] std::vector<std::string> grantChain(const std::string& id) const;
    /// The level an event claims by its grant; -1 when the grant is not its author's.
    [[nodiscard]] int level(const std::string& id) const;
    /// -1: no member (any more).
    [[nodiscard]] int liveLevel(const std::string& identity) const;
    [[nodiscard]] std::set<std::string> identities() const;
    [[nodiscard]] std::set<std::string> openDoors() const;
    [[nodiscard]] std::map<std::string, std::int64_t> policy() const;
    [[nodiscard]] std::map<std::string, std::uint64_t> forkedLogs() const;
    [[nodiscard]] std::set<std::string> redacted() const;
    [[nodiscard]] const std::map<std::string, ModelEvent>& events() const { return m_events; }
    [[nodiscard]] bool isCore(const ModelEvent& event) const;
    /// Part of the core: of a core kind and level, and of good shape.
    [[nodiscard]] bool inCore(const std::string& id) const { return m_citable.count(id) != 0; }
    /// a is in the ancestry of b.
    [[nodiscard]] bool follows(const std::string& b, const std::string& a) const;

private:
    using Event = ModelEvent;

    void admit(std::vector<ModelEvent> events);
    [[nodiscard]] const Event& at(const std::string& id) const { return m_events.at(id); }
    [[nodiscard]] bool has(const std::string& id) const { return m_events.count(id) != 0; }

    [[nodiscard]] int standingLevel(const std::string& standing, const std::string& identity) const;
    [[nodiscard]] int computeLevel(const Event& event) const;
    [[nodiscard]] bool actAllowed(const Event& event) const;
    [[nodiscard]] bool chained(const Event& event) const;
    [[nodiscard]] bool shaped(const Event& event) const;
    [[nodiscard]] std::vector<const Event*> openingsOf(const std::string& log) const;

    [[nodiscard]] ModelReason judge(const Event& event) const;
    [[nodiscard]] ModelReason judgeRemovals(const Event& event) const;
    [[nodiscard]] ModelReason judgeTransfers(const Event& event) const;
    [[nodiscard]] ModelReason judgeRestrictions(const Event& event) const;
    [[nodiscard]] ModelReason judgeDeviceCuts(const Event& event) const;
    [[nodiscard]] ModelReason judgeDoor(const Event& event) const;
    [[nodiscard]] ModelReason judgeContent(const Event& event) const;

    [[nodiscard]] bool onCoreChain(const std::string& id, const std::string& head) const;
    [[nodiscard]] bool onPrevChain(const std::string& id, const std::string& head) const;
    [[nodiscard]] bool inside(const Event& event, const std::vector<ModelCut>& cuts) const;
    [[nodiscard]] bool standingFollows(const std::string& standing,
                                       const std::string& identity,
                                       const Event& removal) const;
    [[nodiscard]] bool exempt(const Event& event, const Event& removal) const;
    [[nodiscard]] bool standingLive(const std::string& standing, const std::string& identity) const;
    [[nodiscard]] bool forkedAt(const Event& event) const;
    [[nodiscard]] bool pinned(const Event& event) const;
    [[nodiscard]] bool pins(const Event& pin, const Event& event) const;
    [[nodiscard]] std::vector<const Event*> firstTransfers(const std::string& owner,
                                                           const std::string& standing) const;
    [[nodiscard]] static bool conflict(const std::vector<const Event*>& transfers);
    [[nodiscard]] bool coveredByTransfer(const Event& event) const;
    [[nodiscard]] std::map<std::string, std::int64_t> mergedPolicy(const std::string& view) const;

    std::map<std::string, ModelEvent> m_events;
    std::map<std::string, std::set<std::string>> m_ancestry;
    std::map<std::string, int> m_levels;
    std::set<std::string> m_citable; ///< core events of good shape: what others may build on
    std::map<std::string, std::uint64_t> m_forks;
    mutable std::map<std::string, ModelReason> m_judged;
};

/// The stricter of two values of a policy field, as a number that is larger for the stricter one; 0 where no value is.
[[nodiscard]] std::int64_t strictness(const std::string& field, std::int64_t value);

} // namespace support
