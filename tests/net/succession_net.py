# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""A room whose founder is gone goes on in another one: who was named heir opens it, the others are offered it."""
from parlour_rig import Rig, check, equal, main, settled, until


def room_of(node, room):
    return next(it for it in node.call("room.list")["rooms"] if it["room"] == room)


def level_of(node, room, identity):
    return next((it["level"] for it in node.call("room.members", room=room)["members"]
                 if it["identity"] == identity), None)


def an_heir_goes_on():
    with Rig(peers=3) as rig:
        ann, ben, cat = (rig.start(name) for name in ("ann", "ben", "cat"))
        room = ann.create("Hall", topic="of all", policy={"files": "moderator"})
        for node in (ben, cat):
            node.join(ann.invite(room))
        ann.call("room.heirs", room=room, identities=[ben.identity])
        ann.call("room.grant", room=room, identity=cat.identity, level=50)
        settled([ann, ben, cat], room)
        cat.refused("room.succeed", "not_allowed", room=room)
        ann.kill9()

        made = ben.call("room.succeed", room=room, words="On we go:")
        check(made["told"] and made["link"].startswith("parlour:"), f"{made}")
        offer = cat.hears(f"On we go: {made['link']}")
        equal((offer["room"], offer["author"]), (room, ben.identity), "the offer")
        equal(room_of(cat, room)["successor"], None, "nobody is moved")
        equal(room_of(ben, room)["successor"], made["room"], "the heir's own list")

        cat.join(made["link"])
        until(lambda: room_of(cat, room)["successor"] == made["room"], 20, "the way is shown")
        equal(room_of(cat, made["room"])["predecessor"], room, "and the way back")
        for key in ("name", "topic", "access"):
            equal(room_of(cat, made["room"])[key], room_of(cat, room)[key], key)
        equal(ben.call("room.policy", room=made["room"])["policy"]["files"], "moderator", "rules")
        equal(level_of(ben, made["room"], cat.identity), 50, "a moderator stays one")
        cat.say(made["room"], "here again")
        ben.hears("here again")
        log = cat.call("room.log", room=made["room"])["entries"]
        check(any(it["action"] == "succeed" and it["valid"] for it in log), "it stands in the log")

        # The founder was only away: the offer is there, the old room is as it was.
        ann.restart()
        until(lambda: made["link"] in " ".join(ann.texts(room)), 30, "offered to the founder as well")
        ann.join(made["link"])
        until(lambda: room_of(ann, room)["successor"] == made["room"], 20, "the founder is shown the way")
        equal(level_of(ben, made["room"], ann.identity), 80, "the founder of the old room is an admin")
        settled([ann, ben, cat], made["room"])
        equal(cat.terminate(), 0, "exit")
        cat.restart()
        equal(room_of(cat, room)["successor"], made["room"], "after a restart")


if __name__ == "__main__":
    main(an_heir_goes_on)
