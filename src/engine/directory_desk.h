// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The table of all rooms at this peer: what is held of it (directory/listing_store.h), what of ours goes into it
// (listing_issuer.h), who is asked for the rest, and what others are given.
//
// A search runs in a round: it calls on the local network, asks those who run rooms of ours over the links to them, and
// looks up the shelves in the DHT; who is found is asked through the public door. It is answered when nobody is left to be
// asked, or after nine seconds with what there is; the round goes on for a while, for the next one.
//
// Whoever is in a listed room is a keeper: he opens the public door, answers on the local network, is announced in the
// DHT where others can dial him, and makes a round now and then, so that keepers hold each other's listings.

#include "engine/dht_shelves.h"
#include "engine/directory_round.h"
#include "engine/link_desk.h"
#include "engine/listing_issuer.h"
#include "engine/reach/lan_beacon.h"
#include "engine/room_book.h"

namespace engine {

class DirectoryDesk
{
public:
    struct Ports {
        /// Beacons soon.
        std::function<void(Turn&)> callLan;
        /// False: there is no DHT to look in.
        std::function<bool(Turn&, const std::vector<ShelfKey>&)> lookUp;
        /// What shelves() says has changed.
        std::function<void(Turn&)> shelvesChanged;
    };

    static constexpr std::chrono::seconds answerTime{9};
    static constexpr std::chrono::seconds roundTime{20};
    static constexpr std::chrono::seconds lanTime{2};
    static constexpr std::chrono::seconds lookAgain{1};
    static constexpr std::chrono::seconds freshFor{15};
    static constexpr std::chrono::minutes keepEvery{30};
    static constexpr std::chrono::seconds keepFirst{60};
    static constexpr std::size_t searchesMost = 64;
    static constexpr std::size_t answeredMost = 500;
    static constexpr std::size_t membersAsked = 16;
    static constexpr std::size_t servedPerLink = 4; ///< a minute; of a guest, in all
    static constexpr std::size_t servedPerSecond = 20;
    static constexpr std::size_t topicShelves = 16;

    DirectoryDesk(const RoomBook& book, LinkDesk& links, directory::ListingRule rule, Ports ports);

    /// False: not a request of ours.
    [[nodiscard]] bool handleRequest(Turn& turn, RequestId id, const Request& request);
    /// The peer's rooms may have changed: last thing in a turn.
    void review(Turn& turn);
    /// Somebody may have listings: on the local network, or as a shelf in the DHT says.
    void foundOnLan(Turn& turn, const core::Endpoint& at);
    void foundOnShelf(Turn& turn, const ShelfKey& key, const core::Endpoint& at);
    /// The lookups of the round are over. `answered`: there was a DHT to be asked.
    void lookedUp(Turn& turn, bool answered);

    void guestUp(Turn& turn, const Link& link);
    /// Of any link.
    void down(Turn& turn, const Link& link);
    /// False: it breaks the protocol.
    [[nodiscard]] bool handleFrame(Turn& turn, const Link& link, const wire::Frame& frame);

    /// What a beacon calls for, or what is answered.
    void addLanKeys(reach::LanKeys& keys, core::WallTime now, bool answering) const;
    [[nodiscard]] static bool isLanCall(const RoomId& room, core::WallTime now);
    [[nodiscard]] std::vector<Shelf> shelves() const;

    void handleTimer(Turn& turn);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;
    [[nodiscard]] const directory::ListingStore& store() const { return m_store; }

private:
    struct Search {
        RequestId request = 0;
        std::string query;
        std::optional<std::string> tag;
        core::MonoTime deadline;
    };
    struct Round {
        core::MonoTime began;
        bool onLan = false;
        std::vector<ShelfKey> shelves;
        std::optional<std::string> tag;
        bool lookedUp = false;
        bool lanOver = false; ///< it had time to answer
        std::optional<core::MonoTime> lookAgainAt;
        DirectoryRound asks;
    };
    /// Somebody who was asked and has not given everything yet.
    struct Ask {
        directory::Trust trust = directory::Trust::Stranger;
        directory::Wanted wanted;
        core::MonoTime deadline;
    };
    struct Served {
        core::MonoTime since;
        std::size_t count = 0;
    };

    void beginRound(Turn& turn, const std::optional<std::string>& tag, bool onLan);
    void lookUp(Turn& turn);
    void askMembers(Turn& turn);
    void askMore(Turn& turn);
    static void sendAsk(Turn& turn, LinkId link, const directory::Wanted& wanted);
    void endAsk(Turn& turn, LinkId link);
    [[nodiscard]] bool takeListings(Turn& turn, const Link& link, const wire::Listings& listings);
    void take(Turn& turn, const std::string& bytes, directory::Teller teller);
    [[nodiscard]] bool serve(Turn& turn, const Link& link, const wire::ListingsWanted& wanted);
    [[nodiscard]] bool mayServe(core::MonoTime now, const Link& link);
    void finishRoundIfDone(Turn& turn);
    void answer(Turn& turn, const Search& search) const;
    [[nodiscard]] bool isOurs(const RoomId& room) const;
    [[nodiscard]] bool isKeeper() const { return m_store.size(directory::Trust::Own) > 0; }
    void becomeWhatWeAre(Turn& turn);

    const RoomBook& m_book;
    LinkDesk& m_links;
    Ports m_ports;
    directory::ListingStore m_store;
    ListingIssuer m_issuer;
    std::vector<Search> m_searches;
    std::optional<Round> m_round;
    std::map<LinkId, Ask> m_asks;
    std::map<LinkId, Served> m_served;
    std::map<ShelfKey, std::uint32_t> m_seen; ///< announcers of the round
    Served m_second;
    std::optional<core::MonoTime> m_freshUntil;
    std::optional<std::string> m_freshTag;
    std::optional<core::MonoTime> m_keepDue; ///< the next round without a search
    bool m_wasKeeper = false;
    std::size_t m_ownKnown = 0;
};

} // namespace engine
