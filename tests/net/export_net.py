# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""A room as a file: carried from one machine to another between which there is no wire."""
import os
import shutil

from parlour_rig import Rig, check, equal, main, settled, sha256, until


def apart(rig, names=("ann", "ben", "eve")):
    """A room of all of them; then every cable is pulled."""
    nodes = [rig.start(name) for name in names]
    room = nodes[0].create("Hall")
    link = nodes[0].invite(room)
    for node in nodes[1:]:
        node.join(link)
    until(lambda: all(node.online(room) == len(nodes) - 1 for node in nodes), 15, "all online")
    nodes[0].say(room, "together")
    settled(nodes, room)
    for number in range(1, len(nodes) + 1):
        rig.pull_cable(number)
    until(lambda: all(node.online(room) == 0 for node in nodes), 60, "the cut is noticed")
    return nodes, room


def have(node, room, file):
    return next(it["have"] for it in node.call("file.list", room=room)["files"] if it["file"] == file)


def carried_without_a_wire():
    with Rig(peers=3) as rig:
        (ann, ben, eve), room = apart(rig)
        for number in range(500):
            ann.say(room, f"alone {number}")
        gone = ann.say(room, "the planted secret")
        ann.call("room.delete", room=room, message=gone)
        ann.call("room.ban", room=room, identity=eve.identity, reason="spam")
        ann.say(room, "without eve")
        path = rig.file("plan.bin", 3_000_000)
        file = ann.call("file.share", room=room, path=path)["file"]
        copy = os.path.join(rig.folder, "hall.parlour")
        ann.call("room.export", room=room, path=copy, files=[file])
        equal(os.stat(copy).st_mode & 0o777, 0o600, "for one's own eyes")
        equal([it for it in os.listdir(rig.folder) if "parlour-part" in it], [], "nothing is left beside it")
        with open(copy, "rb") as written:
            bytes_written = written.read()
        for inside in (b"alone 7", b"planted", b"plan.bin", bytes.fromhex(room), bytes.fromhex(ben.identity)):
            check(inside not in bytes_written, f"{inside} can be read by anybody")

        mark = ben.mark()
        equal(ben.call("room.import", path=copy)["room"], room, "which room")
        merged = ben.wait("merged", lambda it: it["room"] == room, since=mark)
        equal((merged["messages"], merged["bans"], merged["files"]), (501, 1, 1), "what it brought")
        digests = [node.call("room.digest", room=room) for node in (ann, ben)]
        equal(digests[1], digests[0], "the same room")
        check(digests[1]["settled"], "nothing is missing")
        texts = ben.texts(room)
        equal(texts, ann.texts(room), "the same history")
        check("the planted secret" not in texts and texts[-2] == "without eve", texts[-3:])
        equal(next(it["state"] for it in ben.call("room.members", room=room)["members"]
                   if it["identity"] == eve.identity), "banned", "the ban")
        done = ben.wait("file.done", lambda it: it["file"] == file, since=mark)
        equal(sha256(done["path"]), sha256(path), "the content")
        check(have(ben, room, file), "it is here")
        eve.refused("room.import", "not_member", path=copy)
        check("without eve" not in eve.texts(room), "she cannot open it")

        # The answer goes the same way, also after a kill.
        ben.kill9()
        ben.restart()
        ben.say(room, "I read all of it")
        back = os.path.join(rig.folder, "back.parlour")
        ben.call("room.export", room=room, path=back)
        ann.call("room.import", path=back)
        equal(ann.texts(room)[-1], "I read all of it", "the answer")
        equal(ann.call("room.digest", room=room), ben.call("room.digest", room=room), "both the same again")
        rig.plug_cable(1)
        rig.plug_cable(2)
        ann.call("net.changed")
        ben.call("net.changed")
        until(lambda: ann.online(room) == 1 and ben.online(room) == 1, 60, "they meet")
        settled([ann, ben], room)


