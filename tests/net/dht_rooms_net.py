# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Rooms that find their members by the DHT alone, as whole nodes: after a move, by an invite whose addresses are dead, and
with rungs switched off one by one."""
import time

from parlour_rig import Rig, check, equal, main, run, until

DHT_ONLY = ("--no-lan",)


def rung(node, name):
    return next(it for it in node.call("node.info")["rungs"] if it["rung"] == name)


def crowd(rig, count, first):
    """Nodes that carry the DHT and are in no room."""
    nodes = [rig.start("crowd0", *DHT_ONLY, number=first)]
    entry = f"10.77.0.{first}:{nodes[0].ready['dhtPort']}"
    for number in range(first + 1, first + count):
        nodes.append(rig.start(f"crowd{number - first}", *DHT_ONLY, "--bootstrap", entry, number=number))
    for node in nodes:
        until(lambda: node.call("dht.info")["nodes"] >= 2, 20, "the crowd knows itself", step=0.2)
    return nodes, entry


def move_address(number, old, new):
    run("ip", "-n", f"p{number}", "addr", "del", f"10.77.0.{old}/24", "dev", "eth0")
    run("ip", "-n", f"p{number}", "addr", "add", f"10.77.0.{new}/24", "dev", "eth0")


def without_v6(number):
    run("ip", "-n", f"p{number}", "-6", "addr", "flush", "dev", "eth0", "scope", "global")


def who_has_moved_is_found():
    with Rig(peers=8, no_dht=False) as rig:
        for number in (1, 2):
            without_v6(number)
        _, entry = crowd(rig, 6, first=3)
        ann = rig.start("ann", *DHT_ONLY, "--bootstrap", entry, number=1)
        ben = rig.start("ben", *DHT_ONLY, "--bootstrap", entry, number=2)
        room = ann.create("Hall")
        ben.join(ann.invite(room))
        until(lambda: ann.online(room) == 1, 10, "both online")
        ben.terminate()
        ann.terminate()
        move_address(1, 1, 101)
        move_address(2, 2, 102)  # nobody is where the other remembers him
        ann.restart()
        ben.restart()
        until(lambda: ann.online(room) == 1, 90, "they meet again")
        ann.say(room, "found")
        ben.hears("found")
        dht = [rung(node, "dht") for node in (ann, ben)]
        check(any(it["state"] == "found" and it["peers"] == 1 and it["lastMs"] > 0 for it in dht), f"the rung: {dht}")


def a_running_node_moves():
    with Rig(peers=8, no_dht=False) as rig:
        for number in (1, 2):
            without_v6(number)
        _, entry = crowd(rig, 6, first=3)
        ann = rig.start("ann", *DHT_ONLY, "--bootstrap", entry, number=1)
        ben = rig.start("ben", *DHT_ONLY, "--bootstrap", entry, number=2)
        room = ann.create("Hall")
        ben.join(ann.invite(room))
        until(lambda: ann.online(room) == 1, 10, "both online")
        ann.terminate()
        move_address(1, 1, 101)
        move_address(2, 2, 102)
        ben.call("net.changed")
        ann.restart()
        until(lambda: ann.online(room) == 1, 90, "they meet again")


def an_invite_with_dead_addresses_still_leads_in():
    """Two of the nodes that it names are enough."""
    with Rig(peers=8, no_dht=False) as rig:
        without_v6(1)
        nodes, entry = crowd(rig, 6, first=3)
        ann = rig.start("ann", *DHT_ONLY, "--bootstrap", entry, number=1)
        until(lambda: ann.call("dht.info")["nodes"] >= 4, 20, "nodes to tell", step=0.2)
        room = ann.create("Hall")
        link = ann.invite(room)
        check(len(link) < 1000, f"{len(link)} characters")
        ann.terminate()
        move_address(1, 1, 101)
        ann.restart()
        until(lambda: min(node.call("dht.info")["storedPeers"] for node in nodes) > 0, 30, "announced", step=0.3)
        for node in nodes[2:]:
            node.kill9()
        newcomer = rig.start("newcomer", *DHT_ONLY, number=2)  # no entry but what the invite says
        answer = newcomer.call("room.join", link=link)
        if answer["state"] != "joined":
            newcomer.wait("room", lambda it: it["state"] == "joined", seconds=90)
        newcomer.say(room, "here")
        ann.hears("here")


def without_the_dht_the_invite_is_enough():
    with Rig(peers=2, no_dht=True) as rig:
        ann = rig.start("ann", "--no-lan")
        ben = rig.start("ben", "--no-lan")
        room = ann.create("Hall")
        ben.join(ann.invite(room))
        equal(rung(ben, "dht")["state"], "off", "the rung")
        equal(ben.call("node.stats")["dhtPacketsOut"], 0, "packets")
        ben.refused("dht.info", "not_allowed")


def members_tell_each_other_nodes():
    with Rig(peers=6, no_dht=False) as rig:
        _, entry = crowd(rig, 4, first=3)
        ann = rig.start("ann", *DHT_ONLY, "--bootstrap", entry, number=1)
        room = ann.create("Hall")
        link = ann.invite(room)  # made before any node was known for good
        until(lambda: ann.call("dht.info")["nodes"] >= 3, 20, "nodes", step=0.2)
        ben = rig.start("ben", *DHT_ONLY, number=2)
        ben.join(link)
        until(lambda: ben.call("dht.info")["nodes"] >= 3, 30, "ben has come to know them", step=0.2)


def stored_by(nodes):
    return sum(node.call("dht.info")["storedPeers"] for node in nodes)


def who_does_not_want_it_is_not_announced():
    with Rig(peers=7, no_dht=False) as rig:
        nodes, entry = crowd(rig, 6, first=2)
        ann = rig.start("ann", *DHT_ONLY, "--bootstrap", entry, number=1)
        equal(ann.call("settings.get", key="announce")["value"], True, "unless told otherwise")
        ann.call("settings.set", key="announce", value=False)
        room, other = ann.create("Hall"), ann.create("Attic")
        ann.call("settings.set", key="announce." + other, value=False)
        until(lambda: ann.call("dht.info")["nodes"] >= 4, 20, "nodes", step=0.2)
        time.sleep(6)
        equal(stored_by(nodes), 0, "announced although forbidden")
        ann.kill9()
        ann.restart()
        equal([ann.call("settings.get", key=key)["value"] for key in ("announce", "announce." + room, "announce." + other)],
              [False, True, False], "kept")
        time.sleep(6)
        equal(stored_by(nodes), 0, "announced although forbidden")
        ann.call("settings.set", key="announce", value=True)
        until(lambda: stored_by(nodes) >= 4, 20, "announced", step=0.3)
        infohashes = stored_by(nodes)
        ann.call("settings.set", key="announce." + other, value=True)
        until(lambda: stored_by(nodes) > infohashes + 2, 20, "the other room as well", step=0.3)
        ann.refused("settings.get", "bad_argument", key="colour")
        ann.refused("settings.set", "unknown_room", key="announce." + "00" * 32, value=True)


def a_restart_needs_nobody_told():
    """Nodes of the last run lead back in, whoever was the first way in."""
    with Rig(peers=6, no_dht=False) as rig:
        nodes, entry = crowd(rig, 5, first=2)
        ann = rig.start("ann", *DHT_ONLY, "--bootstrap", entry, number=1)
        until(lambda: ann.call("dht.info")["nodes"] >= 4, 20, "nodes", step=0.2)
        until(lambda: ann.call("node.stats")["dbBytes"] > 0 and ann.call("node.info")["uptimeMs"] > 32_000, 60,
              "the first saving", step=1)
        ann.terminate()
        nodes[0].kill9()
        ann.command = [it for it in ann.command if it not in ("--bootstrap", entry)]
        ann.restart()
        until(lambda: ann.call("dht.info")["nodes"] >= 3, 20, "back in", step=0.2)


if __name__ == "__main__":
    main(who_has_moved_is_found, a_running_node_moves, an_invite_with_dead_addresses_still_leads_in,
         without_the_dht_the_invite_is_enough, members_tell_each_other_nodes, who_does_not_want_it_is_not_announced,
         a_restart_needs_nobody_told)
