# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Measures two real nodes on loopback over the control contract; prints one line of JSON a figure.

    bench.py --node build/src/node/parlour-node [--dir DIR] [--only NAME ...] [--repeat N] [--patience S] [--quick]
             [--keep FILE]

DIR (default: here) decides which disk the FULL commits go to. --keep appends the lines to a file as well, from which
figures.py writes docs/FIGURES.md. Not part of ./test: a figure taken on a busy machine is no figure. So before each run
it waits for a quiet moment, S seconds (300) in all, and each line says which share of all cores others used meanwhile
(`foreign`; above 0.05 it should be taken again, and is while patience lasts). Each figure is taken N times (3), in turns;
the run with the smallest share is the figure, and `runs` has the value and the share of every one.
"""
import argparse
import ctypes
import datetime
import json
import os
import platform
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PR_SET_PDEATHSIG = 1
IN_FLIGHT = 512
FOREIGN_MOST = 0.05
FILE_BYTES = 100_000_000


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Pump:
    """Reads all nodes from one thread: a second one would add its switching to what is measured."""

    def __init__(self):
        self.selector = selectors.DefaultSelector()

    def turn(self, timeout=10.0):
        ready = self.selector.select(timeout)
        if not ready:
            raise SystemExit(f"nothing said for {timeout} s")
        for key, _ in ready:
            key.data.read()

    def until(self, condition, seconds=60.0):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise SystemExit("took too long")
            self.turn(seconds)


class Node:
    def __init__(self, pump, options, name, port=0):
        self.profile = os.path.join(options.folder, name)
        command = [options.node, "--profile", self.profile, "--name", name, "--listen", f"127.0.0.1:{port}",
                   "--no-lan", "--no-dht", "--no-public-bootstrap", "--no-port-mapping"]
        self.pump = pump
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
            preexec_fn=lambda: ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL))
        self.buffer = b""
        self.next_id = 0
        self.answers = {}
        self.said = {}      # method -> list of params
        self.on_notice = None
        pump.selector.register(self.process.stdout, selectors.EVENT_READ, self)
        pump.until(lambda: "ready" in self.said)

    def read(self):
        part = os.read(self.process.stdout.fileno(), 1 << 20)
        if not part:
            raise SystemExit(f"{self.profile} has ended")
        lines = (self.buffer + part).split(b"\n")
        self.buffer = lines.pop()
        for line in lines:
            message = json.loads(line)
            if "method" in message:
                self.said.setdefault(message["method"], []).append(message["params"])
                if self.on_notice:
                    self.on_notice(message["method"], message["params"])
            else:
                self.answers[message["id"]] = message

    def send(self, method, **params):
        self.next_id += 1
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", "id": self.next_id, "method": method,
                                             "params": params}).encode() + b"\n")
        return self.next_id

    def answer(self, number):
        self.pump.until(lambda: number in self.answers)
        message = self.answers.pop(number)
        if "error" in message:
            raise SystemExit(str(message["error"]))
        return message["result"]

    def call(self, method, **params):
        return self.answer(self.send(method, **params))

    def forget(self):
        self.said.clear()

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self):
        self.pump.selector.unregister(self.process.stdout)
        self.process.kill()
        self.process.wait()


class Bench:
    def __init__(self, options):
        self.options = options
        self.pump = Pump()
        self.nodes = []
        self.ended_cpu = 0.0

    def node(self):
        node = Node(self.pump, self.options, f"n{len(os.listdir(self.options.folder))}")
        self.nodes.append(node)
        return node

    def end(self, *nodes):
        for node in nodes or list(self.nodes):
            self.ended_cpu += node.cpu_seconds()
            node.end()
            self.nodes.remove(node)

    def own_cpu(self):
        return self.ended_cpu + time.process_time() + sum(node.cpu_seconds() for node in self.nodes)

    def pair(self):
        ann, ben = self.node(), self.node()
        room = ann.call("room.create", name="Bench")["room"]
        join(ben, ann.call("room.invite", room=room)["link"])
        # The links and the first exchange of states are not what is measured.
        ann.call("room.send", room=room, text="warm")
        self.pump.until(lambda: any(it["text"] == "warm" for it in ben.said.get("message", [])))
        return ann, ben, room


def join(node, link):
    result = node.call("room.join", link=link)
    node.pump.until(lambda: result["state"] == "joined" or any(
        it["state"] == "joined" for it in node.said.get("room", [])))


def disk_flush(bench):
    """What one FULL commit has to wait for at least: 4 KiB appended to a file and flushed."""
    times = []
    with open(os.path.join(bench.options.folder, "flushed.bin"), "wb", buffering=0) as file:
        for _ in range(bench.options.count(1000)):
            block = os.urandom(4096)
            started = time.perf_counter()
            file.write(block)
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - started)
    return figures(times, 1000, "ms")


def control_call(bench):
    """A question that needs no disk and no peer: what the client and the control lines cost inside every other figure."""
    node = bench.node()
    times = []
    for _ in range(bench.options.count(2000)):
        started = time.perf_counter()
        node.call("node.info")
        times.append(time.perf_counter() - started)
    return figures(times, 1000, "ms")


def send_to_shown(bench):
    """The sender's room.send until the receiver's message notification, both commits included; one at a time."""
    count = bench.options.count(2000)
    ann, ben, room = bench.pair()
    times = []
    seen = []
    ben.on_notice = lambda method, params: method == "message" and seen.append(params["text"])
    for number in range(count):
        text = f"{number:08d}" + "x" * 192
        started = time.perf_counter()
        asked = ann.send("room.send", room=room, text=text)
        bench.pump.until(lambda t=text: seen and seen[-1] == t)
        times.append(time.perf_counter() - started)
        ann.answer(asked)
        ann.forget()
        ben.forget()
    return figures(times, 1000, "ms")


def round_trip(bench):
    """A message, and the answer that is sent when it is shown: until that one is shown at the first."""
    count = bench.options.count(2000)
    ann, ben, room = bench.pair()
    times = []
    back = []

    def reply(method, params):
        if method == "message" and params["text"].startswith("ping"):
            ben.send("room.send", room=room, text="pong" + params["text"][4:])

    ben.on_notice = reply
    ann.on_notice = lambda method, params: method == "message" and back.append(params["text"])
    for number in range(count):
        tail = f"{number:08d}" + "x" * 188
        started = time.perf_counter()
        ann.send("room.send", room=room, text="ping" + tail)
        bench.pump.until(lambda t=tail: back and back[-1] == "pong" + t)
        times.append(time.perf_counter() - started)
        for node in (ann, ben):
            node.forget()
            node.answers.clear()
    return figures(times, 1000, "ms")


def join_to_first_screen(bench):
    """A fresh profile's room.join until 50 messages of a room of 1,000 can be read."""
    ann = bench.node()
    room = ann.call("room.create", name="Bench")["room"]
    fill(ann, room, 1000)
    times = []
    for _ in range(bench.options.count(20)):
        link = ann.call("room.invite", room=room)["link"]
        ben = bench.node()
        started = time.perf_counter()
        join(ben, link)
        while len(ben.call("room.history", room=room, limit=50)["messages"]) < 50:
            bench.pump.turn()
        times.append(time.perf_counter() - started)
        bench.end(ben)
    return figures(times, 1000, "ms")


