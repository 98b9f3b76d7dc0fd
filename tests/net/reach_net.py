# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""A room is given another reach secret, between real nodes: whoever was banned finds those who run it at most, and whoever
was only away finds everybody again."""
import base64
import time

from parlour_rig import Rig, check, equal, main, settled, until


def reach(link):
    """Generation and secret of an invite link."""
    text = link.removeprefix("parlour:")
    bytes_ = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    check(bytes_[34] & 1, "a reach secret in the link")
    return int.from_bytes(bytes_[35:39], "big"), bytes_[39:55]


def linked(node, room):
    return {it["identity"] for it in node.call("peers.list", room=room)["peers"]}


def joined(node, room):
    return any(it["room"] == room and it["state"] == "joined" for it in node.call("room.list")["rooms"])


def whoever_was_banned_does_not_find_it():
    with Rig(peers=7) as rig:
        ann, ben, eve, mia, dan = (rig.start(name) for name in ("ann", "ben", "eve", "mia", "dan"))
        room = ann.create("Hall")
        link = ann.invite(room)
        for node in (ben, eve, mia, dan):
            node.join(link)
        ann.say(room, "with Eve")
        settled([ann, ben, eve, mia, dan], room)
        eve.terminate()
        mia.terminate()
        since = ben.mark()
        ann.call("room.ban", room=room, identity=eve.identity, reason="noise", resetReach=True)
        ben.wait("moderation", lambda it: it["entry"]["action"] == "reach", since=since)
        ann.say(room, "without Eve")
        settled([ann, ben, dan], room)
        actions = [it["action"] for it in dan.call("room.log", room=room)["entries"]]
        equal(actions[-2:], ["ban", "reach"], "the log")
        fresh = ann.invite(room)
        equal(reach(link)[0], 0, "as the room began")
        equal(reach(fresh)[0], 1, "the next one")
        check(reach(link)[1] != reach(fresh)[1], "another secret")

        # Without Ann nobody answers who comes by the old link, and any member who comes by a new one.
        ann.terminate()
        joe = rig.start("joe", number=6)
        kim = rig.start("kim", number=7)
        equal(joe.call("room.join", link=link)["state"], "joining", "by the old link")
        joe.terminate()
        equal(kim.call("room.join", link=fresh)["state"], "joined", "by the new link")
        equal(kim.texts(room), ["with Eve", "without Eve"], "what Kim reads")
        # Eve was away when it happened and takes herself for a member; Mia is one.
        eve.restart()
        mia.restart()
        time.sleep(8)
        equal(linked(ben, room), {dan.identity, kim.identity}, "Ben's links")
        equal(linked(dan, room), {ben.identity, kim.identity}, "Dan's links")
        equal(linked(mia, room), {eve.identity}, "the two who know no better")

        # Ann tells those who may know, by the old door.
        ann.restart()
        until(lambda: ann.identity in linked(mia, room), 60, "Mia finds Ann")
        joe.restart()
        everybody = [ann, ben, mia, dan, kim, joe]
        until(lambda: joined(joe, room), 60, "Joe comes in by the old link, at Ann's")
        for node in everybody:
            others = {it.identity for it in everybody if it is not node}
            until(lambda n=node, o=others: linked(n, room) >= o, 60, "all are linked")
        settled(everybody, room)
        # What Eve says meanwhile reaches nobody, and she hears nothing.
        ann.say(room, "all but Eve")
        settled(everybody, room)
        check("all but Eve" in mia.texts(room) and "all but Eve" not in eve.texts(room), "who hears it")
        for node in everybody:
            check(eve.identity not in linked(node, room), "nobody is linked to Eve")

        # It lasts: everybody anew, without Ann.
        for node in everybody:
            node.terminate()
        for node in everybody[1:]:
            node.restart()
        for node in everybody[1:]:
            others = {it.identity for it in everybody[1:] if it is not node}
            until(lambda n=node, o=others: linked(n, room) >= o, 60, "linked again")
        check(eve.identity not in linked(mia, room), "Mia knows by now")
        ann.restart()
        settled(everybody, room)
        equal(reach(ann.invite(room)), reach(fresh), "the same as before")


def two_at_once_become_one():
    with Rig(peers=4) as rig:
        nodes = [rig.start(name) for name in ("ann", "ben", "cat", "dan")]
        ann, ben, cat, dan = nodes
        room = ann.create("Hall")
        link = ann.invite(room)
        for node in (ben, cat, dan):
            node.join(link)
        ann.call("room.grant", room=room, identity=cat.identity, level=80)
        cat.refused("room.resetReach", "unknown_room", room="00" * 32)
        ben.refused("room.resetReach", "not_allowed", room=room)
        settled(nodes, room)
        rig.add_bridge("br1")
        rig.move(3, "br1")
        rig.move(4, "br1")
        until(lambda: ann.online(room) == 1 and cat.online(room) == 1, 60, "the cut is noticed")
        ann.call("room.resetReach", room=room)
        cat.call("room.resetReach", room=room)
        settled([ann, ben], room)
        settled([cat, dan], room)
        check(reach(ann.invite(room)) != reach(cat.invite(room)), "each has his own")
        rig.move(3, "br0")
        rig.move(4, "br0")
        # Under neither of the two does one side know the other: under the one before it they meet.
        for node in nodes:
            others = {it.identity for it in nodes if it is not node}
            until(lambda n=node, o=others: linked(n, room) >= o, 90, "all are linked")
        settled(nodes, room)
        equal(reach(cat.invite(room)), reach(ann.invite(room)), "one for all")


def away_for_too_long():
    with Rig(peers=3) as rig:
        ann, ben, cat = (rig.start(name) for name in ("ann", "ben", "cat"))
        room = ann.create("Hall")
        link = ann.invite(room)
        for node in (ben, cat):
            node.join(link)
        settled([ann, ben, cat], room)
        ben.terminate()
        ann.call("room.resetReach", room=room)
        settled([ann, cat], room)
        for node in (ann, cat):
            node.terminate()
            node.days_ahead = 31
            node.restart()
        until(lambda: linked(ann, room) == {cat.identity}, 20, "both are back")
        ben.days_ahead = 31
        ben.restart()
        time.sleep(8)
        equal(linked(ben, room), set(), "not even Ann answers")
        equal(ben.call("room.join", link=ann.invite(room))["state"], "joined", "he is a member")
        until(lambda: linked(ben, room) == {ann.identity, cat.identity}, 30, "a new link leads him back")
        settled([ann, ben, cat], room)


def only_the_local_network_leads_back():
    with Rig(peers=2) as rig:
        ann, ben = rig.start("ann"), rig.start("ben")
        room = ann.create("Hall")
        ben.join(ann.invite(room))
        settled([ann, ben], room)
        ben.terminate()
        ann.call("room.resetReach", room=room)
        ann.terminate()
        # Both have moved, so neither knows where the other is; Ben calls by the old secret, and Ann answers to it.
        for node, port in ((ann, 47801), (ben, 47802)):
            node.command += ["--listen", f"0.0.0.0:{port}"]
            node.restart()
        until(lambda: linked(ben, room) == {ann.identity}, 30, "Ben finds Ann")
        rungs = {it["rung"]: it["peers"] for it in ben.call("node.info")["rungs"]}
        equal(rungs["lan"], 1, "by her answer")
        settled([ann, ben], room)


if __name__ == "__main__":
    main(whoever_was_banned_does_not_find_it, two_at_once_become_one, away_for_too_long,
         only_the_local_network_leads_back)
