# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Messages change after they were sent: edits, reactions, pins, deletions and purges, between real nodes."""
import time

from parlour_rig import Rig, check, equal, main, settled, until


def three(rig):
    ann, ben, eve = (rig.start(name) for name in ("ann", "ben", "eve"))
    room = ann.create("Hall")
    link = ann.invite(room)
    ben.join(link)
    eve.join(link)
    until(lambda: all(node.online(room) == 2 for node in (ann, ben, eve)), 15, "all online")
    return ann, ben, eve, room


def page(node, room):
    return node.call("room.history", room=room)["messages"]


def shown(node, room, message):
    return next((it for it in page(node, room) if it["message"] == message), None)


def everywhere(nodes, room, message, wanted, what):
    until(lambda: all(wanted(shown(node, room, message)) for node in nodes), 10, what)


def edits_reactions_and_pins():
    with Rig(peers=3) as rig:
        ann, ben, eve, room = three(rig)
        nodes = [ann, ben, eve]
        said = ben.call("room.send", room=room, text="helo", mentions=[ann.identity])["message"]
        eve.hears("helo")
        equal(shown(eve, room, said)["mentions"], [ann.identity], "who is meant")
        mark = eve.mark()
        ben.call("room.edit", room=room, message=said, text="hello")
        told = eve.wait("message", lambda it: it["message"] == said and it["edited"], seconds=5, since=mark)
        equal((told["text"], told["edited"]), ("hello", True), "what a window is told")
        eve.call("room.react", room=room, message=said, emoji="\U0001f44d")
        ann.call("room.react", room=room, message=said, emoji="\U0001f44d")
        ann.call("room.react", room=room, message=said, emoji="\U0001f44d", remove=True)
        ann.call("room.pin", room=room, message=said)
        thumbs = [{"emoji": "\U0001f44d", "authors": [eve.identity]}]
        everywhere(nodes, room, said,
                   lambda it: it["text"] == "hello" and it["edited"] and it["pinned"] and it["reactions"] == thumbs,
                   "all see it as it is now")
        equal([it["text"] for it in eve.call("room.edits", room=room, message=said)["versions"]], ["helo", "hello"],
              "what it said before")
        equal([it["message"] for it in ben.call("room.pins", room=room)["messages"]], [said], "what is pinned")
        eve.refused("room.edit", "not_allowed", room=room, message=said, text="forged")
        eve.refused("room.pin", "not_allowed", room=room, message=said)
        eve.refused("room.react", "unknown_message", room=room, message=said[:-1] + "9", emoji="+")
        settled(nodes, room)
        eve.kill9()
        eve.restart()
        equal(shown(eve, room, said)["reactions"], thumbs, "after a restart")


def what_is_deleted_is_gone_everywhere():
    with Rig(peers=4) as rig:
        ann, ben, eve, room = three(rig)
        nodes = [ann, ben, eve]
        said = ben.call("room.send", room=room, text="the planted secret")["message"]
        rude = eve.call("room.send", room=room, text="something rude")["message"]
        everywhere(nodes, room, said, lambda it: it is not None, "all have it")
        everywhere(nodes, room, rude, lambda it: it is not None, "all have it")
        eve.refused("room.delete", "not_allowed", room=room, message=said)
        mark = eve.mark()
        started = time.monotonic()
        ben.call("room.delete", room=room, message=said)
        eve.wait("message", lambda it: it["message"] == said and it["deleted"], seconds=5, since=mark)
        took = time.monotonic() - started
        ann.call("room.delete", room=room, message=rude, reason="rude")
        everywhere(nodes, room, said, lambda it: it is None, "gone")
        everywhere(nodes, room, rude, lambda it: it is None, "gone, too")
        settled(nodes, room)
        log = ben.call("room.log", room=room)["entries"]
        check(any(it["action"] == "delete" and it["reason"] == "rude" and it["valid"] for it in log), f"in the log: {log}")
        # Somebody who comes later gets it from somebody who has it without its text.
        dan = rig.start("dan")
        dan.join(ann.invite(room))
        settled(nodes + [dan], room)
        equal(dan.texts(room), [], "nothing of it")
        for node in nodes:
            node.kill9()
            node.restart()
            equal(node.texts(room), [], "after a restart")
        print(f"     a deletion took {took * 1000:.0f} ms", flush=True)


def a_kick_takes_what_was_written_along():
    with Rig(peers=3) as rig:
        ann, ben, eve, room = three(rig)
        ben.say(room, "before")
        eve.hears("before")
        since = int(time.time() * 1000)
        time.sleep(0.05)
        for number in range(20):
            eve.say(room, f"spam {number}")
        until(lambda: len(ben.texts(room)) == 21, 10, "it came")
        ann.call("room.kick", room=room, identity=eve.identity, reason="raid", purge=since)
        until(lambda: ann.texts(room) == ["before"] and ben.texts(room) == ["before"], 5, "clean again")
        settled([ann, ben], room)


def a_purge_says_how_much_went():
    with Rig(peers=3) as rig:
        ann, ben, eve, room = three(rig)
        for number in range(5):
            eve.say(room, f"one {number}")
        until(lambda: len(ann.texts(room)) == 5, 10, "it came")
        equal(ann.call("room.purge", room=room, identity=eve.identity, sinceMs=0, reason="all of it")["removed"], 5, "removed")
        until(lambda: ben.texts(room) == [] and eve.texts(room) == [], 5, "gone")
        eve.say(room, "I may still speak")
        ben.hears("I may still speak")
        settled([ann, ben, eve], room)


def who_is_blocked_is_not_read_here():
    with Rig(peers=3) as rig:
        ann, ben, eve, room = three(rig)
        ben.say(room, "before")
        ann.hears("before")
        ann.call("contact.block", identity=ben.identity)
        equal(ann.call("contact.blocked")["identities"], [ben.identity], "who is blocked")
        equal(ann.texts(room), [], "what he wrote is not shown")
        mark = ann.mark()
        ben.say(room, "still talking")
        eve.hears("still talking")
        eve.say(room, "and I")
        ann.hears("and I", since=mark)
        check(not [it for _, name, it in ann.notices[mark:] if name == "message" and it["author"] == ben.identity], "silence")
        ann.kill9()
        ann.restart()
        equal(ann.texts(room), ["and I"], "after a restart")
        settled([ann, ben, eve], room)
        ann.call("contact.unblock", identity=ben.identity)
        equal(ann.texts(room), ["before", "still talking", "and I"], "it was there all the time")
        ann.refused("contact.block", "bad_argument", identity=ann.identity)


if __name__ == "__main__":
    main(edits_reactions_and_pins, what_is_deleted_is_gone_everywhere, a_kick_takes_what_was_written_along,
         a_purge_says_how_much_went, who_is_blocked_is_not_read_here)
