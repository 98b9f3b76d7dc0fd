# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Our DHT node and libtorrent's side by side among 64 libtorrent nodes, in one run inside a network namespace of its own;
prints one line of JSON a figure, like bench.py.

    dht_bench.py --node build/src/node/parlour-node [--only NAME ...] [--quick] [--keep FILE] [--nodes 64]

Both are processes of their own, spoken to over pipes with one line of JSON for a question and one for the answer; what is
timed is from writing the one to reading the other, in turns, so that the same moment is the same for both. Every node
has a 10.x address of its own. `*.ours` and `*.theirs` are the two; `*.ratio` is the one median through the other.
"""
import argparse
import ctypes
import datetime
import hashlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import bench

INSIDE = "PARLOUR_BENCH_INSIDE"
DEBIAN_PYTHON = "/usr/bin/python3"
LIBTORRENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "net", "libtorrent_node.py")
PORT = 6881
POLL = 0.002  # how often somebody who looks for an announcement asks anew
REST = 0.05  # between two trials: our node's own limit on traffic to private addresses is not what is measured


def die_with_parent():
    ctypes.CDLL(None).prctl(bench.PR_SET_PDEATHSIG, signal.SIGKILL)


class Process:
    """A line of JSON in, a line of JSON out."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
                                        preexec_fn=die_with_parent)
        self.buffer = b""
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)

    def write(self, value):
        self.process.stdin.write(json.dumps(value).encode() + b"\n")

    def read(self, seconds=30.0):
        """The next line, or None when none comes in that time."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self.buffer:
            if not self.selector.select(max(0.0, deadline - time.monotonic())):
                return None
            part = os.read(self.process.stdout.fileno(), 1 << 16)
            if not part:
                raise SystemExit(f"{self.process.args[0]} has ended")
            self.buffer += part
        line, self.buffer = self.buffer.split(b"\n", 1)
        return json.loads(line)

    def end(self):
        self.process.kill()
        self.process.wait()


class Libtorrent(Process):
    def __init__(self, addresses, enter=()):
        command = [DEBIAN_PYTHON, "-B", LIBTORRENT, str(PORT), "--no-limits", *addresses]
        for endpoint in enter:
            command += ["--enter", endpoint]
        super().__init__(command)
        self.read(60)

    def ask(self, node, what, **params):
        self.start(node, what, **params)
        return self.read()

    def start(self, node, what, **params):
        self.write({"node": node, "do": what, **params})


class Ours(Process):
    def __init__(self, options, address, enter):
        super().__init__([options.node, "--profile", os.path.join(options.folder, address), "--name", "x",
                          "--listen", f"{address}:{PORT}", "--no-lan", "--no-public-bootstrap",
                          "--no-port-mapping", "--bootstrap", enter])
        require(self.read(), "it is ready")
        self.asked = 0

    def start(self, method, **params):
        self.asked += 1
        self.write({"jsonrpc": "2.0", "id": self.asked, "method": method, "params": params})
        return self.asked

    def answer(self, seconds=30.0, number=None):
        """Of the newest question by default; None when none comes in that time."""
        while True:
            message = self.read(seconds)
            if message is None:
                return None
            if "id" in message and (number is None or message["id"] == number):
                if "error" in message:
                    raise SystemExit(str(message["error"]))
                return message["result"]

    def ask(self, method, **params):
        return self.answer(number=self.start(method, **params))


class World:
    def __init__(self, options):
        self.options = options
        self.serial = 0
        crowd = [f"10.1.{number // 200}.{number % 200 + 1}" for number in range(options.nodes)]
        entry = f"{crowd[0]}:{PORT}"
        self.crowd = Libtorrent(crowd)
        self.theirs = Libtorrent(["10.2.0.1", "10.2.0.2"], [entry])
        self.ours = [Ours(options, f"10.3.0.{number}", entry) for number in (1, 2)]
        self.wait_for_tables()

    def wait_for_tables(self):
        """Until everybody knows enough to be found; libtorrent takes its time."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            known = [self.crowd.ask(number, "count")["count"] for number in range(self.options.nodes)]
            known += [self.theirs.ask(number, "count")["count"] for number in range(2)]
            mine = [node.ask("dht.info")["nodes"] for node in self.ours]
            if min(known) >= 8 and min(mine) >= 8:
                time.sleep(2 if self.options.quick else 20)
                return
            time.sleep(1)
        raise SystemExit(f"the network never came together: {known} {mine}")

    def numbers(self, full):
        """Never the same ones twice: what the last round has stored is still there."""
        first = self.serial
        self.serial += self.options.count(full)
        for number in range(first, self.serial):
            time.sleep(REST)
            yield number

    def end(self):
        for process in (self.crowd, self.theirs, *self.ours):
            process.end()

    def own_cpu(self):
        seconds = time.process_time()
        for process in (self.crowd, self.theirs, *self.ours):
            with open(f"/proc/{process.process.pid}/stat", encoding="ascii") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return seconds


