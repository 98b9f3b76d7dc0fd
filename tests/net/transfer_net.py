# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Files through trouble: both ends restarted in the middle, cancelled, pulled away, changed while shared."""
import os

from parlour_rig import Rig, check, equal, main, sha256, until

FILE_BYTES = 400 * 1000 * 1000


def pair(rig):
    ann, ben = rig.start("ann"), rig.start("ben")
    room = ann.create("Files")
    ben.join(ann.invite(room))
    return ann, ben, room


def in_the_middle(node, file, total):
    """Waits until the fetch is well under way and not done."""
    progress = node.wait("file.progress", lambda it: it["file"] == file
                         and it["bytesDone"] > total // 10, seconds=30)
    check(progress["bytesDone"] < total, "still going")


def restarted_ends_go_on():
    with Rig(peers=2) as rig:
        ann, ben, room = pair(rig)
        path = rig.file("big.bin", FILE_BYTES)
        file = ann.call("file.share", seconds=60, room=room, path=path)["file"]
        ben.wait("message", lambda it: it.get("file"))
        target = os.path.join(rig.folder, "got.bin")
        ben.call("file.fetch", file=file, to=target)

        in_the_middle(ben, file, FILE_BYTES)
        ben.kill9()
        check(not os.path.exists(target), "no half file under its final name")
        ben.restart()
        until(lambda: ben.said("file.progress") or ben.said("file.done"), 30, "the receiver goes on")
        first = (ben.said("file.progress") or ben.said("file.done"))[0]
        check(first.get("bytesDone", FILE_BYTES) > FILE_BYTES // 20,
              f"it goes on from where it was: {first}")
        if not ben.said("file.done"):
            ann.kill9()
            ann.restart()
        done = ben.wait("file.done", seconds=90)
        equal((done["file"], done["path"]), (file, target), "done")
        equal(sha256(target), sha256(path), "the content")
        equal(len(ben.said("file.done")), 1, "said once")


def cancelled_stays_cancelled():
    with Rig(peers=2) as rig:
        ann, ben, room = pair(rig)
        path = rig.file("big.bin", FILE_BYTES)
        file = ann.call("file.share", seconds=60, room=room, path=path)["file"]
        ben.wait("message", lambda it: it.get("file"))
        folder = os.path.join(rig.folder, "taken")
        os.mkdir(folder)
        ben.call("file.fetch", file=file, to=folder)
        in_the_middle(ben, file, FILE_BYTES)
        equal(ben.call("file.cancel", file=file), {}, "cancel")
        until(lambda: os.listdir(folder) == [], 5, "nothing is left behind")
        ben.terminate()
        ben.restart()
        until(lambda: ben.online(room) == 1, 20, "reconnected")
        check(not ben.said("file.progress"), "it does not start again")
        # and it can be asked for again
        ben.call("file.fetch", file=file, to=folder)
        ben.wait("file.done", seconds=60)
        # the sharer stops serving, the card stays
        ann.call("file.cancel", file=file)
        equal(len(ann.call("file.list", room=room)["files"]), 1, "the card stays")


def vanished_and_changed():
    with Rig(peers=2) as rig:
        ann, ben, room = pair(rig)
        ann.refused("file.share", "file_gone", room=room, path=os.path.join(rig.folder, "none"))
        for name, harm, reason in (("gone.bin", os.remove, "file_gone"),
                                   ("changed.bin", scribble, "file_changed")):
            path = rig.file(name, 20_000_000, seed=name)
            file = ann.call("file.share", seconds=60, room=room, path=path)["file"]
            ben.wait("message", lambda it, n=name: it.get("file") and it["file"]["name"] == n)
            harm(path)
            mark = ben.mark()
            target = os.path.join(rig.folder, "got-" + name)
            ben.call("file.fetch", file=file, to=target)
            failed = ben.wait("file.failed", lambda it, f=file: it["file"] == f, seconds=30, since=mark)
            check(failed["reason"] in (reason, "unreachable", "file_gone"), f"reason {failed}")
            check(not os.path.exists(target), "nothing wrong was kept")
            ann.say(room, f"still talking after {name}")
            ben.hears(f"still talking after {name}")


def scribble(path):
    with open(path, "r+b") as file:
        file.seek(10_000_000)
        file.write(b"something else")


def names_are_never_paths():
    with Rig(peers=2) as rig:
        ann, ben, room = pair(rig)
        folder = os.path.join(rig.folder, "odd")
        os.mkdir(folder)
        odd = [b"..hidden", b"a\\b", b"tab\there", "\u202egnp.exe".encode(), b"-rf", b"x" * 255]
        for number, name in enumerate(odd):
            path = os.path.join(folder.encode(), name)
            with open(path, "wb") as file:
                file.write(b"content %d" % number)
            shared = ann.call("file.share", room=room, path=os.fsdecode(path))
            target = os.path.join(rig.folder, f"taken{number}")
            os.mkdir(target)
            until(lambda: any(it["file"] == shared["file"] for it in
                              ben.call("file.list", room=room)["files"]), 10, "the card")
            ben.call("file.fetch", file=shared["file"], to=target + "/")
            done = ben.wait("file.done", lambda it: it["file"] == shared["file"])
            equal(os.path.dirname(done["path"]), target, "inside the folder")
            equal(sha256(done["path"]), sha256(path), "the content")


if __name__ == "__main__":
    main(restarted_ends_go_on, cancelled_stays_cancelled, vanished_and_changed, names_are_never_paths)
