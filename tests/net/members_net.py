# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Who is in a room is changed while it is used: kicks, bans and their lifting, levels up and down, between real nodes."""
import time

from parlour_rig import Rig, check, equal, main, settled, until


def level_at(node, room, of):
    return next((it["level"] for it in node.call("room.members", room=room)["members"] if it["identity"] == of.identity),
                None)


def state_of(node, room):
    return next(it["state"] for it in node.call("room.list")["rooms"] if it["room"] == room)


def three(rig):
    ann, ben, eve = (rig.start(name) for name in ("ann", "ben", "eve"))
    room = ann.create("Hall")
    link = ann.invite(room)
    ben.join(link)
    eve.join(link)
    until(lambda: all(node.online(room) == 2 for node in (ann, ben, eve)), 15, "all online")
    return ann, ben, eve, room, link


def a_ban_takes_hold_at_once():
    with Rig(peers=3) as rig:
        ann, ben, eve, room, link = three(rig)
        ben.say(room, "hello")
        eve.hears("hello")
        mark = eve.mark()
        started = time.monotonic()
        ann.call("room.ban", room=room, identity=ben.identity, reason="spam")
        eve.wait("member", lambda it: it["identity"] == ben.identity and it["change"] == "banned", seconds=2, since=mark)
        until(lambda: state_of(ben, room) == "banned", 2, "he knows it")
        until(lambda: ann.online(room) == 1 and eve.online(room) == 1, 2, "his links are gone")
        took = time.monotonic() - started
        check(took < 2, f"{took:.1f} s until the ban took hold")
        ben.refused("room.send", "not_member", room=room, text="still here?")
        mark = eve.mark()
        ann.say(room, "between us")
        eve.hears("between us", since=mark)
        equal(eve.texts(room), ["hello", "between us"], "what was said before stays")
        settled([ann, eve], room)
        # The invite does not let him in again, wherever he knocks.
        answer = ben.refused("room.join", "banned", link=link)
        check(answer, "an answer")
        equal(ben.texts(room), ["hello"], "what he has")
        ann.call("room.unban", room=room, identity=ben.identity)
        ben.join(link)
        ben.say(room, "thank you")
        eve.hears("thank you")
        print(f"     a ban took {took * 1000:.0f} ms", flush=True)


def who_was_kicked_comes_back_by_an_invite():
    with Rig(peers=3) as rig:
        ann, ben, eve, room, link = three(rig)
        ann.call("room.kick", room=room, identity=ben.identity)
        until(lambda: state_of(ben, room) == "kicked", 2, "he knows it")
        equal(level_at(eve, room, ben), -1, "he is no member")
        ben.kill9()
        ben.restart()
        equal(state_of(ben, room), "kicked", "after a restart")
        ben.join(link)
        ben.say(room, "back")
        eve.hears("back")
        settled([ann, ben, eve], room)


def levels_move():
    with Rig(peers=3) as rig:
        ann, ben, eve, room, link = three(rig)
        ben.refused("room.kick", "not_allowed", room=room, identity=eve.identity)
        ann.call("room.grant", room=room, identity=ben.identity, level=50)
        until(lambda: level_at(eve, room, ben) == 50, 5, "everybody knows it")
        until(lambda: level_at(ben, room, ben) == 50, 5, "he knows it himself")
        ben.refused("room.kick", "not_allowed", room=room, identity=ann.identity)
        ben.call("room.kick", room=room, identity=eve.identity, reason="a test")
        until(lambda: state_of(eve, room) == "kicked", 5, "his kick counts")
        ben.kill9()
        ben.restart()
        until(lambda: ann.online(room) == 1, 15, "he is back")
        equal(level_at(ben, room, ben), 50, "after a restart")
        ann.call("room.grant", room=room, identity=ben.identity, level=10)
        until(lambda: level_at(ben, room, ben) == 10, 5, "down again")
        ben.refused("room.invite", "not_allowed", room=room)
        ben.say(room, "still talking")
        ann.hears("still talking")
        for params, reason in (({"identity": "00" * 32, "level": 10}, "unknown_identity"),
                               ({"identity": ben.identity, "level": 100}, "not_allowed"),
                               ({"identity": ben.identity, "level": 10}, "bad_argument")):
            ann.refused("room.grant", reason, room=room, **params)
        settled([ann, ben], room)


def an_invite_is_taken_back():
    with Rig(peers=4) as rig:
        ann, ben, eve, room, link = three(rig)
        cat = rig.start("cat")
        ben.refused("room.invites", "not_allowed", room=room)
        invites = ann.call("room.invites", room=room)["invites"]
        equal(len(invites), 1, "one invite")
        equal(sorted(invites[0]["came"]), sorted([ben.identity, eve.identity]), "who came by it")
        equal((invites[0]["link"][:8], invites[0]["open"]), ("parlour:", True), "it can be sent again")
        second = ann.call("room.invite", room=room)
        ann.call("room.revokeInvite", room=room, invite=invites[0]["invite"])
        settled([ann, ben, eve], room)
        cat.refused("room.join", "revoked", link=link)
        equal([level_at(eve, room, node) for node in (ann, ben, eve)], [100, 10, 10], "who is in stays in")
        ann.refused("room.revokeInvite", "bad_invite", room=room, invite="00" * 32)
        ann.refused("room.revokeInvite", "revoked", room=room, invite=invites[0]["invite"])
        cat.join(second["link"])
        cat.say(room, "by the other one")
        ben.hears("by the other one")
        states = {it["invite"]: it["open"] for it in ann.call("room.invites", room=room)["invites"]}
        equal(states, {invites[0]["invite"]: False, second["invite"]: True}, "open or not")


def a_room_changes_hands():
    with Rig(peers=3) as rig:
        ann, ben, eve, room, link = three(rig)
        ben.refused("room.transfer", "not_allowed", room=room, identity=eve.identity)
        ann.call("room.heirs", room=room, identities=[eve.identity])
        until(lambda: ben.call("room.policy", room=room)["policy"]["heirs"] == [eve.identity], 5, "heirs")
        ann.call("room.transfer", room=room, identity=ben.identity)
        until(lambda: all(level_at(node, room, ben) == 100 for node in (ann, ben, eve)), 5, "a new owner")
        equal([level_at(eve, room, node) for node in (ann, ben, eve)], [80, 100, 10], "levels")
        for node in (ann, ben):
            node.kill9()
            node.restart()
        until(lambda: eve.online(room) == 2, 20, "back")
        ben.call("room.grant", room=room, identity=eve.identity, level=80)
        ann.say(room, "yours now")
        eve.hears("yours now")
        ann.refused("room.transfer", "not_allowed", room=room, identity=eve.identity)
        settled([ann, ben, eve], room)


if __name__ == "__main__":
    main(a_ban_takes_hold_at_once, who_was_kicked_comes_back_by_an_invite, levels_move, an_invite_is_taken_back,
         a_room_changes_hands)
