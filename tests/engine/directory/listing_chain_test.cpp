// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory/listing_chain.h"
#include "engine/directory/listing_fixture.h"

#include <QTest>

using namespace engine::directory;
using namespace engine::room;

namespace {

/// A founder made an admin, and the admin a moderator, who came in by a door before.
struct Case {
    support::SeededRng rng;
    fixture::PublicRoom room;
    fixture::Issuer admin;
    fixture::Issuer moderator;
    Genesis genesis;
    CarriedEvent open;
    CarriedEvent grant;
    CarriedEvent adminOpen;
    CarriedEvent adminGrant;

    explicit Case(int adminLevel = 80, int moderatorLevel = 50)
        : rng(7)
        , room(rng)
        , admin(rng)
        , moderator(rng)
        , genesis(*decodeGenesis(room.genesis))
        , open(fixture::opening(room, room.founder, genesisEvent(room.id)))
        , grant(fixture::act(
              room, room.founder, open, genesisEvent(room.id), GrantBody{admin.id, adminLevel, {}}))
        , adminOpen(fixture::opening(room, admin, grant.id))
        , adminGrant(fixture::act(
              room, admin, adminOpen, grant.id, GrantBody{moderator.id, moderatorLevel, {}}))
    {
    }
    [[nodiscard]] bool leads(const std::vector<CarriedEvent>& chain,
                             const core::IdentityId& to) const
    {
        return leadsTo(room.id, genesis, chain, to);
    }
};

} // namespace

class ListingChainTest : public QObject
{
    Q_OBJECT

private slots:
    void leadsFromTheFounderDown()
    {
        const Case c;
        QVERIFY(c.leads({}, c.room.founder.id));
        QVERIFY(!c.leads({}, c.admin.id));
        QVERIFY(c.leads({c.open, c.grant}, c.admin.id));
        QVERIFY(!c.leads({c.open, c.grant}, c.moderator.id));
        QVERIFY(c.leads({c.open, c.grant, c.adminOpen, c.adminGrant}, c.moderator.id));
        QVERIFY(!c.leads({c.open, c.grant, c.adminOpen, c.adminGrant}, c.admin.id));
    }

    void needsEveryPart()
    {
        const Case c;
        QVERIFY(!c.leads({c.adminOpen, c.adminGrant}, c.moderator.id));
        QVERIFY(!c.leads({c.grant, c.open}, c.admin.id));
        QVERIFY(!c.leads({c.open}, c.room.founder.id));
        QVERIFY(!c.leads({c.open, c.open}, c.room.founder.id));
        QVERIFY(!c.leads({c.open, c.adminGrant}, c.moderator.id));
        QVERIFY(
            !c.leads({c.open, c.grant, c.adminOpen, c.adminGrant, c.open, c.grant}, c.admin.id));
    }

    void levelsGoDownAndEndAtFifty()
    {
        const Case low(80, 49);
        QVERIFY(!low.leads({low.open, low.grant, low.adminOpen, low.adminGrant}, low.moderator.id));
        const Case up(60, 80);
        QVERIFY(!up.leads({up.open, up.grant, up.adminOpen, up.adminGrant}, up.moderator.id));
    }

    void everySignatureCounts()
    {
        Case c;
        for (CarriedEvent* event : {&c.open, &c.grant, &c.adminOpen, &c.adminGrant}) {
            event->signature[3] ^= 1U;
            QVERIFY(!c.leads({c.open, c.grant, c.adminOpen, c.adminGrant}, c.moderator.id));
            event->signature[3] ^= 1U;
            event->body[5] ^= 1U;
            QVERIFY(!c.leads({c.open, c.grant, c.adminOpen, c.adminGrant}, c.moderator.id));
            event->body[5] ^= 1U;
        }
        QVERIFY(c.leads({c.open, c.grant, c.adminOpen, c.adminGrant}, c.moderator.id));
    }

    void isOfThisRoom()
    {
        const Case c;
        auto elsewhere = c.genesis;
        elsewhere.salt[0] ^= 1U;
        const auto id = roomIdOf(encodeGenesis(elsewhere));
        QVERIFY(!leadsTo(id, elsewhere, {c.open, c.grant}, c.admin.id));
    }

    void aTransferMakesAnOwner()
    {
        const Case c;
        const auto transfer = fixture::act(c.room,
                                           c.room.founder,
                                           c.open,
                                           genesisEvent(c.room.id),
                                           TransferBody{c.moderator.id, {}});
        QVERIFY(c.leads({c.open, transfer}, c.moderator.id));
        const auto stolen = fixture::act(
            c.room, c.admin, c.adminOpen, c.grant.id, TransferBody{c.moderator.id, {}});
        QVERIFY(!c.leads({c.open, c.grant, c.adminOpen, stolen}, c.moderator.id));
    }

    void isFoundInTheCore()
    {
        const Case c;
        std::map<core::EventId, CarriedEvent> core;
        std::map<core::LogId, CarriedEvent> openings;
        core[c.grant.id] = c.grant;
        core[c.adminGrant.id] = c.adminGrant;
        openings[c.open.header.log] = c.open;
        openings[c.adminOpen.header.log] = c.adminOpen;
        const auto find = [&](const core::EventId& id) {
            const auto it = core.find(id);
            return it == core.end() ? nullptr : &it->second;
        };
        const auto opening = [&](const core::LogId& log) {
            const auto it = openings.find(log);
            return it == openings.end() ? nullptr : &it->second;
        };
        const auto chain = chainFor(c.room.id, c.adminGrant.id, find, opening);
        QVERIFY(chain && chain->size() == 4);
        QVERIFY(c.leads(*chain, c.moderator.id));
        const auto none = chainFor(c.room.id, genesisEvent(c.room.id), find, opening);
        QVERIFY(none && none->empty());
        openings.erase(c.open.header.log);
        QVERIFY(!chainFor(c.room.id, c.adminGrant.id, find, opening));
    }
};

QTEST_GUILESS_MAIN(ListingChainTest)
#include "listing_chain_test.moc"
