# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""kill -9 in the middle of talking: what was acknowledged is there afterwards, once, and what was missed arrives."""
from parlour_rig import Ended, Rig, check, equal, main, settled, until


def sender_dies_under_load():
    with Rig(peers=2) as rig:
        ann, ben = rig.start("ann"), rig.start("ben")
        room = ann.create("Hall")
        ben.join(ann.invite(room))
        acknowledged = []
        for round_number in range(3):
            asked = [ben.send("room.send", room=room, text=f"{round_number}-{number}")
                     for number in range(400)]
            done = []
            for index, number in enumerate(asked):
                if index == 150:
                    ben.kill9()
                try:
                    ben.answer(number)
                    done.append(f"{round_number}-{index}")
                except Ended:
                    pass
            check(len(done) >= 150, "some were acknowledged")
            acknowledged += done
            ben.restart()
            texts = ben.texts(room)
            check(set(done) <= set(texts), f"lost: {set(done) - set(texts)}")
            until(lambda: ben.online(room) == 1, 20, "reconnected by itself")
            ben.say(room, f"back {round_number}")
        settled([ann, ben], room)
        for node in (ann, ben):
            texts = node.texts(room)
            equal(len(texts), len(set(texts)), "nothing twice")
            check(set(acknowledged) <= set(texts), f"lost: {set(acknowledged) - set(texts)}")
        equal(ann.texts(room), ben.texts(room), "both histories")
        said = [it["message"] for it in ann.said("message")]
        equal(len(said), len(set(said)), "each message was told once")


def receiver_catches_up():
    with Rig(peers=3) as rig:
        ann, ben, cat = (rig.start(name) for name in ("ann", "ben", "cat"))
        room = ann.create("Hall")
        for node in (ben, cat):
            node.join(ann.invite(room))
        ann.say(room, "before")
        ben.hears("before")
        ben.kill9()
        missed = [ann.say(room, f"missed {number}") for number in range(500)]
        cat.say(room, "cat too")
        ben.restart()
        settled([ann, ben, cat], room)
        texts = ben.texts(room)
        equal(len(texts), len(missed) + 2, "everything missed arrived once")
        counted = sum(it["count"] for it in ben.said("history") if it["room"] == room)
        check(counted >= 1, "what arrived by sync was announced")
        unread = next(it for it in ben.call("room.list")["rooms"] if it["room"] == room)["unread"]
        check(unread >= len(missed), f"unread {unread}")


def every_end_is_clean():
    """SIGTERM, node.stop and the end of stdin: exit 0, and nothing acknowledged is lost."""
    with Rig(peers=1) as rig:
        ann = rig.start("ann")
        room = ann.create("Hall")

        def after(how):
            said = [ann.say(room, f"{how} {number}") for number in range(20)]
            return said[-1]

        after("term")
        equal(ann.terminate(), 0, "exit after SIGTERM")
        ann.restart()
        after("stop")
        equal(ann.call("node.stop"), {}, "node.stop")
        equal(ann.exit_code(), 0, "exit after node.stop")
        ann.restart()
        asked = [ann.send("room.send", room=room, text=f"eof {number}") for number in range(200)]
        ann.process.stdin.close()
        for number in asked:
            ann.answer(number)
        equal(ann.exit_code(), 0, "exit after the end of stdin")
        ann.restart()
        equal(len(ann.texts(room)), 240, "messages")
        check("Traceback" not in ann.errors() and "CHECK failed" not in ann.errors(), ann.errors())


if __name__ == "__main__":
    main(sender_dies_under_load, receiver_catches_up, every_end_is_clean)
