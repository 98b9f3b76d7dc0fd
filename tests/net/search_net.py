# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Searching in history between real nodes: what came by sync, what was edited and deleted, and after restarts."""
import os
import time

from parlour_rig import Rig, check, equal, main, settled, until


def found(node, query, **more):
    page = node.call("room.search", query=query, **more)
    check(page["complete"] and page["indexed"], f"all of it: {page}")
    return [it["text"] for it in page["messages"]]


def indexed(node, seconds=15):
    until(lambda: node.call("node.stats")["indexLag"] == 0, seconds, "everything is in the index")


def what_came_by_sync_is_found():
    with Rig(peers=2) as rig:
        ann, ben = rig.start("ann"), rig.start("ben")
        room = ann.create("Caf\u00e9")
        other = ann.create("Attic")
        for number in range(150):
            ann.say(room, f"note {number} about the Gar\u00e7on")
        time.sleep(0.01)  # later by the clock, which says milliseconds
        ann.say(other, "nothing about a gar\u00e7on here, or is there")
        ben.join(ann.invite(room))
        settled([ann, ben], room)
        for node in (ann, ben):
            equal(len(found(node, "garcon", room=room, limit=1000)), 150, "before or in the index")
            indexed(node)
            equal(len(found(node, "garcon", room=room, limit=1000)), 150, "in the index")
            equal(found(node, "note GARC 77"), ["note 77 about the Gar\u00e7on"], "without accents, inside a word")
        equal(len(found(ann, "garcon", limit=1000)), 151, "all rooms")
        equal(found(ben, "garcon attic"), [], "not ben's room")
        page = ann.call("room.search", query="garcon", limit=60)
        check(not page["complete"] and page["messages"][0]["room"] == other, "the newest first, with its room")
        rest = ann.call("room.search", query="garcon", limit=1000, before=page["messages"][-1]["message"])
        equal([it["text"] for it in page["messages"][1:] + rest["messages"]],
              [f"note {number} about the Gar\u00e7on" for number in reversed(range(150))], "page by page")
        # Other scripts, short words, and nothing is syntax.
        ben.say(room, "\u660e\u65e5\u306f\u65e5\u672c\u8a9e\u3067\u8a71\u3059")
        ben.say(room, 'it says "NEAR(a b)" -- 100% of t*')
        for node in (ann, ben):
            node.hears('it says "NEAR(a b)" -- 100% of t*')
            for query in ("\u672c\u8a9e", "\u8a9e", "\u65e5\u672c\u8a9e"):
                equal(len(found(node, query)), 1, query)
            for query in ('"NEAR(', "t*", "100%", "--", "b)\""):
                equal(len(found(node, query)), 1, query)
            for query in ("' OR '1'='1", "te*", "grams:x", "x AND", "\\", "%", "NOT"):
                node.call("room.search", query=query)
        ann.refused("room.search", "unknown_room", query="x", room="0" * 64)
        ann.refused("room.search", "unknown_message", query="x", before="0" * 64 + "-1")
        ann.refused("room.search", "too_large", query="x" * 5000)
        ann.refused("room.search", "bad_argument", room=room)
        for node in (ann, ben):
            node.kill9()
            node.restart()
            equal(len(found(node, "garcon", room=room, limit=1000)), 150, "after a restart")
            equal(len(found(node, "\u672c\u8a9e")), 1, "after a restart")
            indexed(node)


def only_what_is_shown_is_found():
    with Rig(peers=2) as rig:
        ann, ben = rig.start("ann"), rig.start("ben")
        room = ann.create("Hall")
        ben.join(ann.invite(room))
        said = ben.say(room, "the first draft")
        secret = ben.say(room, "a planted secret")
        rude = ben.say(room, "something rude")
        ann.hears("something rude")
        for node in (ann, ben):
            indexed(node)
        ben.call("room.edit", room=room, message=said, text="the final version")
        ben.call("room.delete", room=room, message=secret)
        ann.call("room.delete", room=room, message=rude, reason="rude")
        settled([ann, ben], room)
        for again in (False, True):
            for node in (ann, ben):
                if again:
                    indexed(node)
                    node.kill9()
                    node.restart()
                equal(found(node, "draft"), [], "what it said before")
                equal(found(node, "version"), ["the final version"], "what it says now")
                equal(found(node, "planted"), [], "taken back")
                equal(found(node, "rude"), [], "deleted by a moderator")
        page = ann.call("room.search", query="version")["messages"]
        equal((page[0]["message"], page[0]["edited"], page[0]["name"]), (said, True, "ben"), "the message as it is shown")
        # Who is blocked is not read here, and so not found; a kick that purges leaves nothing.
        ann.call("contact.block", identity=ben.identity)
        equal(found(ann, "version"), [], "blocked")
        ann.call("contact.unblock", identity=ben.identity)
        equal(found(ann, "version"), ["the final version"], "unblocked")
        ann.call("room.kick", room=room, identity=ben.identity, purge=True)
        until(lambda: found(ann, "version") == [], 5, "purged")
        ann.say(room, "my own words")
        ann.call("room.forget", room=room)
        equal(found(ann, "words"), [], "forgotten")


def filters_and_files():
    with Rig(peers=2) as rig:
        ann, ben = rig.start("ann"), rig.start("ben")
        room = ann.create("Hall")
        ben.join(ann.invite(room))
        ann.say(room, "tea from ann")
        time.sleep(0.05)
        since = int(time.time() * 1000)
        time.sleep(0.05)
        ben.say(room, "tea from ben")
        path = rig.file("Tea-R\u00e9sum\u00e9.pdf", 50_000)
        shared = ben.call("file.share", room=room, path=path)
        until(lambda: len(ann.history(room)) == 3, 10, "all there")
        for node in (ann, ben):
            indexed(node)
            equal(found(node, "tea", **{"from": ann.identity}), ["tea from ann"], "by whom")
            equal(found(node, "tea", untilMs=since), ["tea from ann"], "until when")
            equal(len(found(node, "tea", sinceMs=since)), 2, "since when")
            page = node.call("room.search", query="resume", files=True)["messages"]
            equal([(it["message"], it["file"]["name"]) for it in page], [(shared["message"], os.path.basename(path))], "a file")
            equal(page[0]["file"]["have"], node is ben, "whether it is here")
            equal(len(found(node, "", files=True)), 1, "all files")
            equal(len(found(node, "", sinceMs=since)), 2, "all since then")


if __name__ == "__main__":
    main(what_came_by_sync_is_found, only_what_is_shown_is_found, filters_and_files)
