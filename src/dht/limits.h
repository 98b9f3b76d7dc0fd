// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Every number of the DHT in one place. `spec` is what the network expects of a node, `tuning` is our own choice.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dht {

namespace spec {

constexpr std::size_t bucketNodes = 8;
constexpr std::size_t itemValueBytes = 1000;
constexpr std::size_t itemSaltBytes = 64;
constexpr std::chrono::minutes nodeGood{15};
constexpr std::chrono::minutes tokenSecretAge{5};
constexpr std::int64_t sampleIntervalSeconds = 21600;

} // namespace spec

namespace tuning {

// Routing table
constexpr std::size_t bucketCache = 8;
constexpr std::size_t perWidePrefixInBucket = 2;
constexpr unsigned silentUntilBad = 3;
/// A packet gets lost now and then; a neighbour left out for it would be missed more than a dead one told.
constexpr unsigned silencesPardoned = 1;
constexpr std::chrono::minutes bucketIdle{15};
constexpr std::size_t savedNodes = 512;
constexpr std::size_t warmPingsAtOnce = 8;
constexpr std::chrono::minutes saveEvery{10};

// Lookups
constexpr std::size_t alpha = 4;
constexpr std::chrono::seconds queryIsSlow{1};
constexpr std::chrono::seconds queryTimesOut{2};
constexpr std::chrono::seconds lateAnswer{15};
constexpr std::size_t candidatesPerKind = 64;
constexpr std::size_t asksPerLookup = 160;
constexpr std::size_t nodesTakenPerReply = 8;
constexpr unsigned blurBits = 3;
constexpr std::size_t storeReplicas = 8;
constexpr std::size_t pathsMost = 4;
constexpr std::size_t peersPerTask = 1000;
constexpr std::size_t searchesAtOnce = 32;
constexpr std::size_t tasksQueued = 4096;
constexpr std::chrono::seconds waitForFirstNode{20};
constexpr std::size_t transactions = 1024;

// Stores
constexpr std::size_t infohashes = 2000;
constexpr std::size_t peersPerInfohash = 200;
constexpr std::size_t items = 500;
constexpr std::size_t prefixSharePercent = 10;
constexpr std::chrono::minutes peerLife{45};
constexpr std::chrono::minutes itemLife{120};
constexpr std::size_t valuesPerReply = 50;

// What we keep alive for ourselves
constexpr std::chrono::minutes announceEvery{15};
constexpr unsigned announceJitterPercent = 20;
constexpr std::chrono::minutes republishEvery{60};
constexpr unsigned republishJitterPercent = 10;
constexpr std::size_t publications = 4096;

// Traffic. Private, link-local and loopback addresses have limits of their own: no stranger is behind them, and
// test networks put many nodes on one.
constexpr std::uint64_t bytesPerSecond = 8000;
constexpr std::uint64_t bytesBurst = 24000;
constexpr std::uint64_t privateBytesPerSecond = 256 * 1024;
/// To one address, in ten seconds at most 6 + 15 questions and 8 + 20 replies: below the 50 packets for which
/// libtorrent turns its back. What we ask of one address is less than what we would answer one: between nodes of ours
/// nothing is dropped.
constexpr std::uint64_t questionsPerTwoSeconds = 3;
constexpr std::uint64_t questionsBurst = 6;
constexpr std::uint64_t repliesPerTwoSeconds = 4;
constexpr std::uint64_t repliesBurst = 8;
constexpr std::size_t pacedAddresses = 1024;
constexpr std::size_t amplificationTimesTen = 35;
constexpr std::size_t provenAddresses = 1024;
constexpr std::chrono::minutes proofLife{10};
constexpr std::size_t heldAnswers = 16;

// Strangers who ask us are worth one ping now and then
constexpr std::chrono::milliseconds strangerPingEvery{500};
constexpr std::chrono::seconds maintenanceEvery{6};

// External address
constexpr std::size_t addressVotes = 3;
constexpr std::chrono::minutes addressSettled{10};
constexpr std::chrono::minutes voteLife{30};
constexpr std::size_t votedAddresses = 32;

// Bootstrap
constexpr std::size_t bootstrapEndpoints = 64;
constexpr std::size_t healthyTable = 8;
constexpr std::size_t introductionTries = 4;
constexpr std::size_t waysInPerRound = 4;
constexpr std::chrono::seconds bootstrapFirstRetry{5};
constexpr std::chrono::minutes bootstrapLongestRetry{5};
/// A newcomer looks around his own place until the pauses are longer than this.
constexpr std::chrono::seconds newcomerLooks{60};

} // namespace tuning

} // namespace dht
