# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""What somebody may read who came later: all, what was written since he came, or what is written while he is there."""
from parlour_rig import Rig, check, equal, main, settled, until


def three(rig, **wish):
    ann, ben, cat = (rig.start(name) for name in ("ann", "ben", "cat"))
    room = ann.create("Hall", **wish)
    ann.say(room, "before all")
    return ann, ben, cat, room


def newcomers_read_from_then_on():
    with Rig(peers=3) as rig:
        ann, ben, cat, room = three(rig, history="joined")
        ben.join(ann.invite(room))
        ann.say(room, "with ben")
        ben.hears("with ben")
        cat.join(ann.invite(room))
        ben.say(room, "with both")
        cat.hears("with both")
        settled([ann, ben, cat], room)
        equal(ann.texts(room), ["before all", "with ben", "with both"], "ann was always there")
        equal(ben.texts(room), ["with ben", "with both"], "ben")
        equal(cat.texts(room), ["with both"], "cat")
        # The past stays closed when programs start anew, and when the founder, who has all the keys, meets them alone.
        ben.kill9()
        cat.kill9()
        cat.restart()
        until(lambda: cat.online(room) >= 1, 30, "cat meets ann")
        settled([ann, cat], room)
        equal(cat.texts(room), ["with both"], "cat after a restart")
        # Another rule counts from then on.
        ann.call("room.policy", room=room, set={"history": "all"})
        ann.say(room, "for whoever comes")
        ben.restart()
        until(lambda: ben.online(room) >= 1, 30, "ben is back")
        settled([ann, ben, cat], room)
        equal(ben.texts(room), ["with ben", "with both", "for whoever comes"], "ben missed nothing of his time")
        equal(ann.call("room.policy", room=room)["policy"]["history"], "all", "the rule")


def who_was_away_is_not_told():
    with Rig(peers=3) as rig:
        ann, ben, cat, room = three(rig, history="none")
        ben.join(ann.invite(room))
        cat.join(ann.invite(room))
        ann.say(room, "here")
        for node in (ben, cat):
            node.hears("here")
        settled([ann, ben, cat], room)
        for node in (ben, cat):
            equal(node.texts(room), ["here"], "nothing from before")


def a_public_room_is_open():
    with Rig(peers=1) as rig:
        ann = rig.start("ann")
        ann.refused("room.create", "bad_argument", name="Square", access="public", history="joined")
        room = ann.create("Square", access="public", policy={"workBits": 1})
        ann.refused("room.policy", "bad_argument", room=room, set={"history": "none"})
        check(ann.texts(room) == [], "nothing else happened")


if __name__ == "__main__":
    main(newcomers_read_from_then_on, who_was_away_is_not_told, a_public_room_is_open)
