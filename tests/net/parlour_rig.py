# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Whole peers on a small private network: namespaces joined by a bridge, a real parlour-node in each, spoken to over the
control contract.

    with Rig(peers=2) as rig:
        ann, ben = rig.start("ann"), rig.start("ben")
        room = ann.call("room.create", name="Hall")["room"]

Everything happens inside namespaces of the test's own process, which vanish with it, whatever goes wrong; nodes die with
the test. As root `unshare -nm` is used, otherwise `unshare -Urnm`. Where neither works the test is skipped (77), in CI
(CI=true) it fails.
"""
import ctypes
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback

SKIPPED = 77
INSIDE = "PARLOUR_RIG_INSIDE"
PR_SET_PDEATHSIG = 1
PATIENCE = 10.0

_libc = ctypes.CDLL(None, use_errno=True)


class RpcError(Exception):
    def __init__(self, error):
        super().__init__(f"{error.get('code')} {error.get('message')} {error.get('data')}")
        self.code = error.get("code")
        self.data = error.get("data") or {}
        self.reason = (error.get("data") or {}).get("reason")
        self.retry_ms = (error.get("data") or {}).get("retryMs")


class Ended(Exception):
    """The node's stdout has ended."""


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def equal(got, wanted, what):
    check(got == wanted, f"{what}: got {got!r}, wanted {wanted!r}")


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def until(condition, seconds, what, step=0.05):
    """Polls until the condition gives something true, and gives that."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(step)


class Node:
    """One parlour-node process and everything it has said."""

    def __init__(self, command, profile, log_path, space=None):
        self.command = command
        self.profile = profile
        self.log_path = log_path
        self.space = space
        self.days_ahead = 0.0
        self.process = None
        self.notices = []
        self._answers = {}
        self._next_id = 0
        self._changed = threading.Condition()
        self._ended = True

    # -- life --

    def start(self, wait_ready=True):
        def die_with_parent():
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

        command = list(self.command)
        if self.space:
            command = ["nsenter", f"--net=/run/netns/{self.space}", "--"] + command
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=log, preexec_fn=die_with_parent,
                                            env=self._environment())
        self._ended = False
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        if wait_ready:
            self.ready = self.wait("ready", seconds=PATIENCE)
            self.identity = self.ready["identity"]
        return self

    def _environment(self):
        """With a clock that is ahead by so many days."""
        out = dict(os.environ)
        if self.days_ahead:
            out["LD_PRELOAD"] = os.environ["PARLOUR_SHIFTED_CLOCK"]
            out["PARLOUR_CLOCK_AHEAD"] = str(int(self.days_ahead * 24 * 3600))
            out["ASAN_OPTIONS"] = out.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        return out

    def kill9(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.exit_code()

    def terminate(self, seconds=PATIENCE):
        """SIGTERM; gives the exit code."""
        os.kill(self.process.pid, signal.SIGTERM)
        return self.exit_code(seconds)

    def exit_code(self, seconds=PATIENCE):
        """Waits for the end of the process and for the last it said: a reader that is still at it
        would call the next start ended."""
        code = self.process.wait(timeout=seconds)
        self._wait_end()
        return code

    def restart(self):
        """After kill9 or terminate; what was said before is forgotten."""
        self.notices = []
        return self.start()

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def errors(self):
        with open(self.log_path, "rb") as log:
            return log.read().decode("utf-8", "replace")

    def _wait_end(self):
        with self._changed:
            self._changed.wait_for(lambda: self._ended, timeout=PATIENCE)

    def _read(self, process):
        for line in process.stdout:
            arrived = time.monotonic()
            if not line.endswith(b"\n"):
                break  # killed in the middle of a line
            message = json.loads(line)
            with self._changed:
                if "method" in message:
                    self.notices.append((arrived, message["method"], message["params"]))
                else:
                    self._answers[message.get("id")] = (arrived, message)
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    # -- speaking --

    def write_line(self, line):
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def send(self, method, **params):
        """Asks without waiting; gives the id for `answer`."""
        with self._changed:
            self._next_id += 1
            number = self._next_id
        self.write_line(json.dumps({"jsonrpc": "2.0", "id": number, "method": method,
                                    "params": params}).encode())
        return number

    def answer(self, number, seconds=30.0):
        with self._changed:
            if not self._changed.wait_for(lambda: number in self._answers or self._ended, seconds):
                raise AssertionError(f"{self.profile}: no answer within {seconds} s")
            if number not in self._answers:
                raise Ended(self.profile)
            _, message = self._answers.pop(number)
        if "error" in message:
            raise RpcError(message["error"])
        return message["result"]

    def call(self, method, seconds=30.0, **params):
        return self.answer(self.send(method, **params), seconds)

    def refused(self, method, reason, **params):
        """The call must fail with this reason (or one of several)."""
        reasons = (reason,) if isinstance(reason, str) else reason
        try:
            result = self.call(method, **params)
        except RpcError as error:
            check(error.reason in reasons, f"{method}: reason {error.reason!r}, wanted {reasons}")
            return error
        raise AssertionError(f"{method} should have been refused with {reasons}, got {result!r}")

    # -- listening --

    def mark(self):
        """A place in what was said, for `since`."""
        with self._changed:
            return len(self.notices)

    def said(self, method, since=0):
        with self._changed:
            return [params for _, name, params in self.notices[since:] if name == method]

    def wait(self, method, condition=lambda params: True, seconds=PATIENCE, since=0):
        deadline = time.monotonic() + seconds
        seen = since
        with self._changed:
            while True:
                for _, name, params in self.notices[seen:]:
                    if name == method and condition(params):
                        return params
                seen = len(self.notices)
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"{self.profile}: no such {method!r} within {seconds} s; "
                                         f"last said {self.notices[-3:]}")
                if self._ended:
                    raise Ended(f"{self.profile} while waiting for {method!r}: {self.errors()}")
                self._changed.wait(left)

    # -- common phrases --

    def create(self, name, **more):
        return self.call("room.create", name=name, **more)["room"]

    def invite(self, room, **more):
        return self.call("room.invite", room=room, **more)["link"]

    def join(self, link, **more):
        """Joins and waits until the room is usable."""
        mark = self.mark()
        result = self.call("room.join", link=link, **more)
        if result["state"] != "joined":
            self.wait("room", lambda it: it["room"] == result["room"] and it["state"] == "joined",
                      since=mark)
        return result["room"]

    def say(self, room, text, **more):
        return self.call("room.send", room=room, text=text, **more)["message"]

    def hears(self, text, seconds=PATIENCE, since=0):
        return self.wait("message", lambda it: it["text"] == text, seconds, since)

    def history(self, room):
        """All messages, oldest first, page by page."""
        messages, before = [], None
        while True:
            more = {"before": before} if before else {}
            page = self.call("room.history", room=room, limit=1000, **more)["messages"]
            messages = page + messages
            if len(page) == 0:
                return messages
            before = page[0]["message"]

    def texts(self, room):
        return [message["text"] for message in self.history(room)]

    def online(self, room):
        rooms = self.call("room.list")["rooms"]
        return next(it["online"] for it in rooms if it["room"] == room)


class Rig:
    """The bridge, the namespaces and the nodes."""

    def __init__(self, peers=0, no_dht=True):
        self.folder = tempfile.mkdtemp(prefix="parlour-net-")
        self.nodes = {}
        self.no_dht = no_dht
        self._helpers = []
        self._spaces = 0
        run("ip", "link", "set", "lo", "up")
        self.add_bridge("br0")
        for _ in range(peers):
            self.add_space()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            for name, node in self.nodes.items():
                errors = node.errors().strip()
                if errors:
                    print(f"--- stderr of {name}:\n{errors[-4000:]}", file=sys.stderr)
        for node in self.nodes.values():
            if node.is_running():
                node.kill9()
        for helper in self._helpers:
            helper.kill()
            helper.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- network --

    def add_bridge(self, name):
        # Snooping would hold the first multicast packets back for minutes.
        run("ip", "link", "add", name, "type", "bridge", "mcast_snooping", "0")
        run("ip", "link", "set", name, "up")

    def add_space(self, bridge="br0"):
        """A namespace p1, p2 ... with 10.77.0.N and fd77::N on the bridge."""
        self._spaces += 1
        number = self._spaces
        space = f"p{number}"
        run("ip", "netns", "add", space)
        run("ip", "-n", space, "link", "set", "lo", "up")
        run("ip", "link", "add", f"v{number}", "type", "veth", "peer", "name", "eth0", "netns", space)
        run("ip", "link", "set", f"v{number}", "master", bridge)
        run("ip", "link", "set", f"v{number}", "up")
        run("ip", "-n", space, "addr", "add", f"10.77.0.{number}/24", "dev", "eth0")
        run("ip", "-n", space, "-6", "addr", "add", f"fd77::{number:x}/64", "dev", "eth0", "nodad")
        run("ip", "-n", space, "link", "set", "eth0", "up")
        return space

    def add_address(self, number, address):
        """One more address of peer N, like 10.77.0.99."""
        run("ip", "-n", f"p{number}", "addr", "add", address + "/24", "dev", "eth0")

    def move(self, number, bridge):
        """Plugs peer N's cable into another bridge."""
        run("ip", "link", "set", f"v{number}", "master", bridge)

    def pull_cable(self, number):
        run("ip", "link", "set", f"v{number}", "down")

    def plug_cable(self, number):
        run("ip", "link", "set", f"v{number}", "up")

    def slow_wire(self, one, two, delay_ms, loss, duplicates=1, seed=1):
        """A TUN wire between two namespaces: 10.88.0.1 and 10.88.0.2 on `wan0`."""
        helper = subprocess.Popen(
            [os.environ["PARLOUR_TUN_DELAY"], f"/run/netns/{one}", f"/run/netns/{two}", "wan0",
             str(delay_ms), str(loss), str(duplicates), str(seed)], stdout=subprocess.PIPE)
        self._helpers.append(helper)
        equal(helper.stdout.readline(), b"ready\n", "the slow wire")
        for number, space in ((1, one), (2, two)):
            run("ip", "-n", space, "addr", "add", f"10.88.0.{number}/24", "dev", "wan0")
            run("ip", "-n", space, "link", "set", "wan0", "up")

    # -- nodes --

    def node(self, name, *options, space=None, number=None, profile=None, plain=False):
        """A node that is not started yet, in namespace pN (the next free one by default)."""
        if space is None and not plain:
            space = f"p{number or len(self.nodes) + 1}"
        profile = profile or os.path.join(self.folder, name)
        command = [node_path(), "--profile", profile, "--name", name, "--no-port-mapping",
                   "--no-public-bootstrap"]
        if self.no_dht:
            command.append("--no-dht")
        command += options
        node = Node(command, profile, os.path.join(self.folder, name + ".stderr"), space)
        open(node.log_path, "ab").close()
        self.nodes[name] = node
        return node

    def start(self, name, *options, **more):
        return self.node(name, *options, **more).start()

    def run_in(self, space, *command, **more):
        return subprocess.run(["nsenter", f"--net=/run/netns/{space}", "--", *command], **more)

    def file(self, name, size, seed=1):
        """A file of reproducible noise."""
        path = os.path.join(self.folder, name)
        block = hashlib.shake_256(str(seed).encode()).digest(1 << 20)
        with open(path, "wb") as file:
            left, index = size, 0
            while left > 0:
                part = bytes([index & 0xFF, index >> 8 & 0xFF]) + block[2:]
                file.write(part[:min(left, len(part))])
                left -= len(part)
                index += 1
        return path

    def mount_small(self, name, size):
        """A tmpfs of its own, to be filled up."""
        path = os.path.join(self.folder, name)
        os.mkdir(path, 0o700)
        run("mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", path)
        return path


