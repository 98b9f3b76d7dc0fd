# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""What a node costs that does nothing but be there: bytes and packets a minute on its own cable, in real time; prints one
line of JSON a figure, like bench.py.

    PARLOUR_NODE=build/src/node/parlour-node dht_idle.py [--minutes 16] [--settle 3] [--quick] [--keep FILE]

Each node measured is in a namespace of its own, on one network with 24 libtorrent nodes. `alone`: no other member of its
rooms is there. `company`: one other member is, linked in every room. Everything on the cable counts, both directions,
Ethernet headers included: the DHT, links between members, ARP. The LAN rung is off. 16 minutes hold one round of all
that is done every 15.
"""
import argparse
import datetime
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "net"))

import bench
from parlour_rig import Rig, enter_namespaces, until
from strangers import Libtorrent

STRANGERS = 24
ROOMS = {"alone": (0, 5, 20), "company": (5, 20)}
ENTRY = "10.77.0.100:6881"


class Measured:
    def __init__(self, rig, rooms, kind, number):
        self.name = f"{rooms}_rooms_{kind}"
        self.space = f"p{number}"
        self.node = rig.start(self.name, "--no-lan", "--bootstrap", ENTRY, number=number)
        self.rooms = [self.node.create(f"Room {index}") for index in range(rooms)]
        self.rig = rig

    def invite(self, friend):
        for room in self.rooms:
            friend.join(self.node.invite(room))

    def counters(self):
        shown = self.rig.run_in(self.space, "ip", "-s", "-j", "link", "show", "eth0", capture_output=True, text=True,
                                check=True)
        stats = json.loads(shown.stdout)[0]["stats64"]
        said = self.node.call("node.stats")
        return {"bytes": stats["rx"]["bytes"] + stats["tx"]["bytes"],
                "packets": stats["rx"]["packets"] + stats["tx"]["packets"],
                "dht_packets": said["dhtPacketsIn"] + said["dhtPacketsOut"],
                "rooms_bytes": said["roomsBytesIn"] + said["roomsBytesOut"], "at": time.monotonic()}


def build(rig):
    addresses = [f"10.77.0.{100 + number}" for number in range(STRANGERS)]
    for address in addresses:
        rig.add_address(1, address)
    strangers = Libtorrent(rig, "p1", addresses)
    measured, number = [], 2
    for kind, counts in ROOMS.items():
        for rooms in counts:
            one = Measured(rig, rooms, kind, number)
            number += 1
            if kind == "company":
                friend = rig.start(f"friend of {one.name}", "--no-lan", "--bootstrap", ENTRY, number=number)
                number += 1
                one.invite(friend)
            measured.append(one)
    for one in measured:
        until(lambda: one.node.call("dht.info")["nodes"] >= STRANGERS // 2, 60, "the strangers are known", step=0.5)
    return measured, strangers


def spaces_needed():
    return 1 + len(ROOMS["alone"]) + 2 * len(ROOMS["company"])


def say(given, name, value, unit, minutes):
    line = json.dumps({"name": name, "value": value, "unit": unit, "p50": None, "p99": None, "n": round(minutes),
                       "foreign": 0.0, "machine": bench.machine("."),
                       "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
                       "command": f"tests/bench/dht_idle.py --minutes {given.minutes:g}"
                                  + (" --quick" if given.quick else "")})
    print(line, flush=True)
    if given.keep:
        with open(given.keep, "a", encoding="utf-8") as file:
            file.write(line + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=16)
    parser.add_argument("--settle", type=float, default=3)
    parser.add_argument("--quick", action="store_true", help="a few seconds of everything, to try it out")
    parser.add_argument("--keep", metavar="FILE")
    given = parser.parse_args()
    if given.quick:
        given.minutes, given.settle = 0.2, 0.1
    enter_namespaces()
    with Rig(peers=spaces_needed(), no_dht=False) as rig:
        measured, _ = build(rig)
        time.sleep(given.settle * 60)
        before = [one.counters() for one in measured]
        time.sleep(given.minutes * 60)
        for one, first in zip(measured, before):
            last = one.counters()
            minutes = (last["at"] - first["at"]) / 60

            def each_minute(what):
                return (last[what] - first[what]) / minutes

            say(given, f"dht.idle.{one.name}", round(each_minute("bytes") / 1000, 2), "kB/min", minutes)
            say(given, f"dht.idle.{one.name}.packets", round(each_minute("packets"), 1), "packets/min", minutes)
            say(given, f"dht.idle.{one.name}.dht_packets", round(each_minute("dht_packets"), 1), "packets/min", minutes)
            say(given, f"dht.idle.{one.name}.links", round(each_minute("rooms_bytes") / 1000, 2), "kB/min", minutes)


if __name__ == "__main__":
    main()
