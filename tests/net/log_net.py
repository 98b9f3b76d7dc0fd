# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""The moderation log: every act with reason and proof on every member's side, told as it happens, and as a file that is
checked without a network."""
import os
import subprocess

from parlour_rig import Rig, check, equal, main, settled, until


def verify(path):
    done = subprocess.run([os.environ["PARLOUR_NODE"], "--verify-log", path], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def acts(node, room):
    return [(it["action"], it["actor"], it["target"], it["reason"], it["valid"])
            for it in node.call("room.log", room=room)["entries"]]


def a_log_is_read_told_exported_and_checked():
    with Rig(peers=3) as rig:
        ann, ben, eve = (rig.start(name) for name in ("ann", "ben", "eve"))
        room = ann.create("Hall")
        link = ann.invite(room)
        for node in (ben, eve):
            node.join(link)
        until(lambda: all(node.online(room) == 2 for node in (ann, ben, eve)), 15, "all online")
        mark = eve.mark()
        ann.call("room.grant", room=room, identity=ben.identity, level=50, reason="helps out")
        until(lambda: ben.call("room.list")["rooms"][0]["level"] == 50, 5, "a moderator")
        ben.call("room.mute", room=room, identity=eve.identity, untilMs=0, reason="loud")
        eve.wait("moderation", lambda it: it["entry"]["action"] == "mute" and it["entry"]["valid"],
                 seconds=2, since=mark)
        ann.call("room.policy", room=room, set={"slowModeSeconds": 5})
        settled([ann, ben, eve], room)
        log = acts(ann, room)
        for node in (ben, eve):
            equal(acts(node, room), log, "the same log everywhere")
        equal([entry[0] for entry in log], ["policy", "invite", "grant", "mute", "policy"], "what was done")
        mute = next(it for it in eve.call("room.log", room=room)["entries"] if it["action"] == "mute")
        equal((mute["actor"], mute["target"]), (ben.identity, eve.identity), "who and whom")
        check(len(mute["why"]) == 3 and mute["why"][0] == mute["event"], f"the chain {mute['why']}")
        check("moderator" in mute["whyText"] and "founder" in mute["whyText"], mute["whyText"])

        path = os.path.join(rig.folder, "hall.log")
        eve.call("room.exportLog", room=room, path=path)
        code, text = verify(path)
        equal(code, 0, f"a true log: {text}")
        check("mute" in text and "loud" in text and "helps out" in text, text)
        with open(path, "rb") as file:
            good = file.read()
        for at in (len(good) // 3, len(good) // 2, len(good) - 1):
            with open(path, "wb") as file:
                file.write(good[:at] + bytes([good[at] ^ 1]) + good[at + 1:])
            equal(verify(path)[0], 1, f"changed at {at}")
        with open(path, "wb") as file:
            file.write(b"something else")
        equal(verify(path)[0], 2, "no log")
        equal(verify(path + ".gone")[0], 2, "no file")
        eve.refused("room.exportLog", ("read_only", "bad_argument"), room=room, path=os.path.join(rig.folder, "no", "where"))
        eve.refused("room.exportLog", "bad_argument", room=room, path="")
        ann.kill9()
        ann.restart()
        equal(acts(ann, room), log, "after a restart")


if __name__ == "__main__":
    main(a_log_is_read_told_exported_and_checked)
