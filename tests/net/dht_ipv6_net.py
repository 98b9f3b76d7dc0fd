# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""The DHT where there is no IPv4 at all: libtorrent and ours find each other's announcements and items over IPv6 (BEP 32),
and a room finds its member that way."""
import hashlib

from parlour_rig import Rig, check, equal, main, run, until
from strangers import Libtorrent


def infohash(number):
    return hashlib.sha1(b"six %d" % number).hexdigest()


def addresses(result):
    return {peer["addr"] for peer in result["peers"]}


def forget_ipv4(*spaces):
    for space in spaces:
        run("ip", "-n", space, "-4", "addr", "flush", "dev", "eth0")


def libtorrent_both_ways():
    with Rig(peers=2, no_dht=False) as rig:
        forget_ipv4("p1", "p2")
        run("ip", "-n", "p2", "-6", "addr", "add", "fd77::12/64", "dev", "eth0", "nodad")
        theirs = Libtorrent(rig, "p2", ["fd77::2", "fd77::12"])
        ours = rig.start("ann", "--bootstrap", theirs.endpoints[0], number=1)
        until(lambda: ours.call("dht.info")["nodes6"] >= 2, 20, "both in the IPv6 table", step=0.2)
        equal(ours.call("dht.info")["nodes"], 0, "nodes over IPv4")
        equal(ours.call("dht.announce", infohash=infohash(1), port=4001)["acks"], 2, "acks")
        equal(theirs.ask(0, "peers", infohash=infohash(1))["peers"], [["fd77::1", 4001]], "our announcement")
        theirs.ask(0, "announce", infohash=infohash(2))
        until(lambda: addresses(ours.call("dht.peers", infohash=infohash(2))) == {"fd77::2"}, 20,
              "their announcement", step=0.5)
        put = ours.call("dht.put", v=b"5:hello".hex())
        equal(theirs.ask(0, "get_immutable", target=put["target"])["text"], "hello", "our immutable item")
        put = theirs.ask(0, "put", seed="09" * 32, text="world", salt="s")
        got = ours.call("dht.get", k=put["key"], salt=b"s".hex())
        equal(got["v"], b"5:world".hex(), "their mutable item")


def libtorrent_enters_by_us():
    with Rig(peers=2, no_dht=False) as rig:
        forget_ipv4("p1", "p2")
        ours = rig.start("ann", number=1)
        theirs = Libtorrent(rig, "p2", ["fd77::2"], enter=[f"[fd77::1]:{ours.ready['dhtPort']}"])
        until(lambda: theirs.ask(0, "count")["count"] > 0, 20, "we are in their table", step=0.3)
        theirs.ask(0, "announce", infohash=infohash(3))
        until(lambda: ours.call("dht.info")["storedPeers"] > 0, 20, "their announcement at our node", step=0.3)


def who_has_moved_is_found():
    with Rig(peers=6, no_dht=False) as rig:
        forget_ipv4(*(f"p{number}" for number in range(1, 7)))
        crowd = [rig.start("crowd3", "--no-lan", number=3)]
        entry = f"[fd77::3]:{crowd[0].ready['dhtPort']}"
        crowd += [rig.start(f"crowd{number}", "--no-lan", "--bootstrap", entry, number=number) for number in (4, 5, 6)]
        for node in crowd:
            until(lambda: node.call("dht.info")["nodes6"] >= 2, 20, "the crowd knows itself", step=0.2)
        ann = rig.start("ann", "--no-lan", "--bootstrap", entry, number=1)
        ben = rig.start("ben", "--no-lan", "--bootstrap", entry, number=2)
        room = ann.create("Hall")
        ben.join(ann.invite(room))
        until(lambda: ann.online(room) == 1, 10, "both online")
        ben.terminate()
        ann.terminate()
        for number in (1, 2):
            run("ip", "-n", f"p{number}", "-6", "addr", "del", f"fd77::{number}/64", "dev", "eth0")
            run("ip", "-n", f"p{number}", "-6", "addr", "add", f"fd77::10{number}/64", "dev", "eth0", "nodad")
        ann.restart()
        ben.restart()
        until(lambda: ann.online(room) == 1, 90, "they meet again")
        ann.say(room, "found")
        ben.hears("found")


if __name__ == "__main__":
    main(libtorrent_both_ways, libtorrent_enters_by_us, who_has_moved_is_found)
