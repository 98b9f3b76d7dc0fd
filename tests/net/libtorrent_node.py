#!/usr/bin/python3
# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Some libtorrent DHT nodes, each at an address of its own, as strangers to test against: /usr/bin/python3
libtorrent_node.py PORT ADDRESS... [--enter HOST:PORT]... [--no-limits]

--no-limits: nobody is turned away for asking much, as benches do; by default more than five packets a second are too many.
Says {"ready": true} and then answers one JSON object a line, {"node": n, "do": ..., ...}:
announce/peers {infohash}, found {infohash, port, step}, put {seed, text, salt, seq?}, get {key, salt, last?},
put_immutable {text}, get_immutable {target}, count, add {host, port}, stop.
"""
import ctypes
import hashlib
import json
import sys
import tempfile
import time
import warnings

import libtorrent as lt

warnings.simplefilter("ignore", DeprecationWarning)

SETTINGS = {
    "enable_dht": True, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
    "dht_bootstrap_nodes": "", "alert_queue_size": 10000, "aio_threads": 1, "hashing_threads": 1,
    "alert_mask": lt.alert.category_t.dht_notification | lt.alert.category_t.dht_operation_notification,
    # Many nodes on one private net; a stock client would keep to one a /24.
    "dht_restrict_routing_ips": False, "dht_restrict_search_ips": False, "dht_ignore_dark_internet": False,
    "dht_prefer_verified_node_ids": False, "dht_enforce_node_id": False,
}

NO_LIMITS = {"dht_block_ratelimit": 1_000_000, "dht_upload_rate_limit": 100_000_000}


def expanded(seed):
    digest = bytearray(hashlib.sha512(seed).digest())
    digest[0] &= 248
    digest[31] = (digest[31] & 63) | 64
    public = ctypes.create_string_buffer(32)
    ctypes.CDLL("libsodium.so.23").crypto_scalarmult_ed25519_base_noclamp(public, bytes(digest[:32]))
    return bytes(digest), public.raw


def text_of(item):
    if isinstance(item, dict):
        item = item.get("value", item.get(b"value"))
    return item.decode() if isinstance(item, bytes) else (item or None)


class Node:
    def __init__(self, address, port, enter):
        self.address, self.port = address, port
        shown = f"[{address}]" if ":" in address else address
        self.session = lt.session({**SETTINGS, "listen_interfaces": f"{shown}:{port}"})
        for host, number in enter:
            self.session.add_dht_node((host.strip("[]"), number))

    def wait(self, fits, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for alert in self.session.pop_alerts():
                if fits(alert):
                    return alert
            self.session.wait_for_alert(50)
        return None

    def announce(self, infohash):
        params = lt.parse_magnet_uri("magnet:?xt=urn:btih:" + infohash)
        params.save_path = tempfile.gettempdir()
        params.flags = (params.flags | lt.torrent_flags.disable_pex | lt.torrent_flags.disable_lsd) & ~(
            lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
        self.session.add_torrent(params).force_dht_announce()
        return {}

    def peers(self, infohash, seconds=8):
        wanted = bytes.fromhex(infohash)
        self.session.pop_alerts()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.session.dht_get_peers(lt.sha1_hash(wanted))
            alert = self.wait(lambda it: isinstance(it, lt.dht_get_peers_reply_alert)
                              and it.info_hash.to_bytes() == wanted and it.num_peers() > 0, 0.5)
            if alert:
                return {"peers": [list(peer) for peer in alert.peers()]}
        return {"peers": []}

    def found(self, infohash, port, step, seconds=10):
        """Asks anew every `step` seconds until somebody at that port is told."""
        wanted = bytes.fromhex(infohash)
        self.session.pop_alerts()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.session.dht_get_peers(lt.sha1_hash(wanted))
            again = time.monotonic() + step
            while (left := again - time.monotonic()) > 0:
                for alert in self.session.pop_alerts():
                    if isinstance(alert, lt.dht_get_peers_reply_alert) and alert.info_hash.to_bytes() == wanted \
                            and any(peer[1] == port for peer in alert.peers()):
                        return {"found": True}
                self.session.wait_for_alert(max(1, int(left * 1000)))
        return {"found": False}

    def put(self, seed, text, salt=""):
        secret, public = expanded(bytes.fromhex(seed))
        self.session.pop_alerts()
        self.session.dht_put_mutable_item(secret, public, text.encode(), salt.encode())
        alert = self.wait(lambda it: isinstance(it, lt.dht_put_alert), 20)
        return {"key": public.hex(), "stored": alert.num_success if alert else 0,
                "seq": alert.seq if alert else None}

    def get(self, key, salt="", last=False):
        """The first value that comes, or the newest once the whole lookup is over."""
        public = bytes.fromhex(key)
        self.session.pop_alerts()
        self.session.dht_get_mutable_item(public, salt.encode())
        alert = self.wait(lambda it: isinstance(it, lt.dht_mutable_item_alert) and bytes(it.key) == public
                          and (it.authoritative if last else text_of(it.item) is not None), 10)
        return {"text": text_of(alert.item) if alert else None, "seq": alert.seq if alert else None}

    def put_immutable(self, text):
        self.session.pop_alerts()
        target = self.session.dht_put_immutable_item(lt.bdecode(lt.bencode(text.encode())))
        alert = self.wait(lambda it: isinstance(it, lt.dht_put_alert), 20)
        return {"target": str(target), "stored": alert.num_success if alert else 0}

    def get_immutable(self, target):
        self.session.pop_alerts()
        self.session.dht_get_immutable_item(lt.sha1_hash(bytes.fromhex(target)))
        alert = self.wait(lambda it: isinstance(it, lt.dht_immutable_item_alert)
                          and text_of(it.item) is not None, 10)
        return {"text": text_of(alert.item) if alert else None}

    def count(self):
        return {"count": self.session.status().dht_nodes}

    def add(self, host, port):
        self.session.add_dht_node((host, port))
        return {}


def main():
    arguments = sys.argv[1:]
    if "--no-limits" in arguments:
        arguments.remove("--no-limits")
        SETTINGS.update(NO_LIMITS)
    enter = []
    while "--enter" in arguments:
        at = arguments.index("--enter")
        host, number = arguments[at + 1].rsplit(":", 1)
        enter.append((host, int(number)))
        del arguments[at:at + 2]
    port, addresses = int(arguments[0]), arguments[1:]
    nodes = []
    for address in addresses:
        known = [(node.address, port) for node in nodes[:1]] + enter
        nodes.append(Node(address, port, known))
    for node in nodes:
        while node.session.listen_port() == 0:
            time.sleep(0.01)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        number, what = request.pop("node", 0), request.pop("do")
        if what == "stop":
            nodes[number].session.pause()
            nodes[number].session.apply_settings({"enable_dht": False, "listen_interfaces": ""})
            answer = {}
        else:
            answer = getattr(nodes[number], what)(**request)
        print(json.dumps(answer), flush=True)


main()