def timed(call):
    started = time.perf_counter()
    answer = call()
    return time.perf_counter() - started, answer


def require(condition, what):
    if not condition:
        raise SystemExit(f"went wrong: {what}")


def by_turns(number, *calls):
    """Whoever comes second finds the others awake, so they take turns."""
    for call in calls if number % 2 == 0 else reversed(calls):
        call(number)


def mutable_put(world):
    """A mutable item with a key of its own, its number counted up from what the DHT holds, until eight nodes have it."""
    ours, theirs = [], []

    def mine(number):
        seed = hashlib.sha256(b"put %d" % number).hexdigest()
        seconds, answer = timed(lambda: world.ours[0].ask("dht.put", v=b"5:value".hex(), secretKey=seed))
        require(answer["acks"] == 8, answer)
        ours.append(seconds)

    def other(number):
        seed = hashlib.sha256(b"their put %d" % number).hexdigest()
        seconds, answer = timed(lambda: world.theirs.ask(0, "put", seed=seed, text="value"))
        require(answer["stored"] == 8, answer)
        theirs.append(seconds)

    for number in world.numbers(200):
        by_turns(number, mine, other)
    return ours, theirs


def immutable_put(world):
    ours, theirs = [], []

    def mine(number):
        seconds, answer = timed(lambda: world.ours[0].ask("dht.put", v=f"9:o{number:08d}".encode().hex()))
        require(answer["acks"] == 8, answer)
        ours.append(seconds)

    def other(number):
        seconds, answer = timed(lambda: world.theirs.ask(0, "put_immutable", text=f"t{number:08d}"))
        require(answer["stored"] == 8, answer)
        theirs.append(seconds)

    for number in world.numbers(200):
        by_turns(number, mine, other)
    return ours, theirs


def mutable_get(world):
    """The newest value of a mutable item, the whole lookup through; the two look for the same items, by turns first."""
    ours, theirs = [], []
    for number in world.numbers(200):
        seed = hashlib.sha256(b"get %d" % number).hexdigest()
        put = world.ours[0].ask("dht.put", v=b"5:value".hex(), secretKey=seed)

        def mine(_):
            seconds, answer = timed(lambda: world.ours[1].ask("dht.get", k=put["k"]))
            require(answer["v"] == b"5:value".hex(), answer)
            ours.append(seconds)

        def other(_):
            seconds, answer = timed(lambda: world.theirs.ask(1, "get", key=put["k"], last=True))
            require(answer["text"] == "value", answer)
            theirs.append(seconds)

        by_turns(number, mine, other)
    return ours, theirs


def immutable_get(world):
    ours, theirs = [], []
    for number in world.numbers(200):
        put = world.ours[0].ask("dht.put", v=f"9:g{number:08d}".encode().hex())

        def mine(_):
            seconds, answer = timed(lambda: world.ours[1].ask("dht.get", target=put["target"]))
            require(answer["v"], answer)
            ours.append(seconds)

        def other(_):
            seconds, answer = timed(lambda: world.theirs.ask(1, "get_immutable", target=put["target"]))
            require(answer["text"], answer)
            theirs.append(seconds)

        by_turns(number, mine, other)
    return ours, theirs


def announce_to_found(world):
    """From asking one node to announce until another one, which asks anew every 2 ms, is told of it."""
    ours, theirs = [], []

    def mine(number):
        infohash = hashlib.sha1(b"ours %d" % number).hexdigest()
        seconds, announcing = timed(lambda: our_announcement(world, infohash))
        require(world.ours[0].answer(number=announcing)["acks"] == 8, "acks")
        ours.append(seconds)

    def other(number):
        infohash = hashlib.sha1(b"theirs %d" % number).hexdigest()
        theirs.append(timed(lambda: their_announcement(world, infohash))[0])

    for number in world.numbers(100):
        by_turns(number, mine, other)
    return ours, theirs