def burst_send(bench):
    """Many messages asked for at once by one client: acknowledged events a second, each on disk."""
    count = bench.options.count(20000)
    ann = bench.node()
    room = ann.call("room.create", name="Bench")["room"]
    started = time.perf_counter()
    fill(ann, room, count)
    return rate(count, time.perf_counter() - started)


def bulk_catch_up(bench):
    """A newcomer in a room of many messages: events verified and stored a second, from room.join on."""
    count = bench.options.count(20000)
    ann = bench.node()
    room = ann.call("room.create", name="Bench")["room"]
    fill(ann, room, count)
    ben = bench.node()
    link = ann.call("room.invite", room=room)["link"]
    started = time.perf_counter()
    join(ben, link)
    while ben.call("node.stats")["eventsStored"] < count:
        if time.perf_counter() - started > 300:
            raise SystemExit("the newcomer never had everything")
        time.sleep(0.01)
    return rate(count, time.perf_counter() - started)


def file_fetch(bench):
    """Files of 100 MB over one link: file.fetch until file.done, proved block by block, fsync and rename included."""
    ann, ben, room = bench.pair()
    rates = []
    for number in range(bench.options.count(5)):
        path = os.path.join(bench.options.folder, f"sent{number}.bin")
        with open(path, "wb") as file:
            for _ in range(FILE_BYTES // 1_000_000):
                file.write(os.urandom(1_000_000))
        card = ann.call("file.share", room=room, path=path)["file"]
        bench.pump.until(lambda: any(it.get("file") for it in ben.said.get("message", [])))
        ben.forget()
        got = os.path.join(bench.options.folder, f"got{number}.bin")
        started = time.perf_counter()
        ben.call("file.fetch", file=card, to=got)
        bench.pump.until(lambda: "file.done" in ben.said)
        rates.append(FILE_BYTES / (time.perf_counter() - started) / 1e6)
        ben.forget()
        ann.forget()
        os.unlink(path)
        os.unlink(got)
    return {"value": round(percentile(rates, 0.5), 1), "unit": "MB/s", "p50": None, "p99": None, "n": len(rates)}


def long_text(number):
    return f"{number:08d}" + "x" * 192


def fill(node, room, count, text_of=long_text):
    open_requests = []
    for number in range(count):
        open_requests.append(node.send("room.send", room=room, text=text_of(number)))
        if len(open_requests) >= IN_FLIGHT:
            node.answer(open_requests.pop(0))
            node.forget()
    for request in open_requests:
        node.answer(request)
    node.forget()


def figures(times, factor, unit):
    return {"value": round(percentile(times, 0.5) * factor, 3), "unit": unit,
            "p50": round(percentile(times, 0.5) * factor, 3),
            "p99": round(percentile(times, 0.99) * factor, 3), "n": len(times)}


def rate(count, seconds):
    return {"value": round(count / seconds), "unit": "events/s", "p50": None, "p99": None, "n": count}


BENCHES = [disk_flush, control_call, send_to_shown, round_trip, join_to_first_screen, burst_send, bulk_catch_up,
           file_fetch]


class Options:
    def __init__(self):
        parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
        parser.add_argument("--node", required=True)
        parser.add_argument("--dir", default=".")
        parser.add_argument("--only", nargs="*")
        parser.add_argument("--repeat", type=int, default=3, metavar="N")
        parser.add_argument("--patience", type=float, default=300, metavar="S")
        parser.add_argument("--quick", action="store_true", help="a twentieth of everything, to try it out")
        parser.add_argument("--keep", metavar="FILE")
        given = parser.parse_args()
        self.node = os.path.abspath(given.node)
        self.dir = given.dir
        self.only = given.only
        self.quick = given.quick
        self.repeat = 1 if given.quick else given.repeat
        self.patience = 0 if given.quick else given.patience
        self.keep = given.keep
        self.folder = None

    def count(self, full):
        return max(2, full // 20) if self.quick else full


def take_apart(make, script):
    """Runs what `make` makes of the options, in a folder of its own; prints its lines and keeps them."""
    options = Options()
    options.folder = tempfile.mkdtemp(prefix="parlour-bench-", dir=options.dir)
    bench = make(options)
    try:
        lines = bench.measure()
    finally:
        bench.end()
        shutil.rmtree(options.folder, ignore_errors=True)
    common = {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
              "command": f"{script} --node build/src/node/parlour-node" + (" --quick" if options.quick else "")}
    for line in lines:
        print(json.dumps({**line, **common}), flush=True)
    if options.keep:
        with open(options.keep, "a", encoding="utf-8") as file:
            file.writelines(json.dumps({**line, **common}) + "\n" for line in lines)


def busy_seconds():
    with open("/proc/stat", encoding="ascii") as file:
        values = list(map(int, file.readline().split()[1:9]))
    return (sum(values) - values[3] - values[4]) / os.sysconf("SC_CLK_TCK")


def wait_for_quiet(deadline):
    """Returns at the first second in which the machine does next to nothing, or when patience is at an end."""
    while time.monotonic() < deadline:
        started, busy = time.monotonic(), busy_seconds()
        time.sleep(1)
        if (busy_seconds() - busy) / ((time.monotonic() - started) * os.cpu_count()) <= FOREIGN_MOST:
            return


def file_system(folder):
    """The type of the mount that the folder lies on: stat(1) cannot tell the ext family apart."""
    best = ("", "?")
    with open("/proc/self/mounts", encoding="utf-8") as file:
        for line in file:
            _, at, kind = line.split()[:3]
            inside = os.path.realpath(folder) + "/"
            if inside.startswith(at.rstrip("/") + "/") and len(at) >= len(best[0]):
                best = (at, kind)
    return best[1]


def machine(folder):
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "?")
    with open("/proc/meminfo", encoding="ascii") as file:
        gib = int(file.readline().split()[1]) / (1 << 20)
    kernel = ".".join(platform.release().split(".")[:2])
    return f"{os.cpu_count()} x {model}, {gib:.0f} GiB, {file_system(folder)}, Linux {kernel}"


def run(options, measure, deadline):
    """One run on fresh profiles, with the share of all cores that others used meanwhile."""
    options.folder = tempfile.mkdtemp(prefix="parlour-bench-", dir=options.dir)
    bench = Bench(options)
    try:
        wait_for_quiet(deadline)
        started, busy, own = time.monotonic(), busy_seconds(), bench.own_cpu()
        result = measure(bench)
        foreign = (busy_seconds() - busy - (bench.own_cpu() - own)) / (
            (time.monotonic() - started) * os.cpu_count())
        return {"name": measure.__name__, **result, "foreign": round(max(0.0, foreign), 3),
                "machine": machine(options.folder)}
    finally:
        bench.end()
        shutil.rmtree(options.folder, ignore_errors=True)


def main():
    options = Options()
    measures = [it for it in BENCHES if not options.only or it.__name__ in options.only]
    runs = {measure: [] for measure in measures}
    try:
        take(options, measures, runs)
    finally:
        for taken in filter(None, runs.values()):  # what was taken before a failure is no worse for it
            say(options, taken)


def take(options, measures, runs):
    deadline = time.monotonic() + options.patience
    for measure in measures * options.repeat:
        runs[measure].append(run(options, measure, deadline))
    while busy := [measure for measure in measures if quietest(runs[measure])["foreign"] > FOREIGN_MOST]:
        if time.monotonic() > deadline:
            break
        measure = min(busy, key=lambda it: len(runs[it]))
        runs[measure].append(run(options, measure, deadline))


def say(options, taken):
    line = {**quietest(taken), "runs": [[it["value"], it["foreign"]] for it in taken],
            "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
            "command": "tests/bench/bench.py --node build/src/node/parlour-node" + (" --quick" if options.quick else "")}
    print(json.dumps(line), flush=True)
    if options.keep:
        with open(options.keep, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def quietest(runs):
    return min(runs, key=lambda it: it["foreign"])


if __name__ == "__main__":
    sys.exit(main())
