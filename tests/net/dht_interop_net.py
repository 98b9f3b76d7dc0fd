# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Our DHT node among nodes of others: each of libtorrent, aria2 and Transmission alone is a way in, finds what we
announce and is found by us; items of BEP 44 go both ways with libtorrent, the only one of them that knows such."""
import hashlib
import subprocess
import sys

from parlour_rig import Rig, check, equal, main, until
from strangers import Aria2, Libtorrent, Stranger, Transmission

LISTENER = """
import socket
server = socket.create_server(("0.0.0.0", %d))
while True:
    peer, address = server.accept()
    peer.settimeout(5)
    try:
        print(address[0], peer.recv(20).hex(), flush=True)
    except OSError:
        pass
    peer.close()
"""
BITTORRENT = "13426974546f7272656e742070726f746f636f6c"  # 0x13 "BitTorrent protocol"


def infohash(number):
    return hashlib.sha1(str(number).encode()).hexdigest()


def addresses(result):
    return {peer["addr"] for peer in result["peers"]}


def entered(node, seconds=20, count=1):
    until(lambda: node.call("dht.info")["nodes"] >= count, seconds, "a node in the table", step=0.2)


def visitor(rig, space, port):
    """Whoever looks for what we announced comes to the announced port."""
    return Stranger(rig, space, [sys.executable, "-c", LISTENER % port], stdout=subprocess.PIPE, text=True)


def libtorrent_both_ways():
    with Rig(peers=2, no_dht=False) as rig:
        rig.add_address(2, "10.77.0.12")
        # Two, because libtorrent does not ask itself: what it stores, only others find.
        theirs = Libtorrent(rig, "p2", ["10.77.0.2", "10.77.0.12"])
        ours = rig.start("ann", "--bootstrap", theirs.endpoints[0], number=1)
        entered(ours, count=2)
        # a peer each way
        equal(ours.call("dht.announce", infohash=infohash(1), port=4001)["acks"], 2, "acks")
        equal(theirs.ask(0, "peers", infohash=infohash(1))["peers"], [["10.77.0.1", 4001]], "our announcement")
        theirs.ask(0, "announce", infohash=infohash(2))
        until(lambda: addresses(ours.call("dht.peers", infohash=infohash(2))) == {"10.77.0.2"}, 20,
              "their announcement", step=0.5)
        # an immutable item each way
        put = ours.call("dht.put", v=b"5:hello".hex())
        check(put["acks"] >= 1, f"stored: {put}")
        equal(theirs.ask(0, "get_immutable", target=put["target"])["text"], "hello", "our immutable item")
        put = theirs.ask(0, "put_immutable", text="world")
        check(put["stored"] >= 1, f"they stored: {put}")
        equal(ours.call("dht.get", target=put["target"])["v"], b"5:world".hex(), "their immutable item")
        # a mutable item each way, with salt, and on from the other's number
        seed = "07" * 32
        put = ours.call("dht.put", v=b"3:one".hex(), secretKey=seed, salt=b"s".hex())
        equal(put["seq"], 1, "the first number")
        got = theirs.ask(0, "get", key=put["k"], salt="s")
        equal((got["text"], got["seq"]), ("one", 1), "our mutable item")
        put = theirs.ask(0, "put", seed=seed, text="two", salt="s")
        equal(put["seq"], 2, "they count on")
        got = ours.call("dht.get", k=put["key"], salt=b"s".hex())
        equal((got["v"], got["seq"]), (b"3:two".hex(), 2), "their mutable item")
        equal(ours.call("dht.put", v=b"5:three".hex(), secretKey=seed, salt=b"s".hex())["seq"], 3, "we count on")
        # what libtorrent refuses, it refuses with its code
        for code, more in ((302, {"seq": 1}), (301, {"seq": 9, "cas": 7})):
            error = ours.refused("dht.put", "not_allowed", v=b"1:x".hex(), secretKey=seed, salt=b"s".hex(), **more)
            equal(error.data.get("code"), code, "the code")
        big = b"997:" + b"x" * 997
        equal(ours.refused("dht.put", "too_large", v=big.hex()).data.get("code"), 205, "a value too big")


def libtorrent_enters_by_us():
    with Rig(peers=2, no_dht=False) as rig:
        ours = rig.start("ann", number=1)
        theirs = Libtorrent(rig, "p2", ["10.77.0.2"], enter=[f"10.77.0.1:{ours.ready['dhtPort']}"])
        until(lambda: theirs.ask(0, "count")["count"] > 0, 20, "we are in their table", step=0.3)
        theirs.ask(0, "announce", infohash=infohash(3))
        until(lambda: ours.call("dht.info")["storedPeers"] > 0, 20, "their announcement at our node", step=0.3)


def aria2_both_ways():
    with Rig(peers=3, no_dht=False) as rig:
        wanted = infohash(4)
        Aria2(rig, "p2", wanted, None)
        ours = rig.start("ann", "--bootstrap", "10.77.0.2:6881", number=1)
        entered(ours)
        listener = visitor(rig, "p1", 4004)
        check(ours.call("dht.announce", infohash=wanted, port=4004)["acks"] >= 1, "acks")
        Aria2(rig, "p3", wanted, "10.77.0.2:6881")
        who, said = listener.process.stdout.readline().split()
        equal(who in ("10.77.0.2", "10.77.0.3"), True, "who came")
        check(said == BITTORRENT or len(said) == 40, f"what they said: {said}")  # plain, or obfuscated
        until(lambda: addresses(ours.call("dht.peers", infohash=wanted)) & {"10.77.0.2", "10.77.0.3"}, 40,
              "aria2's announcement", step=1)


def transmission_both_ways():
    with Rig(peers=14, no_dht=False) as rig:
        stranger = Transmission(rig, "p14", [])
        ours = rig.start("ann", "--bootstrap", "10.77.0.14:6881", number=1)
        entered(ours, 40)
        others = [rig.start(f"node{number}", "--bootstrap", f"10.77.0.1:{ours.ready['dhtPort']}", number=number)
                  for number in range(2, 14)]
        for node in others:
            entered(node)
        wanted = infohash(5)
        listener = visitor(rig, "p2", 4005)
        check(others[0].call("dht.announce", infohash=wanted, port=4005)["acks"] >= 1, "acks")
        answer = stranger.look_for(wanted)
        equal(answer.returncode, 0, answer.stderr + answer.stdout)
        who, _ = listener.process.stdout.readline().split()
        equal(who, "10.77.0.14", "who came")
        until(lambda: "10.77.0.14" in addresses(ours.call("dht.peers", infohash=wanted)), 120,
              "Transmission's announcement", step=1)


def indexers_are_turned_away():
    """Who follows an announcement to our port with a BitTorrent handshake gets no byte and loses the connection."""
    with Rig(peers=2, no_dht=False) as rig:
        ours = rig.start("ann", number=1)
        room = ours.create("Hall")
        check(room, "a room")
        port = ours.ready["listen"][0]["port"]
        script = ("import socket,time;s=socket.create_connection(('10.77.0.1',%d));"
                  "s.sendall(bytes.fromhex('%s'+'00'*28));s.settimeout(10);t=time.time();"
                  "print(len(s.recv(100)), time.time()-t)") % (port, BITTORRENT)
        answer = rig.run_in("p2", sys.executable, "-c", script, capture_output=True, text=True, check=True)
        count, seconds = answer.stdout.split()
        equal(count, "0", "bytes for the indexer")
        check(float(seconds) < 6, f"it was kept for {seconds} s")


if __name__ == "__main__":
    main(libtorrent_both_ways, libtorrent_enters_by_us, aria2_both_ways, transmission_both_ways,
         indexers_are_turned_away)
