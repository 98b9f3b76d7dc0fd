// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Every number that a peer could push against, in one place; docs/PROTOCOL.md prints the same table. `spec` is part of
// the protocol (both sides must agree), `tuning` is each peer's own choice.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace core::limits {

namespace spec {

// Links
constexpr std::size_t noiseMessageBytes = 65535;
constexpr std::size_t framePlainBytes = noiseMessageBytes - 16;
constexpr std::uint64_t rekeyMessages = 1ULL << 20U;
constexpr std::chrono::hours rekeyAge{1};
constexpr std::size_t doorsTried = 256;

// Events
constexpr std::size_t authHeads = 4;
constexpr std::size_t eventBodyBytes = 32 * 1024;
constexpr std::size_t messageTextBytes = 24 * 1024;
constexpr std::size_t nameBytes = 128;
constexpr std::size_t topicBytes = 512;
constexpr std::size_t reasonBytes = 512;
constexpr std::size_t fileNameBytes = 255;
constexpr std::size_t statusBytes = 256;
constexpr std::size_t passwordBytes = 1024;
constexpr std::size_t emojiBytes = 64; // one, however composed
constexpr std::size_t mentionsInMessage = 64;
constexpr std::size_t knockTextCharacters = 500;
constexpr std::uint32_t workBits = 32; // of the hardest door that anybody has to open
constexpr std::size_t cutsInEvent = 256;
constexpr std::size_t targetsInEvent = 256;
constexpr std::size_t keepsInClose = 800;
constexpr std::uint64_t runSignatureEvery = 64;
constexpr std::chrono::minutes clockAhead{10};
constexpr std::chrono::minutes late{10};
constexpr std::chrono::minutes olderRulesGrace{15}; // for a rule to be known by everybody

// Files
constexpr std::size_t fileBlockBytes = 16 * 1024;
constexpr std::uint64_t fileBytes = 1ULL << 42U;

// A room as a file
constexpr std::size_t copyChunkBytes = 64 * 1024;   // sealed and opened at once
constexpr std::size_t copyRecordBytes = 192 * 1024; // the longest part of one
constexpr std::size_t copySlots = 100'000;          // members that can open it

// Invites
constexpr std::size_t linkCharacters = 1000;
constexpr std::size_t linkAddresses = 6;
constexpr std::size_t linkRelays = 2;
constexpr std::size_t linkDhtNodes = 8;

} // namespace spec

