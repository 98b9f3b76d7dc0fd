# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Five nodes, one of them a moderator whose cable is out: what he did alone, and what was done without him, meet."""
import time

from parlour_rig import Rig, check, equal, main, settled, until


def state_of(node, room):
    return next(it["state"] for it in node.call("room.list")["rooms"] if it["room"] == room)


def level_of(node, room, who):
    return next((it["level"] for it in node.call("room.members", room=room)["members"]
                 if it["identity"] == who.identity), None)


def moderator_of(node, room, who):
    until(lambda: level_of(node, room, who) == 50, 5, "a moderator")


def five(rig):
    nodes = [rig.start(name) for name in ("ann", "max", "ben", "cat", "eve")]
    ann, max_ = nodes[:2]
    room = ann.create("Hall")
    link = ann.invite(room)
    for node in nodes[1:]:
        node.join(link)
    for node in nodes:
        until(lambda n=node: n.online(room) == 4, 30, "all online")
    ann.call("room.grant", room=room, identity=max_.identity, level=50, reason="helps out")
    for node in nodes:
        moderator_of(node, room, max_)
    return nodes, room, link


def banned_everywhere(nodes, room, target, since, started, seconds):
    for node, mark in zip(nodes, since):
        node.wait("member", lambda it: it["identity"] == target.identity and it["change"] == "banned",
                  seconds=seconds, since=mark)
    for node in nodes:
        check(level_of(node, room, target) in (None, -1), "no member any more")
    return time.monotonic() - started


def a_ban_meets_a_moderator_who_was_away():
    with Rig(peers=5) as rig:
        (ann, max_, ben, cat, eve), room, link = five(rig)
        ben.say(room, "before")
        cat.say(room, "a word by cat")
        settled([ann, max_, ben, cat, eve], room)
        rig.pull_cable(2)
        # Without him: the founder shows eve out, and it holds at once for everybody who is there.
        marks = [node.mark() for node in (ann, ben, cat)]
        started = time.monotonic()
        ann.call("room.ban", room=room, identity=eve.identity, reason="spam")
        took = banned_everywhere([ann, ben, cat], room, eve, marks, started, 2)
        check(took < 2, f"{took:.1f} s until the ban held")
        until(lambda: state_of(eve, room) == "banned", 2, "eve knows it")
        ann.say(room, "between us")
        # Without them: he shows cat out, who goes on talking where nobody knows of it.
        max_.call("room.ban", room=room, identity=cat.identity, reason="seen by me alone")
        max_.say(room, "written alone")
        for number in range(3):
            cat.say(room, f"cat goes on {number}")
        until(lambda: "cat goes on 2" in ann.texts(room) and "cat goes on 2" in ben.texts(room), 5, "they hear her")
        check("cat goes on 0" not in max_.texts(room), "he does not")

        marks = [node.mark() for node in (ann, ben)]
        mark = max_.mark()
        rig.plug_cable(2)
        for node in (ann, max_, ben, cat):
            node.call("net.changed")
        until(lambda: max_.online(room) >= 1, 60, "he is back")
        back = time.monotonic()
        late = banned_everywhere([ann, ben], room, cat, marks, back, 5)
        max_.wait("member", lambda it: it["identity"] == eve.identity and it["change"] == "banned", seconds=5, since=mark)
        settled([ann, max_, ben], room, seconds=60)
        texts = ["before", "a word by cat", "between us", "written alone"]
        for node in (ann, max_, ben):
            equal(sorted(node.texts(room)), sorted(texts), "what counts: nothing of hers that he had not seen")
            equal([it["valid"] for it in node.call("room.log", room=room)["entries"] if it["action"] == "ban"],
                  [True, True], "both bans")
        # It stays so.
        time.sleep(1)
        for node in (ann, ben):
            equal(sorted(node.texts(room)), sorted(texts), "a moment later")
        print(f"     a ban held after {took * 1000:.0f} ms, the late one {late * 1000:.0f} ms after he was back", flush=True)


def a_moderator_who_was_demoted_meanwhile_changes_nothing():
    with Rig(peers=5) as rig:
        (ann, max_, ben, cat, eve), room, link = five(rig)
        rig.pull_cable(2)
        ann.call("room.grant", room=room, identity=max_.identity, level=10, reason="was not needed")
        until(lambda: level_of(ben, room, max_) == 10, 2, "he is a member again")
        max_.call("room.ban", room=room, identity=eve.identity, reason="out of spite")
        max_.say(room, "written alone")
        eve.say(room, "I am still here")
        rig.plug_cable(2)
        for node in (ann, max_, ben, cat, eve):
            node.call("net.changed")
        settled([ann, max_, ben, cat, eve], room, seconds=90)
        for node in (ann, max_, ben, cat, eve):
            equal(state_of(node, room), "joined", "nobody is out")
            check("I am still here" in node.texts(room), "what she wrote stays")
            bans = [(it["action"], it["valid"]) for it in node.call("room.log", room=room)["entries"]
                    if it["action"] == "ban"]
            equal(bans, [("ban", False)], "his ban is told as void")


if __name__ == "__main__":
    main(a_ban_meets_a_moderator_who_was_away, a_moderator_who_was_demoted_meanwhile_changes_nothing)