def our_announcement(world, infohash):
    announcer, seeker = world.ours
    announcing = announcer.start("dht.announce", infohash=infohash, port=4001)
    deadline = time.monotonic() + 10
    found = False
    while not found and time.monotonic() < deadline:
        seeker.start("dht.peers", infohash=infohash)
        again = time.monotonic() + POLL
        while not found and (left := again - time.monotonic()) > 0:
            answer = seeker.answer(left)
            found = answer is not None and any(peer["port"] == 4001 for peer in answer["peers"])
    require(found, "our announcement was never found")
    return announcing


def their_announcement(world, infohash):
    world.theirs.write({"node": 0, "do": "announce", "infohash": infohash})
    world.theirs.write({"node": 1, "do": "found", "infohash": infohash, "port": PORT, "step": POLL})
    world.theirs.read()
    require(world.theirs.read()["found"], "their announcement was never found")


BENCHES = [mutable_put, immutable_put, mutable_get, immutable_get, announce_to_found]


class Options:
    def __init__(self):
        parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
        parser.add_argument("--node", required=True)
        parser.add_argument("--dir", default=".")
        parser.add_argument("--only", nargs="*")
        parser.add_argument("--nodes", type=int, default=64)
        parser.add_argument("--repeat", type=int, default=3, metavar="N")
        parser.add_argument("--patience", type=float, default=120, metavar="S")
        parser.add_argument("--quick", action="store_true", help="a twentieth of everything, to try it out")
        parser.add_argument("--keep", metavar="FILE")
        given = parser.parse_args()
        self.node = os.path.abspath(given.node)
        self.only = given.only
        self.nodes = given.nodes
        self.quick = given.quick
        self.repeat = 1 if given.quick else given.repeat
        self.patience = 0 if given.quick else given.patience
        self.keep = given.keep
        self.folder = tempfile.mkdtemp(prefix="parlour-bench-", dir=given.dir)

    def count(self, full):
        return max(2, full // 20) if self.quick else full


def enter_namespace():
    if os.environ.get(INSIDE) != "1":
        os.environ[INSIDE] = "1"
        unshare = ["unshare", "-n" if os.geteuid() == 0 else "-Urn", "--"]
        os.execvp(unshare[0], unshare + [sys.executable, "-B", *sys.argv])
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "route", "add", "local", "10.0.0.0/8", "dev", "lo"], check=True)


def run(world, measure, deadline):
    """One round of a bench, and the share of all cores that others used meanwhile."""
    bench.wait_for_quiet(deadline)
    started, busy, own = time.monotonic(), bench.busy_seconds(), world.own_cpu()
    ours, theirs = measure(world)
    foreign = (bench.busy_seconds() - busy - (world.own_cpu() - own)) / (
        (time.monotonic() - started) * os.cpu_count())
    return {"ours": ours, "theirs": theirs, "foreign": round(max(0.0, foreign), 3),
            "ratio": round(bench.percentile(ours, 0.5) / bench.percentile(theirs, 0.5), 2)}


def say(options, name, rounds):
    """The quietest round as three lines; the others by their ratio."""
    best = bench.quietest(rounds)
    values = {"ours": bench.figures(best["ours"], 1000, "ms"), "theirs": bench.figures(best["theirs"], 1000, "ms"),
              "ratio": {"value": best["ratio"], "unit": "x", "p50": None, "p99": None, "n": len(best["ours"])}}
    for what, figure in values.items():
        line = json.dumps({
            "name": f"dht.{name}.{what}", **figure, "foreign": best["foreign"],
            "machine": bench.machine(options.folder), "runs": [[it["ratio"], it["foreign"]] for it in rounds],
            "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
            "command": "tests/bench/dht_bench.py --node build/src/node/parlour-node"
                       + (" --quick" if options.quick else "")})
        print(line, flush=True)
        if options.keep:
            with open(options.keep, "a", encoding="utf-8") as file:
                file.write(line + "\n")


def main():
    enter_namespace()
    options = Options()
    measures = [it for it in BENCHES if not options.only or it.__name__ in options.only]
    rounds = {measure: [] for measure in measures}
    world = None
    try:
        world = World(options)
        deadline = time.monotonic() + options.patience
        for measure in measures * options.repeat:
            rounds[measure].append(run(world, measure, deadline))
    finally:
        for measure in filter(rounds.get, measures):  # what was taken before a failure is no worse for it
            say(options, measure.__name__, rounds[measure])
        if world:
            world.end()
        shutil.rmtree(options.folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
