# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Two peers on one bridge: join by an invite alone, the earlier messages first, then talk and hand over a file."""
import os
import time

from parlour_rig import Rig, check, equal, main, settled, sha256

FILE_BYTES = 100 * 1000 * 1000


def join_and_talk():
    with Rig(peers=2) as rig:
        # Neither searches the local network: the invite has to carry everything.
        ann = rig.start("ann", "--no-lan")
        ben = rig.start("ben", "--no-lan")
        room = ann.create("Hall", topic="first room")
        earlier = [f"earlier {number}" for number in range(120)]
        for text in earlier:
            ann.say(room, text)
        link = ann.invite(room)

        started = time.monotonic()
        equal(ben.join(link), room, "the room joined")
        page = ben.call("room.history", room=room, limit=50)["messages"]
        took = time.monotonic() - started
        print(f"     joined with the first screen in {took:.3f} s")
        check(took < 2.0, f"joining took {took:.2f} s")
        equal([it["text"] for it in page], earlier[-50:], "the first screen")
        check(all(it["state"] == "received" for it in page), "others' messages are received")
        settled([ann, ben], room)
        equal(ben.texts(room), earlier, "all earlier messages")
        # joining again is no error
        equal(ben.call("room.join", link=link)["room"], room, "joined again")

        listed = ben.call("room.list")["rooms"][0]
        equal((listed["name"], listed["topic"], listed["state"], listed["members"], listed["level"]),
              ("Hall", "first room", "joined", 2, 10), "the room in the list")
        members = {it["identity"]: it for it in ben.call("room.members", room=room)["members"]}
        equal(set(members), {ann.identity, ben.identity}, "members")
        equal(members[ann.identity]["name"], "ann", "ann's name")
        equal(members[ann.identity]["online"], True, "ann online")
        equal(members[ann.identity]["path"], "direct", "ann's path")

        talk(ann, ben, room)
        equal(len(ann.call("peers.list", room=room)["peers"]), 1, "ann's peers")


def talk(ann, ben, room):
    """Both ways, with states that only move forward and texts that survive as they are."""
    texts = ["plain", "two\nlines", "\u05e9\u05dc\u05d5\u05dd \u202eabc", "\U0001f469\u200d\U0001f680",
             "<b>not markup</b>", "x" * 20000]
    for text in texts:
        for sender, receiver in ((ann, ben), (ben, ann)):
            mark, own = receiver.mark(), sender.mark()
            result = sender.call("room.send", room=room, text=text)
            check(result["state"] in ("stored", "sent", "delivered"), f"state {result}")
            heard = receiver.wait("message", lambda it: it["message"] == result["message"],
                                  since=mark)
            equal(heard["text"], text, "the text")
            equal(heard["author"], sender.identity, "the author")
            sender.wait("message", lambda it: it["message"] == result["message"], since=own)
            state = sender.wait("messageState", lambda it: it["message"] == result["message"]
                                and it["state"] == "delivered", since=own)
            equal(state["deliveredTo"], [receiver.identity], "delivered to")
    reply_to = ann.history(room)[-1]["message"]
    mark = ann.mark()
    answer = ben.say(room, "an answer", replyTo=reply_to)
    equal(ann.hears("an answer", since=mark)["replyTo"], reply_to, "replyTo")
    check(next(it for it in ann.call("room.list")["rooms"])["unread"] > 0, "unread is counted")
    mark = ben.mark()
    equal(ann.call("room.markRead", room=room, message=answer)["unread"], 0, "unread")
    ben.wait("messageState", lambda it: it["message"] == answer and it["state"] == "read",
             since=mark)
    states = [it["state"] for it in ben.said("messageState") if it["message"] == answer]
    order = ["stored", "sent", "delivered", "read"]
    equal(states, sorted(states, key=order.index), "states only move forward")
    settled([ann, ben], room)
    equal(ann.texts(room), ben.texts(room), "both histories")
    for node in (ann, ben):
        said = [it["message"] for it in node.said("message")]
        equal(len(said), len(set(said)), f"one message notice each for {node.profile}")
    mark = ben.mark()
    ann.call("room.typing", room=room, on=True)
    equal(ben.wait("typing", since=mark)["identity"], ann.identity, "who types")


def hand_over_a_file():
    with Rig(peers=2) as rig:
        ann, ben = rig.start("ann"), rig.start("ben")
        room = ann.create("Files")
        ben.join(ann.invite(room))
        path = rig.file("sent.bin", FILE_BYTES)
        mark = ben.mark()
        shared = ann.call("file.share", seconds=60, room=room, path=path)
        card = ben.wait("message", lambda it: it.get("file"), since=mark)["file"]
        equal((card["file"], card["name"], card["bytes"], card["have"]),
              (shared["file"], "sent.bin", FILE_BYTES, False), "the card")
        folder = os.path.join(rig.folder, "taken")
        os.mkdir(folder)
        started = time.monotonic()
        ben.call("file.fetch", file=card["file"], to=folder)
        done = ben.wait("file.done", lambda it: it["file"] == card["file"], seconds=60)
        took = time.monotonic() - started
        print(f"     {FILE_BYTES / took / 1e6:.0f} MB/s")
        equal(os.path.dirname(done["path"]), folder, "where it lies")
        equal(sha256(done["path"]), sha256(path), "the content")
        equal(os.listdir(folder), ["sent.bin"], "nothing else is left there")
        listed = ben.call("file.list", room=room)["files"]
        equal((len(listed), listed[0]["have"], listed[0]["author"]), (1, True, ann.identity), "the list")

        # the same name again gets a number, an existing file is never overwritten
        ben.call("file.fetch", file=card["file"], to=folder + "/")
        second = ben.wait("file.done", lambda it: it["path"] != done["path"], seconds=60)
        equal(os.path.basename(second["path"]), "sent (1).bin", "the second copy's name")
        ben.refused("file.fetch", "file_exists", file=card["file"], to=done["path"])
        ben.refused("file.fetch", "unknown_file", file="x")


if __name__ == "__main__":
    main(join_and_talk, hand_over_a_file)
