# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""The table of all rooms between real nodes: somebody without any invite finds a listed room and joins it, on the local
network, by the word of a moderator he knows, or through the DHT."""
from parlour_rig import Rig, check, equal, main, until

DHT_PORT = 47001


def found(node, name, **wish):
    """The listing of that name, once it is found; a search answers within ten seconds whatever comes."""
    def look():
        rooms = node.call("directory.search", **wish)["rooms"]
        return next((it for it in rooms if it["name"] == name), None)
    return until(look, 60, f"{name} in the table", step=0.5)


def joined_and_heard(node, listing, host, room):
    equal(node.call("room.join", link=listing["link"])["state"], "joined", "by the listing's link")
    node.say(room, f"{listing['name']} from the table")
    host.hears(f"{listing['name']} from the table")


def a_fresh_node_finds_it_on_the_lan():
    with Rig(peers=3) as rig:
        ann, ben = rig.start("ann"), rig.start("ben")
        room = ann.create("Radio repair", access="public", listed=True, topic="Old sets #radio #lang-en")
        ann.create("Back room", access="public")
        ann.create("Cellar")
        listing = found(ben, "Radio repair")
        equal((listing["topic"], listing["members"]), ("Old sets #radio #lang-en", 1), "what it says")
        names = {it["name"] for it in ben.call("directory.search")["rooms"]}
        check(not names & {"Back room", "Cellar"}, f"listed without being asked to: {names}")
        check(found(ben, "Radio repair", topic="radio"), "by its topic")
        check(found(ben, "Radio repair", query="repair"), "by a word")
        equal(ben.call("directory.search", query="gardening")["rooms"], [], "by another word")
        joined_and_heard(ben, listing, ann, room)
        # Whoever founded it goes; whoever came in goes on telling it.
        ann.terminate()
        cy = rig.start("cy", number=3)
        joined_and_heard(cy, found(cy, "Radio repair"), ben, room)


def what_is_no_longer_listed_is_no_longer_told():
    with Rig(peers=3) as rig:
        ann, ben = rig.start("ann"), rig.start("ben")
        room = ann.create("Radio repair", access="public", listed=True)
        check(found(ben, "Radio repair"), "listed")
        ann.call("room.set", room=room, listed=False)
        cy = rig.start("cy", number=3)
        equal(cy.call("directory.search")["rooms"], [], "after it was taken out")


def a_moderator_one_knows_tells_it():
    with Rig(peers=3) as rig:
        ann, cy = rig.start("ann"), rig.start("cy")
        room = ann.create("Radio repair", access="public", listed=True)
        joined_and_heard(cy, found(cy, "Radio repair"), ann, room)
        hall = cy.create("Hall")
        ben = rig.start("ben", "--no-lan", number=3)
        equal(ben.call("directory.search")["rooms"], [], "before he knows anybody")
        ben.join(cy.invite(hall))
        until(lambda: ben.online(hall) == 1, 10, "linked")
        joined_and_heard(ben, found(ben, "Radio repair"), ann, room)


def a_fresh_node_finds_it_through_the_dht():
    with Rig(peers=3, no_dht=False) as rig:
        first = ("--no-lan", "--dht-port", str(DHT_PORT))
        others = (*first, "--bootstrap", f"10.77.0.1:{DHT_PORT}")
        cy = rig.start("cy", *first)
        ann, ben = rig.start("ann", *others), rig.start("ben", *others)
        for node in (ann, ben, cy):
            until(lambda: node.call("dht.info")["nodes"] >= 2, 30, "DHT nodes")
        room = ann.create("Radio repair", access="public", listed=True)
        joined_and_heard(ben, found(ben, "Radio repair"), ann, room)


if __name__ == "__main__":
    main(a_fresh_node_finds_it_on_the_lan, what_is_no_longer_listed_is_no_longer_told, a_moderator_one_knows_tells_it,
         a_fresh_node_finds_it_through_the_dht)