namespace tuning {

// Strangers at the port
constexpr std::size_t handshakesHalfOpen = 32;
constexpr std::size_t handshakesHalfOpenPerPrefix = 4;
constexpr std::size_t handshakesPerMinutePerPrefix = 30;
constexpr std::chrono::seconds handshakeTime{5};
constexpr std::chrono::seconds doorStageTime{30};

// Links of a room
constexpr std::size_t meshMembers = 8;
constexpr std::size_t linksPerRoom = 32;
constexpr std::size_t linksPerRoomMost =
    64; // those above linksPerRoom are told soon to go elsewhere
constexpr std::chrono::seconds linkSpareAfter{10};
constexpr std::size_t soughtAddresses = 1024;
constexpr std::chrono::minutes soughtFor{
    10}; // somebody whose link died, also when there are links enough
constexpr std::size_t linksInAll = 512;
constexpr std::size_t linkQueueBytes = 256 * 1024;
constexpr std::size_t linkQueueBytesHard = 8 * 1024 * 1024;
constexpr std::size_t linksAtTheDoor = 64;
constexpr std::size_t readsInFlight = 512;
constexpr std::chrono::seconds keepalive{20};
constexpr std::chrono::seconds linkDead{45};

// Rooms
constexpr std::size_t rooms = 1000;
constexpr std::size_t logsPerRoom = 100'000;
constexpr std::size_t coreEvents = 100'000;
constexpr std::size_t earlyActs =
    128; // that flooded in before what they cite; none longer than floodBytes
constexpr std::size_t earlyActsPerLink = 32;
constexpr std::chrono::milliseconds earlyActTime{1000};
constexpr std::size_t floodBytes = 2 * 1024;
constexpr std::size_t wholeFrom =
    2; // so many neighbours send new events whole; the others name them
constexpr std::size_t namedTo = 3;
constexpr std::chrono::milliseconds nameDelay{500};
constexpr std::size_t syncRounds = 64;
constexpr std::size_t tailEvents = 200;
constexpr std::size_t tailEventsMost = 1000;
constexpr std::size_t addressesPerDevice = 8;
constexpr std::size_t addressesPerRoom = 1000;

// What devices have cost us
constexpr std::chrono::minutes scoreHalves{30};
constexpr std::size_t scoresKept = 1024;
constexpr double scoreMost = 100;
constexpr double scoreBreach = 10;    // a link closed because the other end broke the protocol
constexpr double scoreUnanswered = 1; // a question that ran out of time
constexpr double scoreRefused = 15;   // and more: no link

// Who is here
constexpr std::size_t presenceRead = 256; // devices that one neighbour names
constexpr std::size_t hereFrom = 16; // members, above whom neighbours and theirs are not everybody
constexpr std::size_t hereKept = 16'384;
constexpr std::size_t hereWords = 64; // in one frame
constexpr std::size_t hereTo = 3;     // neighbours that a word is passed on to
constexpr std::chrono::minutes herePeriodLeast{5};
constexpr std::chrono::minutes herePeriodMost{30};
constexpr std::chrono::seconds herePeriodEach{2}; // for everybody who is here
constexpr std::chrono::hours hereLongest{2};      // that a word is believed
constexpr std::chrono::minutes hereClockOff{15}; // more, and it is an old one or from a wrong clock
constexpr std::chrono::seconds hereAgain{20};    // between two of a device, with one to spare
constexpr std::chrono::seconds hereNewsDelay{1}; // somebody came or left
constexpr std::chrono::seconds hereOtherDelay{60}; // the same as before, once more
constexpr std::chrono::minutes hereAskedAgain{1};  // on one link

constexpr std::size_t eventsPerFrame = 256;
constexpr std::size_t wantsInFlight = 16;
constexpr std::size_t logFileBytes = 256 * 1024 * 1024;

// Rooms written to files, and read from them
constexpr std::size_t copiesAtOnce = 4;
constexpr std::size_t copyRounds = 8; // what came before that on which it hangs is read once more
constexpr std::size_t copySlotsAStep = 64;
constexpr std::size_t copyFiles = 10'000; // whose content one file holds

// Keys of a room
constexpr std::chrono::hours epochAge{7 * 24};
constexpr std::chrono::hours epochAgeLive{1}; ///< where only those who are there are given it
constexpr std::uint64_t epochEvents = 10'000;
constexpr std::size_t keysWanted = 64;
constexpr std::chrono::seconds keysWantedAgain{10};

// Reach secrets of a room
constexpr std::size_t reachKept = 16;
constexpr std::size_t reachWaiting = 8;  // that no RESET_REACH names yet
constexpr std::size_t reachAnswered = 4; // old ones
constexpr std::chrono::hours reachAnsweredFor{30 * 24};
constexpr std::chrono::hours reachHintFor{24}; // of a link to a room that we are in

// What those of level >= 50 write by themselves
constexpr std::chrono::hours pinEvery{7 * 24};
constexpr std::chrono::seconds actJitter{60};

// What belongs to a message
constexpr std::size_t reactionsOfMessage = 1000;
constexpr std::size_t versionsOfMessage = 100;
constexpr std::size_t pinsOfRoom = 200;
constexpr std::chrono::hours redactedKept{7 * 24}; // by others' hand, so that it can be undone

// Searching in history
constexpr std::size_t searchQueryBytes = 1024;
constexpr std::size_t searchGrams = 32; // looked up for one query; the texts themselves decide
constexpr std::int64_t searchScanned =
    2000; // texts that wait for the index and are read all the same
constexpr std::size_t searchExamined = 20'000; // texts held against one query
constexpr std::int64_t searchBatch = 512;      // indexed in one transaction
constexpr std::size_t searchBatchGrams = 250'000;

// Those who ask at a door, or of moderators
constexpr std::size_t knocksWaiting = 100;
constexpr std::chrono::hours knockKept{14 * 24};
constexpr std::chrono::seconds knockAgainFirst{60};
constexpr std::chrono::hours knockAgainMost{1};
constexpr std::size_t passwordTriesPerMinute = 6;
constexpr std::size_t reportsKept = 500;
constexpr std::size_t refusalsKept = 500;
constexpr std::chrono::hours refusalStands{24}; // for so long the same person need not ask again
constexpr std::chrono::hours knockSame{12};     // a repeated knock is the one that is kept
constexpr std::size_t lettersPerLink = 1200;    // and so many more each minute:
constexpr std::size_t lettersPerMinute = 10;
constexpr std::size_t moderatorsKeys = 16;
constexpr std::chrono::seconds knockHeld{60}; // the link of somebody who knocks, for a quick answer

// Files
constexpr std::size_t blocksInFlight = 64;
constexpr std::size_t fileFlushBytes = 8 * 1024 * 1024;

} // namespace tuning

} // namespace core::limits
