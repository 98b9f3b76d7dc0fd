# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""A profile that holds a million messages: how long it takes to start, to open a room, to jump into its past, to search;
prints one line of JSON a figure.

    million.py --node build/src/node/parlour-node [--dir DIR] [--patience S] [--quick] [--keep FILE]

One person writes them, in four rooms, words of a small vocabulary and a number each; the answer to each is waited for, so
all are on the disk. Then the node is ended and started again, and everything is asked of it the way the window asks: fifty
messages a page, at places drawn by lot. What is said first after a start is measured apart, for nothing is in memory
then. Options as in bench.py; a quick run makes 20,000.
"""
import os
import random
import sys
import time

import bench
from catch_up import Member

ROOMS = 4
MESSAGES = (250_000, 5_000)  # in each
STARTS = 5
ASKED = 300
PAGE = 50
WORDS = ("garden kitchen window lantern harbour winter summer letter engine bridge paper silver copper meadow "
         "thunder village candle mirror basket pepper").split()
RARE = "zirconium"  # in one of a thousand


def text_of(number):
    words = random.Random(number).choices(WORDS, k=12)
    return " ".join(words + [RARE] * (number % 1000 == 77) + [str(number)])


class Million:
    def __init__(self, options):
        self.options = options
        self.pump = bench.Pump()
        self.node = None
        self.each = MESSAGES[1] if options.quick else MESSAGES[0]
        self.rng = random.Random(7)
        self.lines = []

    def start(self):
        self.node = Member(self.pump, self.options, "ann", 0)
        return self.node

    def end(self):
        if self.node:
            self.node.end()

    def say(self, name, **figure):
        self.lines.append({"name": f"million.{name}", "p50": None, "p99": None, **figure})

    def one(self, name, value, unit, n=1):
        self.say(name, value=round(value, 3), unit=unit, n=n)

    def fill(self):
        node = self.start()
        rooms = [node.call("room.create", name=f"Room {number}")["room"] for number in range(ROOMS)]
        started = time.perf_counter()
        for room in rooms:
            bench.fill(node, room, self.each, text_of)
        self.one("written", ROOMS * self.each / (time.perf_counter() - started), "messages/s", ROOMS * self.each)
        # The index is filled behind and has its own figure in catch_up.py.
        deadline = time.monotonic() + 1800
        while node.stats()["indexLag"] > 0:
            if time.monotonic() > deadline:
                raise SystemExit("the index does not get there")
            time.sleep(1)
        stats = node.stats()
        self.one("database", stats["dbBytes"] / (ROOMS * self.each) * 100_000 / 1e6, "MB per 100,000", ROOMS * self.each)
        node.stop()
        return rooms

    def times(self, question, count):
        out = []
        for _ in range(count):
            started = time.perf_counter()
            question()
            out.append(time.perf_counter() - started)
        return out

    def page(self, room, **more):
        messages = self.node.call("room.history", room=room, limit=PAGE, **more)["messages"]
        if len(messages) != PAGE:
            raise SystemExit(f"{len(messages)} messages of {PAGE}")
        return messages

    def any_place(self, room, newest):
        """A message of one's own log anywhere in the room: its id is the log and a number."""
        log, number = newest[room].rsplit("-", 1)
        return f"{log}-{self.rng.randrange(PAGE + 10, int(number))}"

    def found(self, query, least, **more):
        page = self.node.call("room.search", query=query, limit=PAGE, **more)
        if len(page["messages"]) < least:
            raise SystemExit(f"{query}: {len(page['messages'])}")

    def measure(self):
        rooms = self.fill()
        bench.wait_for_quiet(time.monotonic() + self.options.patience)
        busy, own, began = bench.busy_seconds(), -time.process_time(), time.monotonic()
        starts, first_pages = [], []
        for number in range(STARTS):
            started = time.perf_counter()
            node = self.start()
            starts.append(time.perf_counter() - started)
            first_pages += self.times(lambda: self.page(rooms[number % ROOMS]), 1)
            if number < STARTS - 1:
                own += node.cpu_seconds()
                node.stop()
        self.say("start", **bench.figures(starts, 1000, "ms"))
        self.say("first_page", **bench.figures(first_pages, 1000, "ms"))
        self.one("memory_at_start", node.stats()["rssBytes"] / 1e6, "MB", ROOMS * self.each)
        count = self.options.count(ASKED)
        newest = {room: self.page(room)[-1]["message"] for room in rooms}
        self.say("open", **bench.figures(self.times(lambda: self.page(self.rng.choice(rooms)), count), 1000, "ms"))

        def jump():
            room = self.rng.choice(rooms)
            self.page(room, before=self.any_place(room, newest))

        self.say("jump", **bench.figures(self.times(jump, count), 1000, "ms"))
        room_of = lambda: {"room": self.rng.choice(rooms)} if self.rng.random() < 0.5 else {}
        self.say("search_common", **bench.figures(
            self.times(lambda: self.found(self.rng.choice(WORDS), PAGE, **room_of()), count), 1000, "ms"))
        self.say("search_two", **bench.figures(
            self.times(lambda: self.found(" ".join(self.rng.sample(WORDS, 2)), PAGE, **room_of()), count), 1000, "ms"))
        self.say("search_rare", **bench.figures(self.times(lambda: self.found(RARE, 5, **room_of()), count), 1000, "ms"))
        self.say("search_one", **bench.figures(
            self.times(lambda: self.found(str(self.rng.randrange(10_000, self.each) if self.each > 10_000
                                              else self.rng.randrange(1000, self.each)), 1), count), 1000, "ms"))
        self.one("memory", node.stats()["rssBytes"] / 1e6, "MB", ROOMS * self.each)
        own += node.cpu_seconds() + time.process_time()
        foreign = max(0.0, bench.busy_seconds() - busy - own) / ((time.monotonic() - began) * os.cpu_count())
        return [{**line, "foreign": round(foreign, 3), "machine": bench.machine(self.options.folder)}
                for line in self.lines]


if __name__ == "__main__":
    sys.exit(bench.take_apart(Million, "tests/bench/million.py"))
