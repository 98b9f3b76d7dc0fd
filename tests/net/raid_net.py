# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Several come into a public room at once; its founder shows them all out with one act, shuts the room and opens it again."""
import time

from parlour_rig import Rig, equal, main, settled, until

RAIDERS = 4


def seen(node, room, what):
    return next((it[what] for it in node.call("room.list")["rooms"] if it["room"] == room), None)


def one_act_clears_the_room():
    with Rig(peers=3 + RAIDERS) as rig:
        ann, ben = rig.start("ann"), rig.start("ben")
        room = ann.create("Square", access="public", policy={"powBits": 4})
        ben.join(ann.invite(room))
        ben.say(room, "here for long")
        ann.hears("here for long")
        time.sleep(1.5)
        begun = int(time.time() * 1000)
        raiders = [rig.start(f"raider{i}") for i in range(RAIDERS)]
        for i, each in enumerate(raiders):
            each.join((ann if i % 2 else ben).invite(room))
            each.say(room, f"spam {i}")
        for i in range(RAIDERS):
            ann.hears(f"spam {i}")
            ben.hears(f"spam {i}")
        found = ann.call("room.clearRaid", room=room, sinceMs=begun, onlyAsk=True)
        equal(len(found["people"]), RAIDERS, "people found")
        equal(len(ann.texts(room)), RAIDERS + 1, "nothing is done by asking")
        ben.refused("room.clearRaid", "not_allowed", room=room, sinceMs=begun)
        ann.refused("room.clearRaid", "bad_argument", room=room)
        done = ann.call("room.clearRaid", room=room, sinceMs=begun, reason="a raid")
        equal(sorted(done["people"]), sorted(found["people"]), "people banned")
        began = time.monotonic()
        for peer in (ann, ben):
            until(lambda peer=peer: peer.texts(room) == ["here for long"], 10, "all of it is gone")
        print(f"clean after {time.monotonic() - began:.2f} s")
        settled([ann, ben], room)
        for each in raiders:
            until(lambda each=each: seen(each, room, "state") == "banned", 10, "they hear of it")


def a_public_room_is_shut_and_opened():
    with Rig(peers=3) as rig:
        ann, ben, cat = (rig.start(name) for name in ("ann", "ben", "cat"))
        room = ann.create("Square", access="public", policy={"powBits": 4})
        door = ann.invite(room)
        ben.join(door)
        ann.call("room.set", room=room, access="invite")
        until(lambda: seen(ben, room, "access") == "invite", 10, "ben hears of it")
        cat.refused("room.join", "bad_invite", link=door)
        ann.call("room.set", room=room, access="public")
        until(lambda: seen(ben, room, "access") == "public", 10, "ben hears of it")
        equal(cat.call("room.join", link=door)["state"], "joined", "the door is open again, by the same link")
        cat.say(room, "at last")
        ben.hears("at last")


if __name__ == "__main__":
    main(one_act_clears_the_room, a_public_room_is_shut_and_opened)
