# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""kill -9 under load, again and again (PARLOUR_KILLS times, 200): nothing that was acknowledged is lost, nothing is there
twice. Ann goes on; Ben and Cat are killed in turns, at any moment: while they write, while they catch up, while they start."""
import os
import random

from parlour_rig import Ended, Rig, check, equal, main, settled

KILLS = int(os.environ.get("PARLOUR_KILLS", "200"))
SEED = int(os.environ.get("PARLOUR_SEED", "1"))
SETTLE_EVERY = 20


def killed_again_and_again():
    rng = random.Random(SEED)
    with Rig(peers=3) as rig:
        ann, ben, cat = (rig.start(name) for name in ("ann", "ben", "cat"))
        room = ann.create("Hall")
        for node in (ben, cat):
            node.join(ann.invite(room))
        settled([ann, ben, cat], room)
        acknowledged = []

        def say(node, texts):
            return [(text, node.send("room.send", room=room, text=text)) for text in texts]

        def collect(node, asked):
            for text, number in asked:
                try:
                    node.answer(number)
                    acknowledged.append(text)
                except Ended:
                    pass

        for number in range(KILLS):
            victim, other = (ben, cat) if number % 2 == 0 else (cat, ben)
            asked = {node: say(node, [f"{number} {name} {index}" for index in range(rng.randrange(5, 60))])
                     for name, node in (("ann", ann), ("other", other), ("victim", victim))}
            # At any moment of it: by how much of its own it has acknowledged, or by the clock.
            if rng.random() < 0.7:
                some = asked[victim][:rng.randrange(len(asked[victim]) + 1)]
                collect(victim, some)
                asked[victim] = asked[victim][len(some):]
            victim.kill9()
            for node, texts in asked.items():
                collect(node, texts)
            if rng.random() < 0.2:  # while it starts
                victim.start(wait_ready=False)
                victim.kill9()
            victim.restart()
            newest = victim.call("room.history", room=room, limit=1000)["messages"]
            texts = [it["text"] for it in newest]
            own = {text for text in acknowledged if text.startswith(f"{number} victim")}
            check(own <= set(texts), f"kill {number}: lost at once: {sorted(own - set(texts))}")
            if (number + 1) % SETTLE_EVERY == 0 or number + 1 == KILLS:
                agree([ann, ben, cat], room, acknowledged, number)
        print(f"{KILLS} kills, {len(acknowledged)} acknowledged, 0 lost, 0 twice")


def agree(nodes, room, acknowledged, number):
    settled(nodes, room, seconds=120)
    histories = [node.texts(room) for node in nodes]
    for history in histories:
        equal(len(history), len(set(history)), f"kill {number}: something is there twice")
        lost = set(acknowledged) - set(history)
        check(not lost, f"kill {number}: lost {sorted(lost)[:5]}, {len(lost)} in all")
        equal(history, histories[0], f"kill {number}: histories")
    said = [it["message"] for it in nodes[0].said("message")]
    equal(len(said), len(set(said)), f"kill {number}: told twice")


if __name__ == "__main__":
    main(killed_again_and_again)
