# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""How long a room keeps what was said, between real nodes whose clocks are moved on: what is older vanishes at once and with
everybody, is back when the rule is lifted within a week, and is gone for good after it; nobody disagrees meanwhile."""
import time

from parlour_rig import Rig, equal, main, settled, until

FIRST_LOOK = 65  # seconds: for a minute a node hears what was changed meanwhile before it erases


def days_later(nodes, days):
    for node in nodes:
        node.terminate()
    for node in nodes:
        node.days_ahead += days
        node.restart()


def together(nodes, room):
    until(lambda: all(node.online(room) == len(nodes) - 1 for node in nodes), 30, "all online")


def sees(nodes, room, texts, seconds=5):
    until(lambda: all(node.texts(room) == texts for node in nodes), seconds, f"{texts} with everybody")


def keep(node, room, days):
    node.call("room.policy", room=room, set={"retentionDays": days})


def what_is_older_goes_after_a_week():
    with Rig(peers=4) as rig:
        ann, ben, eve = (rig.start(name) for name in ("ann", "ben", "eve"))
        all_three = [ann, ben, eve]
        room = ann.create("Hall")
        for node in (ben, eve):
            node.join(ann.invite(room))
        together(all_three, room)
        ann.call("room.grant", room=room, identity=ben.identity, level=50)
        eve.say(room, "the first thing said")
        ann.hears("the first thing said")
        ben.hears("the first thing said")
        days_later(all_three, 3)
        together(all_three, room)
        ann.say(room, "three days later")
        eve.hears("three days later")
        ben.hears("three days later")

        # The rule of a moderator hides, for everybody, and can be taken back by the founder.
        until(lambda: ben.call("room.list")["rooms"][0]["level"] == 50, 5, "a moderator")
        keep(ben, room, 2)
        sees(all_three, room, ["three days later"])
        settled(all_three, room)
        days_later(all_three, 1)
        together(all_three, room)
        sees(all_three, room, ["three days later"])
        keep(ann, room, 0)
        sees(all_three, room, ["the first thing said", "three days later"])

        # A week under the rule, over restarts: now it is gone for good, with who was away as well.
        keep(ann, room, 2)
        sees(all_three, room, ["three days later"])
        eve.terminate()
        days_later([ann, ben], 8)
        together([ann, ben], room)
        ann.say(room, "after eleven days")
        ben.hears("after eleven days")
        eve.days_ahead += 8
        eve.restart()
        looked = time.monotonic() + FIRST_LOOK
        together(all_three, room)
        sees(all_three, room, ["after eleven days"])
        settled(all_three, room)
        time.sleep(max(0.0, looked - time.monotonic()))

        # Lifted, it does not come back; a newcomer misses nothing that there is.
        keep(ann, room, 0)
        sees(all_three, room, ["after eleven days"])
        fay = rig.node("fay")
        fay.days_ahead = ann.days_ahead
        fay.start()
        fay.join(ann.invite(room))
        settled(all_three + [fay], room)
        equal(fay.texts(room), ["after eleven days"], "the newcomer's history")


if __name__ == "__main__":
    main(what_is_older_goes_after_a_week)