def garbage_is_refused_and_changes_nothing():
    with Rig(peers=3) as rig:
        (ann, ben, eve), room = apart(rig)
        ann.say(room, "alone")
        copy = os.path.join(rig.folder, "hall.parlour")
        ann.call("room.export", room=room, path=copy)
        ann.call("room.export", room=room, path=copy)  # in place of the first one
        with open(copy, "rb") as written:
            good = written.read()
        before = ben.call("room.digest", room=room)
        bad = os.path.join(rig.folder, "bad")

        def refused(content, reason, what):
            with open(bad, "wb") as file:
                file.write(content)
            error = ben.refused("room.import", reason, path=bad)
            check(what in str(error), f"{error}")

        refused(b"", "bad_argument", "no copy")
        refused(os.urandom(200_000), "bad_argument", "no copy")
        refused(good[:13] + b"\x02" + good[14:], "bad_argument", "newer")
        for at in (20, 45, 60, 200, 300, len(good) // 2, len(good) - 1):
            refused(good[:at] + bytes([good[at] ^ 1]) + good[at + 1:], "file_changed", "damaged")
        for length in (51, 300, 70_000, len(good) - 1):
            refused(good[:length], "file_changed", "cut off")
        refused(good + b"\0", "file_changed", "damaged")
        ben.refused("room.import", "file_gone", path=bad + ".gone")
        ben.refused("room.import", "not_allowed", path=rig.folder)
        ben.refused("room.import", "bad_argument", path="")
        equal(ben.call("room.digest", room=room), before, "nothing has changed")
        equal(ben.texts(room), ["together"], "nothing was taken")

        sam = rig.start("sam", plain=True)
        sam.refused("room.import", "not_member", path=copy)
        equal(sam.call("room.list")["rooms"], [], "a stranger has no room from it")
        ann.refused("room.export", "unknown_room", room="00" * 32, path=copy)
        ann.refused("room.export", ("read_only", "bad_argument"), room=room, path=os.path.join(rig.folder, "no", "where"))
        ann.refused("room.export", ("read_only", "bad_argument"), room=room, path=rig.folder)
        ann.refused("room.export", "unknown_file", room=room, path=copy, files=["0" * 64 + "-1"])
        equal(open(copy, "rb").read(), good, "a refused one does not touch what is there")
        ben.call("room.import", path=copy)
        equal(ben.texts(room), ["together", "alone"], "the good one")


def a_fresh_machine_and_a_forgotten_room():
    with Rig(peers=3) as rig:
        (ann, ben, eve), room = apart(rig)
        path = rig.file("plan.bin", 200_000)
        file = ann.call("file.share", room=room, path=path)["file"]
        copy = os.path.join(rig.folder, "hall.parlour")
        ann.call("room.export", room=room, path=copy, files=True)

        ben.call("room.forget", room=room)
        equal(ben.call("room.list")["rooms"], [], "forgotten")
        ben.call("room.import", path=copy)
        equal([it["state"] for it in ben.call("room.list")["rooms"]], ["joined"], "in again")
        check("together" in ben.texts(room) and have(ben, room, file), "with all that was in it")

        # Eve's key on a machine that has never seen the room.
        eve.terminate()
        new = rig.node("eve2", number=3)
        os.mkdir(new.profile, 0o700)
        for name in os.listdir(eve.profile):
            if "key" in name:
                shutil.copy(os.path.join(eve.profile, name), new.profile)
        new.start()
        equal(new.identity, eve.identity, "the same person")
        new.call("room.import", path=copy)
        new.say(room, "from my new machine")
        for number in (1, 2, 3):
            rig.plug_cable(number)
        for node in (ann, ben, new):
            node.call("net.changed")
        until(lambda: all("from my new machine" in node.texts(room) for node in (ann, ben)), 90, "they hear her")
        settled([ann, ben, new], room, seconds=60)


if __name__ == "__main__":
    main(carried_without_a_wire, garbage_is_refused_and_changes_nothing, a_fresh_machine_and_a_forgotten_room)
