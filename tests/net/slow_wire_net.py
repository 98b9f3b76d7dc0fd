# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""50 ms each way, a tenth of all packets lost, some twice: joining and talking take longer and lose nothing."""
import time

from parlour_rig import Rig, check, equal, main, settled


def lossy_line():
    with Rig(peers=2) as rig:
        rig.slow_wire("p1", "p2", delay_ms=50, loss=10, duplicates=2, seed=7)
        ann = rig.start("ann", "--no-lan", "--listen", "10.88.0.1:7000")
        ben = rig.start("ben", "--no-lan", "--listen", "10.88.0.2:7000")
        room = ann.create("Hall")
        ann.say(room, "earlier")
        started = time.monotonic()
        ben.join(ann.invite(room))
        print(f"     joined in {time.monotonic() - started:.2f} s")
        sent = set()
        for number in range(40):
            for node, name in ((ann, "ann"), (ben, "ben")):
                node.say(room, f"{name} {number}")
                sent.add(f"{name} {number}")
        settled([ann, ben], room, seconds=60)
        for node in (ann, ben):
            texts = node.texts(room)
            equal((set(texts), len(texts)), (sent | {"earlier"}, 81), "everything once")
        peer = ann.call("peers.list", room=room)["peers"][0]
        check(peer["rttMs"] >= 100, f"the round trip is measured: {peer}")


if __name__ == "__main__":
    main(lossy_line)
