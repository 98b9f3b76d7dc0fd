// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Cases of authority written as JSON: {note, cases: [{name, note, events, valid, live_level, ...}]}. Two forms of events
// are understood. The plain one has `parents` and one chain per author: parents are read as auth (messages dropped through
// to the nearest core events), each author gets a log, and a new one after a grant that follows his removal or his fork.
// The full one says log, auth and openings by itself, and a case may also expect doors, policy, forked and redacted.

#include "support/authority_model.h"

#include <QByteArray>

namespace support {

struct AuthorityCase {
    std::string name;
    std::vector<ModelEvent> events;
    std::map<std::string, bool> valid;
    std::map<std::string, int> liveLevel;
    std::optional<std::set<std::string>> doors;
    std::optional<std::map<std::string, std::int64_t>> policy;
    std::optional<std::map<std::string, std::uint64_t>> forked;
    std::optional<std::set<std::string>> redacted;
};

struct AuthorityCases {
    std::vector<AuthorityCase> cases;
    std::string error; ///< not empty: the file is not of this shape
};

[[nodiscard]] AuthorityCases readAuthorityCases(const QByteArray& json);

} // namespace support
