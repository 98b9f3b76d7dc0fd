# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Catching up between two real nodes on loopback: 100,000 messages by 50 authors; prints one line of JSON a figure.

    catch_up.py --node build/src/node/parlour-node [--dir DIR] [--patience S] [--quick] [--keep FILE]

The authors come in first and write alone, one after the other, then hand what they wrote to one member. Measured is a
newcomer who gets all of it from that member: until the first screen, until everything is judged, sealed and on disk, and
until the index of the search has it; the bytes of that; what a connection costs when nothing was missed, and when a
hundred were. How many signatures one core of this machine verifies a second is measured in the same run, for the aim says
twice as many events. Options as in bench.py; a quick run makes 5,000 messages by 10 authors.
"""
import ctypes
import ctypes.util
import os
import sys
import time

import bench

AUTHORS = (50, 10)
MESSAGES = (2000, 500)  # by each
MISSED = 100
TEXT_BYTES = 100
SECONDS_MOST = 600


def text_of(number):
    return f"message {number:08d} ".ljust(TEXT_BYTES, "x")


class Member(bench.Node):
    """Ends as a user's would, and starts again on the same profile."""

    def stop(self):
        # The answer is all that is waited for: the process ends by itself after it.
        self.call("node.stop")
        self.pump.selector.unregister(self.process.stdout)
        self.process.wait()

    def stats(self):
        return self.call("node.stats")

    def traffic(self):
        stats = self.stats()
        return stats["roomsBytesIn"] + stats["roomsBytesOut"]

    def reaches(self, condition, what):
        deadline = time.perf_counter() + SECONDS_MOST
        while not condition(self):
            if time.perf_counter() > deadline:
                raise SystemExit(f"{self.profile}: never {what}")
            time.sleep(0.005)

    def is_settled_with_company(self, room):
        return bool(self.call("peers.list", room=room)["peers"]) and self.call("room.digest", room=room)["settled"]


def verified_per_second():
    """By libsodium on one core, over 32 bytes as the id of an event has."""
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
    public, secret, signature = (ctypes.create_string_buffer(size) for size in (32, 64, 64))
    message = os.urandom(32)
    sodium.crypto_sign_keypair(public, secret)
    sodium.crypto_sign_detached(signature, None, message, ctypes.c_ulonglong(32), secret)
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < 1:
        for _ in range(500):
            if sodium.crypto_sign_verify_detached(signature, message, ctypes.c_ulonglong(32), public) != 0:
                raise SystemExit("a signature does not verify")
        count += 500
    return count / (time.perf_counter() - started)


class Catch:
    def __init__(self, options):
        self.options = options
        self.pump = bench.Pump()
        self.nodes = []
        self.ports = {}
        self.authors, self.each = ((many[1] if options.quick else many[0]) for many in (AUTHORS, MESSAGES))
        self.lines = []

    def start(self, name):
        # Where it was the first time: the others remember that.
        node = Member(self.pump, self.options, name, self.ports.get(name, 0))
        self.ports[name] = node.said["ready"][0]["listen"][0]["port"]
        self.nodes.append(node)
        return node

    def stop(self, node):
        node.stop()
        self.nodes.remove(node)

    def say(self, name, value, unit, n):
        self.lines.append({"name": f"catch_up.{name}", "value": round(value, 3), "unit": unit, "p50": None,
                           "p99": None, "n": n})

    def fill(self):
        """All that was written, with one member, who goes on running."""
        ann = self.start("ann")
        room = ann.call("room.create", name="Catching up")["room"]
        link = ann.call("room.invite", room=room)["link"]
        for number in range(self.authors):
            author = self.start(f"author{number}")
            bench.join(author, link)
            self.stop(author)
        self.stop(ann)
        for number in range(self.authors):
            author = self.start(f"author{number}")
            bench.fill(author, room, self.each, text_of)
            self.stop(author)
        ann = self.start("ann")
        for number in range(self.authors):
            before = ann.stats()["eventsStored"]
            author = self.start(f"author{number}")
            ann.reaches(lambda it, most=before + self.each: it.stats()["eventsStored"] >= most, "had what one wrote")
            self.stop(author)
            ann.forget()
        return ann, room

    def measure(self):
        ann, room = self.fill()
        total = self.authors * self.each
        link = ann.call("room.invite", room=room)["link"]
        ben = self.start("ben")
        verified = verified_per_second()
        bench.wait_for_quiet(time.monotonic() + self.options.patience)
        busy, own, began = bench.busy_seconds(), self.own_cpu(), time.monotonic()

        started = time.perf_counter()
        bench.join(ben, link)
        ben.reaches(lambda it: len(it.call("room.history", room=room, limit=50)["messages"]) == 50, "a first screen")
        self.say("first_screen", (time.perf_counter() - started) * 1000, "ms", 1)
        ben.reaches(lambda it: it.stats()["eventsStored"] >= total, "had everything")
        rate = total / (time.perf_counter() - started)
        self.say("events", rate, "events/s", total)
        self.say("signatures", verified, "signatures/s", 1)
        self.say("ratio", rate / verified, "ratio", total)
        ben.reaches(lambda it: it.stats()["indexLag"] == 0, "an index of everything")
        self.say("indexed", total / (time.perf_counter() - started), "messages/s", total)
        ben.reaches(lambda it: it.is_settled_with_company(room), "settled")
        self.require_equal(ann, ben, room)
        stats = ben.stats()
        self.say("bytes", (stats["roomsBytesIn"] + stats["roomsBytesOut"]) / total, "bytes an event", total)
        self.say("database", stats["dbBytes"] / total * 100_000 / 1e6, "MB per 100,000", total)
        self.say("memory", stats["rssBytes"] / 1e6, "MB", total)

        self.stop(ben)
        ben = self.start("ben")
        ben.reaches(lambda it: it.is_settled_with_company(room), "settled again")
        self.say("in_sync", ben.traffic(), "bytes", 1)
        self.missed(ann, ben, room)
        foreign = (bench.busy_seconds() - busy - (self.own_cpu() - own)) / ((time.monotonic() - began) * os.cpu_count())
        return [{**line, "foreign": round(max(0.0, foreign), 3), "machine": bench.machine(self.options.folder)}
                for line in self.lines]

    def missed(self, ann, ben, room):
        """A hundred that came while one was away, against the same hundred while he is there."""
        before = ben.stats()["roomsBytesIn"]
        count = ben.stats()["eventsStored"]
        bench.fill(ann, room, MISSED, text_of)
        ben.reaches(lambda it: it.stats()["eventsStored"] >= count + MISSED, "heard a hundred")
        live = ben.stats()["roomsBytesIn"] - before
        self.stop(ben)
        bench.fill(ann, room, MISSED, text_of)
        ben = self.start("ben")
        ben.reaches(lambda it: it.is_settled_with_company(room), "settled with a hundred more")
        if ben.stats()["eventsStored"] < count + 2 * MISSED:
            raise SystemExit("settled without what was missed")
        self.say("missed", ben.traffic(), "bytes", MISSED)
        self.say("missed_to_live", ben.traffic() / live, "ratio", MISSED)

    def require_equal(self, ann, ben, room):
        digests = [node.call("room.digest", room=room) for node in (ann, ben)]
        if any(digests[0][key] != digests[1][key] for key in ("authority", "frontier", "bodies")):
            raise SystemExit(f"not the same: {digests}")

    def own_cpu(self):
        return time.process_time() + sum(node.cpu_seconds() for node in self.nodes)

    def end(self):
        for node in self.nodes:
            node.end()


if __name__ == "__main__":
    sys.exit(bench.take_apart(Catch, "tests/bench/catch_up.py"))
