# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""A room's rules between real nodes: mutes with an end, slow mode, who may post, links, the name; each receiver holds to them,
and who was away learns them."""
import time

from parlour_rig import Rig, check, equal, main, settled, until

HALF_HOUR_MS = 30 * 60 * 1000


def three(rig):
    ann, ben, eve = (rig.start(name) for name in ("ann", "ben", "eve"))
    room = ann.create("Hall")
    link = ann.invite(room)
    for node in (ben, eve):
        node.join(link)
    until(lambda: all(node.online(room) == 2 for node in (ann, ben, eve)), 15, "all online")
    return ann, ben, eve, room


def member(node, room, of):
    return next(it for it in node.call("room.members", room=room)["members"] if it["identity"] == of.identity)


def policy(node, room, **change):
    return node.call("room.policy", room=room, set=change)["policy"]


def rules_of(node, room):
    return node.call("room.policy", room=room)["policy"]


def a_mute_ends_by_itself():
    with Rig(peers=3) as rig:
        ann, ben, eve, room = three(rig)
        ben.refused("room.mute", "not_allowed", room=room, identity=eve.identity, untilMs=0)
        until_ms = int(time.time() * 1000) + 3000
        ann.call("room.mute", room=room, identity=ben.identity, untilMs=until_ms, reason="loud")
        until(lambda: all(member(node, room, ben)["state"] == "muted" for node in (ann, ben, eve)), 2, "known to all")
        ben.refused("room.send", "muted", room=room, text="mmh")
        until(lambda: member(ben, room, ben)["state"] == "joined", 10, "over")
        ben.say(room, "at last")
        eve.hears("at last")
        ann.call("room.mute", room=room, identity=ben.identity, untilMs=0)
        until(lambda: member(ben, room, ben)["state"] == "muted", 5, "again")
        ben.kill9()
        ben.restart()
        # It may not have been on his disk yet; then he hears of it again.
        until(lambda: ben.online(room) == 2 and member(ben, room, ben)["state"] == "muted", 15, "back")
        ben.refused("room.send", "muted", room=room, text="after a restart")
        ann.call("room.unmute", room=room, identity=ben.identity)
        until(lambda: member(ben, room, ben)["state"] == "joined", 5, "lifted")
        ben.say(room, "thanks")
        eve.hears("thanks")
        settled([ann, ben, eve], room)


def rules_hold_for_all():
    with Rig(peers=3) as rig:
        ann, ben, eve, room = three(rig)
        ben.refused("room.policy", "not_allowed", room=room, set={"links": False})
        ben.refused("room.set", "not_allowed", room=room, name="Mine")
        ann.call("room.set", room=room, name="Garden", topic="Green things")
        until(lambda: all(node.call("room.list")["rooms"][0]["name"] == "Garden" for node in (ben, eve)), 5, "renamed")
        answer = policy(ann, room, slowModeSeconds=60, links=False)
        equal((answer["slowModeSeconds"], answer["links"], answer["posting"]), (60, False, "member"), "what it says now")
        until(lambda: all(rules_of(node, room) == answer for node in (ben, eve)), 5, "the same rules everywhere")
        ben.refused("room.send", "not_allowed", room=room, text="see https://example.org")
        ben.say(room, "one")
        refusal = ben.refused("room.send", "slow_mode", room=room, text="two")
        check(55_000 < refusal.retry_ms <= 60_000, f"retryMs {refusal.retry_ms}")
        ann.say(room, "https://example.org is fine for those who run it")
        ann.say(room, "and nobody slows them")
        policy(ann, room, slowModeSeconds=0, posting="moderator")
        until(lambda: rules_of(ben, room)["posting"] == "moderator", 5, "quiet")
        ben.refused("room.send", "not_allowed", room=room, text="three")
        policy(ann, room, posting="member", files=False)
        until(lambda: rules_of(ben, room)["files"] is False, 5, "no files")
        path = rig.file("plan.txt", 1000)
        ben.refused("file.share", "not_allowed", room=room, path=path)
        policy(ann, room, files=True, maxFileBytes=999)
        until(lambda: rules_of(ben, room)["maxFileBytes"] == 999, 5, "small files")
        ben.refused("file.share", "too_large", room=room, path=path)
        for wrong in ({"posting": "nobody at all"}, {"slowModeSeconds": -1}, {"powBits": 33}):
            ann.refused("room.policy", "bad_argument", room=room, set=wrong)
        settled([ann, ben, eve], room)
        equal(ben.texts(room), ann.texts(room), "both histories")


def who_was_away_learns_the_rules():
    with Rig(peers=3) as rig:
        ann, ben, eve, room = three(rig)
        eve.kill9()
        policy(ann, room, links=False)
        ann.call("room.set", room=room, name="Garden")
        ann.call("room.mute", room=room, identity=ben.identity, untilMs=int(time.time() * 1000) + HALF_HOUR_MS)
        eve.restart()
        until(lambda: ann.online(room) == 2 and eve.online(room) == 2, 15, "back")
        settled([ann, ben, eve], room)
        equal(rules_of(eve, room)["links"], False, "rules")
        equal(eve.call("room.list")["rooms"][0]["name"], "Garden", "name")
        equal(member(eve, room, ben)["state"], "muted", "mute")
        eve.refused("room.send", "not_allowed", room=room, text="www.example.org")


def what_goes_on_under_older_rules_is_folded():
    """Who is cut off for longer than the grace cannot know of a rule; what it refuses everybody sees folded."""
    with Rig(peers=2) as rig:
        ann, ben = rig.node("ann"), rig.node("ben")
        for node in (ann, ben):
            node.days_ahead = -20 / 1440  # 20 minutes ago
            node.start()
        room = ann.create("Hall")
        ben.join(ann.invite(room))
        until(lambda: ann.online(room) == 1 and ben.online(room) == 1, 15, "both online")
        settled([ann, ben], room)
        equal(ben.terminate(), 0, "ben goes")
        policy(ann, room, links=False)
        equal(ann.terminate(), 0, "ann goes")
        ann.days_ahead = ben.days_ahead = 0
        ben.restart()
        for text in ("see https://example.org", "words alone"):
            ben.say(room, text)
        folded = {"see https://example.org": True, "words alone": False}

        def folds(node):
            return {it["text"]: it["olderRules"] for it in node.history(room)}

        equal(folds(ben), dict.fromkeys(folded, False), "while he does not know of it")
        ann.restart()
        for node in (ann, ben):
            until(lambda node=node: folds(node) == folded, 30, f"folded at {node.profile}")
        settled([ann, ben], room)
        check(any(it["olderRules"] for it in ben.said("message") if it["text"] in folded), "ben is told so")
        for node in (ann, ben):
            node.kill9()
            node.restart()
            equal(folds(node), folded, "after a restart")


if __name__ == "__main__":
    main(a_mute_ends_by_itself, rules_hold_for_all, who_was_away_learns_the_rules,
         what_goes_on_under_older_rules_is_folded)
