# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Sixteen nodes of ours and sixteen of libtorrent as one network: what any of them announces, both kinds find; and when half
of the network dies, what the living announce is found again after they have said it again."""
import hashlib
import random
import time

from parlour_rig import Rig, check, equal, main, run, until
from strangers import Libtorrent

EACH = 16
ANNOUNCES = 200
AGAIN = 12  # looked for after half of the network has died
PORT = 7000


def infohash(number):
    return hashlib.sha1(b"mixed %d" % number).hexdigest()


def our_address(number):
    return f"10.78.1.{number + 1}"


def their_address(number):
    return f"10.78.2.{number + 1}"


def finds_ours(node, number, wanted, seconds=8):
    """As patient as libtorrent is below."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if wanted in {it["addr"] for it in node.call("dht.peers", infohash=infohash(number))["peers"]}:
            return True
        time.sleep(0.5)
    return False


def finds_theirs(theirs, node, number, wanted, seconds=8):
    found = theirs.ask(node, "peers", infohash=infohash(number), seconds=seconds)["peers"]
    return wanted in {it[0] for it in found}


def build(rig):
    run("ip", "route", "add", "local", "10.78.0.0/16", "dev", "lo")
    theirs = Libtorrent(rig, None, [their_address(number) for number in range(EACH)])
    ours = []
    for number in range(EACH):
        entry = theirs.endpoints[0] if number == 0 else f"{our_address(0)}:{PORT}"
        ours.append(rig.start(f"ours{number}", "--no-lan", "--listen", f"{our_address(number)}:{PORT}",
                              "--bootstrap", entry, plain=True))
    for node in ours:
        until(lambda: node.call("dht.info")["nodes"] >= EACH, 60, "half of the network is known", step=0.3)
    until(lambda: min(theirs.ask(number, "count")["count"] for number in range(EACH)) >= 8, 60,
          "libtorrent knows its way", step=1)
    return ours, theirs


def everything_is_found_from_both():
    chance = random.Random(7)
    with Rig(no_dht=False) as rig:
        ours, theirs = build(rig)
        who = {}
        for number in range(ANNOUNCES):
            node = chance.randrange(EACH)
            if number % 2 == 0:
                acks = ours[node].call("dht.announce", infohash=infohash(number), port=4000 + number)["acks"]
                check(acks >= 6, f"announce {number}: {acks} acks")
                who[number] = our_address(node)
            else:
                theirs.ask(node, "announce", infohash=infohash(number))
                who[number] = their_address(node)
        time.sleep(5)  # libtorrent announces behind our back
        missing, took = [], []
        for number, wanted in who.items():
            started = time.monotonic()
            who_looks = chance.randrange(EACH)
            if not finds_ours(ours[who_looks], number, wanted):
                missing.append(("ours", who_looks, number, wanted))
            took.append(time.monotonic() - started)
            if not finds_theirs(theirs, chance.randrange(EACH), number, wanted):
                missing.append(("theirs", number, wanted))
        equal(missing, [], "announcements not found")
        took.sort()
        print(f"     {ANNOUNCES} announcements found from both; a whole lookup of ours takes "
              f"{took[len(took) // 2] * 1000:.0f} ms, at most {took[-1] * 1000:.0f} ms", flush=True)

        # Every second one dies, without a word.
        for number in range(0, EACH, 2):
            ours[number].kill9()
            theirs.ask(number, "stop")
        living = {number: wanted for number, wanted in who.items()
                  if number % 2 == 0 and int(wanted.rsplit(".", 1)[1]) % 2 == 0}
        check(len(living) >= AGAIN, "enough of the announcers live")
        living = dict(chance.sample(sorted(living.items()), AGAIN))
        for number in range(1, EACH, 2):
            ours[number].call("net.changed")  # all of theirs is due again within 20 s instead of 15 min
        time.sleep(40)
        lost = [number for number, wanted in living.items()
                if not (finds_ours(ours[chance.randrange(1, EACH, 2)], number, wanted)
                        and finds_theirs(theirs, chance.randrange(1, EACH, 2), number, wanted))]
        equal(lost, [], "not found again by both kinds")


if __name__ == "__main__":
    main(everything_is_found_from_both)
