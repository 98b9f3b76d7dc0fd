# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Four peers, several rooms: each hears its own rooms and nothing of the others', by what is said and by what is sent."""
import json
import time

from parlour_rig import Rig, check, equal, main, settled, until

ROOMS = {"all": "ann ben cat dan", "left": "ann ben", "right": "cat dan", "cross": "ben cat"}


def rooms_keep_to_themselves():
    with Rig(peers=4) as rig:
        nodes = {name: rig.start(name) for name in ("ann", "ben", "cat", "dan")}
        rooms = {}
        for title, members in ROOMS.items():
            first, *others = members.split()
            rooms[title] = nodes[first].create(title)
            link = nodes[first].invite(rooms[title])
            for other in others:
                nodes[other].join(link)
        for title, members in ROOMS.items():
            for member in members.split():
                until(lambda m=member, t=title: nodes[m].online(rooms[t]) == len(ROOMS[t].split()) - 1,
                      20, f"{member} sees everybody of {title} online")

        for title, members in ROOMS.items():
            for member in members.split():
                for number in range(10):
                    nodes[member].say(rooms[title], f"{title} {member} {number}")
        for title, members in ROOMS.items():
            inside = [nodes[member] for member in members.split()]
            settled(inside, rooms[title])
            wanted = {f"{title} {member} {number}" for member in members.split() for number in range(10)}
            for node in inside:
                texts = node.texts(rooms[title])
                equal((set(texts), len(texts)), (wanted, len(wanted)), f"texts of {title}")
        outsiders_hear_nothing(nodes, rooms)
        quiet_links(nodes, rooms)
        links_join_members_only(nodes)


def outsiders_hear_nothing(nodes, rooms):
    for title, members in ROOMS.items():
        for name, node in nodes.items():
            if name in members.split():
                continue
            check(rooms[title] not in json.dumps(node.notices), f"{name} heard of {title}")
            node.refused("room.history", ("unknown_room", "not_member"), room=rooms[title])
            node.refused("room.send", ("unknown_room", "not_member"), room=rooms[title], text="x")
            node.refused("room.members", ("unknown_room", "not_member"), room=rooms[title])


def quiet_links(nodes, rooms):
    """One megabyte said in one room: its members' counters see it, the outsiders' do not."""
    time.sleep(1)
    before = {name: node.call("node.stats")["roomsBytesIn"] for name, node in nodes.items()}
    for number in range(50):
        nodes["ann"].say(rooms["left"], f"{number:05d}" + "x" * 20000)
    settled([nodes["ann"], nodes["ben"]], rooms["left"])
    grown = {name: node.call("node.stats")["roomsBytesIn"] - before[name]
             for name, node in nodes.items()}
    check(grown["ben"] > 1_000_000, f"ben got it: {grown}")
    for outsider in ("cat", "dan"):
        check(grown[outsider] < 100_000, f"{outsider} got something of it: {grown}")


def links_join_members_only(nodes):
    """No peer is listed for a room that it is not in."""
    for name, node in nodes.items():
        for peer in node.call("peers.list")["peers"]:
            room = peer["room"]
            members = {it["identity"] for it in node.call("room.members", room=room)["members"]}
            check(peer["identity"] in members, f"{name} links {peer} outside its room")


def strangers_exchange_nothing():
    """Two pairs on one wire that share no room: no connection between them."""
    with Rig(peers=4) as rig:
        nodes = [rig.start(name) for name in ("ann", "ben", "cat", "dan")]
        for one, other in ((0, 1), (2, 3)):
            room = nodes[one].create(f"pair {one}")
            nodes[other].join(nodes[one].invite(room))
        time.sleep(4)  # the beacons of the first seconds
        for index, node in enumerate(nodes):
            own = {0: 2, 1: 1, 2: 4, 3: 3}[index]
            table = rig.run_in(node.space, "cat", "/proc/net/tcp", "/proc/net/tcp6",
                               capture_output=True, text=True, check=True).stdout
            remote = {line.split()[2].split(":")[0] for line in table.splitlines()
                      if len(line.split()) > 3 and line.split()[3] == "01"}
            for number in range(1, 5):
                v4 = f"{number:02X}004D0A"
                if number not in (index + 1, own):
                    check(not any(it.endswith(v4) for it in remote), f"p{index + 1} is linked to p{number}")


if __name__ == "__main__":
    main(rooms_keep_to_themselves, strangers_exchange_nothing)
