# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""The doors of a room between real nodes: public ones, which take work and no secret."""
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


if __name__ == "__main__":
    main(a_public_room_is_for_everybody)
