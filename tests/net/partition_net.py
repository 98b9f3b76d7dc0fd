# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""The network cut in two and healed, and a cable pulled out for a while."""
from parlour_rig import Rig, check, equal, main, settled, until


def cut_and_healed():
    with Rig(peers=4) as rig:
        nodes = [rig.start(name) for name in ("ann", "ben", "cat", "dan")]
        ann, ben, cat, dan = nodes
        room = ann.create("Hall")
        link = ann.invite(room)
        for node in (ben, cat, dan):
            node.join(link)
        for node in nodes:
            until(lambda n=node: n.online(room) == 3, 20, "everybody online")
        ann.say(room, "before")
        settled(nodes, room)

        rig.add_bridge("br1")
        rig.move(3, "br1")
        rig.move(4, "br1")
        marks = [node.mark() for node in nodes]
        for number in range(50):
            ann.say(room, f"north {number}")
            dan.say(room, f"south {number}")
        ben.hears("north 49", since=marks[1])
        cat.hears("south 49", since=marks[2])
        check("south 0" not in ann.texts(room), "nothing crosses the cut")
        check("north 0" not in cat.texts(room), "nothing crosses the cut")
        # Both sides notice: a link without an answer dies after 45 s at the latest.
        until(lambda: ann.online(room) == 1 and dan.online(room) == 1, 60, "the cut is noticed")

        rig.move(3, "br0")
        rig.move(4, "br0")
        settled(nodes, room, seconds=60)
        histories = [node.texts(room) for node in nodes]
        for history in histories:
            equal(history, histories[0], "histories")
            equal((len(history), len(set(history))), (101, 101), "everything once")
        for node in nodes:
            merged = lambda n=node: sum(it["messages"] for it in n.said("merged") if it["room"] == room)
            until(lambda: merged() == 50, 20, "what the others said meanwhile is told of")
            check(all(it["missing"] == 0 for it in node.said("gap")[-1:]), f"a gap stays: {node.said('gap')}")
            until(lambda n=node: n.call("room.health", room=room)["copies"] >= 2, 180, "others are known to hold all")
            health = node.call("room.health", room=room)
            equal((health["members"], health["online"], health["missing"]), (4, 3, 0), "health")


def cable_out_and_in():
    with Rig(peers=2) as rig:
        ann, ben = rig.start("ann"), rig.start("ben")
        room = ann.create("Hall")
        ben.join(ann.invite(room))
        rig.pull_cable(2)
        stored = ann.call("room.send", room=room, text="into the void")
        check(stored["state"] in ("stored", "sent"), f"not delivered yet: {stored}")
        ben.say(room, "said alone")
        rig.plug_cable(2)
        ben.call("net.changed")
        ann.hears("said alone", seconds=60)
        ann.wait("messageState", lambda it: it["message"] == stored["message"]
                 and it["state"] == "delivered", seconds=60)
        settled([ann, ben], room)


if __name__ == "__main__":
    main(cut_and_healed, cable_out_and_in)
