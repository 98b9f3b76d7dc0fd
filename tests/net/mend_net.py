# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Bits of a profile's history that turned over on the disk: what cannot be read is left out and comes from the others."""
import os

from parlour_rig import Rig, RpcError, check, equal, main, settled, until

PAGE = 4096
TEXTS = 1500


def turn_bits_over(profile, shares):
    """In the page at each share of the file. The first pages name the tables and hold the keys of rooms: not those."""
    path = os.path.join(profile, "parlour.db")
    pages = os.path.getsize(path) // PAGE
    with open(path, "r+b") as file:
        for share in shares:
            at = int(pages * share) * PAGE + 2000
            file.seek(at)
            byte = file.read(1)
            file.seek(at)
            file.write(bytes([byte[0] ^ 16]))
    return pages


def talk(rig):
    ann, ben = rig.start("ann"), rig.start("ben")
    room = ann.create("Hall")
    ben.join(ann.invite(room))
    for number in range(TEXTS):
        message = ann.say(room, f"north {number}")
        ben.say(room, f"south {number}")
        if number % 10 == 0:
            ben.call("room.react", room=room, message=message, emoji="👍")
    settled([ann, ben], room)
    return ann, ben, room


def is_mended(ann, ben, room):
    ben.wait("warning", lambda it: "could not be read" in it["text"], seconds=30)
    until(lambda: ben.online(room) == 1, 60, "linked again")
    settled([ann, ben], room, seconds=60)
    texts = ben.texts(room)
    equal(len(texts), 2 * TEXTS, "all is here again")
    equal(texts, ann.texts(room), "both histories")
    reacted = [it["message"] for it in ben.history(room) if it["reactions"]]
    equal(reacted, [it["message"] for it in ann.history(room) if it["reactions"]], "reactions")
    ben.say(room, "said afterwards")
    ann.hears("said afterwards")
    settled([ann, ben], room)
    check("CHECK failed" not in ben.errors(), ben.errors())


def found_while_reading():
    with Rig(peers=2) as rig:
        ann, ben, room = talk(rig)
        equal(ben.terminate(), 0, "a clean end")
        pages = turn_bits_over(ben.profile, [0.35 + 0.05 * step for step in range(12)])
        check(pages > 200, f"{pages} pages")
        ben.restart()
        try:
            older = ben.history(room)
            raise AssertionError(f"{len(older)} messages from a damaged file")
        except RpcError as error:
            equal(error.reason, "internal", "what cannot be read is not left out in silence")
        is_mended(ann, ben, room)


def found_after_a_crash():
    with Rig(peers=2) as rig:
        ann, ben, room = talk(rig)
        ben.call("room.history", room=room)
        ben.kill9()
        turn_bits_over(ben.profile, [0.4, 0.5, 0.6, 0.7, 0.8])
        ben.restart()
        is_mended(ann, ben, room)


if __name__ == "__main__":
    main(found_while_reading, found_after_a_crash)