def settled(nodes, room, seconds=30.0):
    """Waits until all have the same digest and nothing pending; gives it."""
    def same():
        digests = [node.call("room.digest", room=room) for node in nodes]
        return digests[0] if all(it["settled"] for it in digests) and all(
            it == digests[0] for it in digests) else None

    try:
        return until(same, seconds, "equal digests", step=0.1)
    except AssertionError as error:
        digests = "\n".join(str(node.call("room.digest", room=room)) for node in nodes)
        raise AssertionError(f"{error}\n{digests}") from None


def node_path():
    path = os.environ.get("PARLOUR_NODE")
    if not path or not os.path.exists(path):
        raise SystemExit("PARLOUR_NODE must name the parlour-node to test")
    return path


def run(*command):
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {result.stderr.strip()}")


def enter_namespaces():
    """Runs this script again inside namespaces of its own, with an empty /run for `ip netns`."""
    if os.environ.get(INSIDE) == "1":
        run("mount", "-t", "tmpfs", "tmpfs", "/run")
        os.mkdir("/run/netns")
        return
    unshare = ["unshare", "-nm" if os.geteuid() == 0 else "-Urnm"]
    probe = subprocess.run(unshare + ["sh", "-c", "mount -t tmpfs tmpfs /run && mkdir /run/netns && "
                                      "ip netns add probe && ip link add br0 type bridge"],
                           capture_output=True, text=True, check=False)
    if probe.returncode != 0:
        print("network namespaces cannot be made here: "
              + (probe.stderr.strip().splitlines() or ["unshare failed"])[-1], file=sys.stderr)
        sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)
    os.environ[INSIDE] = "1"
    os.execvp(unshare[0], unshare + [sys.executable, "-B", *sys.argv])


def main(*tests):
    """Runs the given functions, or those named on the command line, and exits."""
    enter_namespaces()
    wanted = sys.argv[1:]
    failed = 0
    for test in tests:
        if wanted and test.__name__ not in wanted:
            continue
        started = time.monotonic()
        try:
            isolate(test)
            print(f"PASS {test.__name__} {time.monotonic() - started:.1f} s", flush=True)
        except Exception:
            failed += 1
            traceback.print_exc()
            print(f"FAIL {test.__name__} {time.monotonic() - started:.1f} s", flush=True)
    sys.exit(1 if failed else 0)


def isolate(test):
    """Each test builds its own network, so what the one before left is taken down first."""
    for name in os.listdir("/run/netns"):
        run("ip", "netns", "del", name)
    for link in json.loads(subprocess.run(["ip", "-j", "link"], capture_output=True, text=True,
                                          check=True).stdout):
        if link["ifname"][0] in "bv":  # bridges, and the cables with both their ends
            # A cable goes with the namespace of its other end, and that happens behind our back.
            subprocess.run(["ip", "link", "del", link["ifname"]], capture_output=True, check=False)
    test()
