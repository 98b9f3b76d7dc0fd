# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""The picture of a room: set by whoever runs it, fetched and seen by its members, replaced, taken away, there for newcomers
and after a restart."""
import os

from parlour_rig import Rig, equal, main, sha256, until

PICTURE_BYTES = 512 * 1024


def picture_of(node, room):
    return next(it["picture"] for it in node.call("room.list")["rooms"] if it["room"] == room)


def sees(node, room, file, seconds=10):
    until(lambda: picture_of(node, room) == file, seconds, f"{node.profile} sees the picture {file}")


def fetches(rig, node, file, path):
    """As the window does it by itself."""
    mark = node.mark()
    to = os.path.join(rig.folder, os.path.basename(node.profile) + "-" + os.path.basename(path))
    node.call("file.fetch", file=file, to=to)
    done = node.wait("file.done", lambda it: it["file"] == file, seconds=20, since=mark)
    equal(sha256(done["path"]), sha256(path), "the content of the picture")


def share(node, room, path):
    return node.call("file.share", room=room, path=path)["file"]


def hall(rig):
    ann, ben = rig.start("ann"), rig.start("ben")
    room = ann.create("Hall")
    link = ann.invite(room)
    ben.join(link)
    until(lambda: ann.online(room) == 1 and ben.online(room) == 1, 15, "both online")
    equal(picture_of(ben, room), None, "no picture at first")
    return ann, ben, room, link


def set_replaced_and_taken_away():
    with Rig(peers=3) as rig:
        ann, ben, room, link = hall(rig)
        first, second = rig.file("first.png", PICTURE_BYTES), rig.file("second.png", 20_000, seed=2)
        file = share(ann, room, first)
        ann.call("room.set", room=room, picture=file)
        for node in (ann, ben):
            sees(node, room, file)
        fetches(rig, ben, file, first)

        other = share(ann, room, second)
        sees(ben, room, file)  # sharing a file makes it no picture
        ann.call("room.set", room=room, picture=other)
        sees(ben, room, other)
        fetches(rig, ben, other, second)

        # Whoever comes later finds it, and it is not only the founder who has it to give.
        ann.kill9()
        cat = rig.start("cat")
        cat.call("room.join", link=link)
        sees(cat, room, other, seconds=30)
        fetches(rig, cat, other, second)

        for node in (ben, cat):
            node.kill9()
            node.restart()
            equal(picture_of(node, room), other, "after a restart, by itself")
        ann.restart()
        equal(picture_of(ann, room), other, "after a restart of the founder")
        until(lambda: ann.online(room) == 2, 60, "together again")
        ann.call("room.set", room=room, picture="")
        for node in (ann, ben, cat):
            sees(node, room, None)


def only_who_runs_the_room_sets_it():
    with Rig(peers=2) as rig:
        ann, ben, room, _ = hall(rig)
        path = rig.file("mine.png", 10_000)
        file = share(ben, room, path)
        ann.hears("")  # its card
        ben.refused("room.set", "not_allowed", room=room, picture=file)
        large = share(ann, room, rig.file("large.png", PICTURE_BYTES + 1, seed=3))
        ann.refused("room.set", "too_large", room=room, picture=large)
        ann.refused("room.set", "unknown_file", room=room, picture="0" * 64 + "-1")
        for node in (ann, ben):
            equal(picture_of(node, room), None, "nothing came of it")
        # A member's file it may be, where somebody who runs the room says so; a moderator may.
        ann.call("room.set", room=room, picture=file)
        sees(ben, room, file)
        fetches(rig, ann, file, path)
        ann.call("room.grant", room=room, identity=ben.identity, level=50)
        until(lambda: ben.call("room.list")["rooms"][0]["level"] == 50, 10, "a moderator")
        ben.call("room.set", room=room, picture="")
        sees(ann, room, None)


if __name__ == "__main__":
    main(set_replaced_and_taken_away, only_who_runs_the_room_sets_it)
