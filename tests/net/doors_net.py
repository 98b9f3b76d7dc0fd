# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""The doors of a room between real nodes: public ones, which take work and no secret, and those with a password."""
from parlour_rig import Rig, check, equal, main, settled, until


def state(node, room):
    return next((it["state"] for it in node.call("room.list")["rooms"] if it["room"] == room), None)


def a_public_room_is_for_everybody():
    with Rig(peers=3) as rig:
        ann, ben, eve = (rig.start(name) for name in ("ann", "ben", "eve"))
        room = ann.create("Square", access="public", topic="for all")
        ann.say(room, "welcome")
        link = ann.invite(room)
        equal(ben.call("room.join", link=link)["state"], "joined", "after some work")
        equal(ben.texts(room), ["welcome"], "what was said before")
        equal(ben.call("room.list")["rooms"][0]["access"], "public", "access")
        # Whoever is in may pass the same on: there is nothing secret about it.
        again = ben.invite(room)
        ann.terminate()
        equal(eve.call("room.join", link=again)["state"], "joined", "by a member without any power")
        eve.say(room, "hello")
        ben.hears("hello")
        ann.restart()
        settled([ann, ben, eve], room)
        ann.call("room.ban", room=room, identity=eve.identity, reason="noise")
        until(lambda: state(eve, room) == "banned", 5, "banned")
        eve.refused("room.join", "banned", link=link)
        check(ann.texts(room) == ben.texts(room), "both histories")


def a_room_with_a_password():
    with Rig(peers=3) as rig:
        ann, ben, eve = (rig.start(name) for name in ("ann", "ben", "eve"))
        room = ann.create("Cellar", access="password", password="cordless harbour")
        ann.say(room, "down here")
        link = ann.invite(room)
        ben.refused("room.join", "bad_password", link=link)
        ben.refused("room.join", "bad_password", link=link, password="cordless harbor")
        equal(ben.call("room.list")["rooms"], [], "nothing is left of it")
        equal(ben.call("room.join", link=link, password="cordless harbour")["state"], "joined", "by it")
        equal(ben.texts(room), ["down here"], "what was said before")
        # Who came in by the password lets others in by it, after a restart, too.
        ann.terminate()
        ben.terminate()
        ben.restart()
        eve.refused("room.join", "bad_password", link=ben.invite(room), password="guess")
        eve.join(ben.invite(room), password="cordless harbour")
        eve.say(room, "found it")
        ben.hears("found it")
        ann.restart()
        settled([ann, ben, eve], room)
        ann.call("room.set", room=room, password="lantern")
        settled([ann, ben, eve], room)
        ann.call("room.kick", room=room, identity=eve.identity)
        until(lambda: state(eve, room) == "kicked", 5, "kicked")
        ben.terminate()
        eve.refused("room.join", "bad_password", link=link, password="cordless harbour")
        eve.join(link, password="lantern")
        check("found it" in eve.texts(room), "the history of a room that was left")


def guesses_are_few():
    with Rig(peers=2) as rig:
        ann, eve = (rig.start(name) for name in ("ann", "eve"))
        room = ann.create("Cellar", access="password", password="cordless harbour")
        link = ann.invite(room)
        for guess in range(6):
            eve.refused("room.join", "bad_password", link=link, password=f"guess {guess}")
        # From now on there is no answer for a minute, not even to the right one.
        equal(eve.call("room.join", link=link, password="cordless harbour")["state"], "joining", "later")


def one_asks_at_the_door():
    with Rig(peers=4) as rig:
        ann, ben, eve, mia = (rig.start(name) for name in ("ann", "ben", "eve", "mia"))
        room = ann.create("Club", access="knock")
        ann.say(room, "members only")
        ben.join(ann.invite(room, uses=1))
        settled([ann, ben], room)
        link = ben.invite(room)
        # Nobody is there who may open: a member keeps what was said at the door.
        ann.terminate()
        equal(eve.call("room.join", link=link, message="It is me, Eve")["state"], "knocking", "kept")
        equal(state(eve, room), "knocking", "the list")
        ben.refused("room.knocks", "not_allowed", room=room)
        eve.terminate()
        eve.restart()
        ann.restart()
        until(lambda: ann.call("room.knocks", room=room)["knocks"], 10, "the knock")
        knock = ann.call("room.knocks", room=room)["knocks"][0]
        equal((knock["identity"], knock["name"], knock["text"]), (eve.identity, "eve", "It is me, Eve"), "as said")
        equal(ann.call("room.list")["rooms"][0]["knocks"], 1, "counted")
        ann.call("room.admit", room=room, identity=eve.identity, reason="a friend")
        # Her link may still be there; else she asks again within a minute.
        until(lambda: state(eve, room) == "joined", 90, "let in")
        settled([ann, ben, eve], room)
        equal(eve.texts(room), ["members only"], "what was said before")
        equal(ann.call("room.knocks", room=room)["knocks"], [], "answered")
        # Who is refused hears of it, at once while the link is there.
        equal(mia.call("room.join", link=link, message="buy this")["state"], "knocking", "kept")
        until(lambda: ann.call("room.knocks", room=room)["knocks"], 10, "the second knock")
        since = mia.mark()
        ann.call("room.refuse", room=room, identity=mia.identity, reason="no advertising")
        mia.wait("room", lambda it: it["state"] == "left" and it.get("reason") == "not_allowed", since=since, seconds=20)
        mia.refused("room.join", "not_allowed", link=link, message="please")
        # A report goes to those who run the room.
        said = eve.call("room.send", room=room, text="buy this")["message"]
        ben.hears("buy this")
        ben.call("room.report", room=room, message=said, reason="advertising")
        until(lambda: ann.call("room.reports", room=room)["reports"], 10, "the report")
        report = ann.call("room.reports", room=room)["reports"][0]
        equal((report["text"], report["reason"], report["reporter"]), ("buy this", "advertising", ben.identity), "report")
        ben.refused("room.reports", "not_allowed", room=room)


if __name__ == "__main__":
    main(a_public_room_is_for_everybody, a_room_with_a_password, guesses_are_few, one_asks_at_the_door)
