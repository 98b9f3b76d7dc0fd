# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""What strangers, broken invites, full disks and odd texts do: a clear word each, and nothing stored is lost."""
import json
import os
import socket
import struct
import subprocess
import time

from parlour_rig import Rig, check, equal, main, settled, until


def start_failures():
    with Rig(peers=2) as rig:
        ann = rig.start("ann", "--listen", "10.77.0.1:7100", number=1)

        def fails(code, word, *options, profile=None):
            name = f"fail{len(rig.nodes)}"
            node = rig.node(name, *options, number=1, profile=profile).start(wait_ready=False)
            equal(node.process.wait(timeout=10), code, f"exit code for {options} {node.errors()}")
            lines = node.errors().strip().splitlines()
            equal(len(lines), 1, f"one clear line: {lines}")
            check(word in lines[0].lower(), f"{word!r} in {lines[0]!r}")

        fails(2, "option", "--frobnicate")
        fails(2, "--listen", "--listen", "nowhere")
        fails(3, "use", profile=ann.profile)
        fails(6, "address", "--listen", "10.77.0.1:7100")
        fails(2, "--name", "--name", "x" * 10000)
        read_only = rig.mount_small("readonly", "4m")
        subprocess.run(["mount", "-o", "remount,ro", read_only], check=True)
        fails(7, "writ", profile=os.path.join(read_only, "profile"))
        ann.call("node.info")
        first = ann.identity
        equal(ann.terminate(), 0, "a clean end")
        ann.restart()
        equal(ann.identity, first, "the same person after a restart")


def invites():
    with Rig(peers=2) as rig:
        ann = rig.start("ann", "--no-lan")
        ben = rig.start("ben", "--no-lan")
        room = ann.create("Hall")
        link = ann.invite(room)
        middle = len(link) // 2
        other = "A" if link[middle] != "A" else "B"
        for damaged in ("", "nonsense", "parlour:", link[:-1], link[:middle], link + "x",
                        link[:middle] + other + link[middle + 1:], "x" * 10000, "\u00e4" * 50):
            if damaged == "":
                ben.refused("room.join", ("bad_invite", "bad_argument"), link=damaged)
            else:
                ben.refused("room.join", "bad_invite", link=damaged)
        expired = ann.invite(room, expiresMs=int(time.time() * 1000) + 1500)
        once = ann.invite(room, uses=1)
        time.sleep(2)
        ben.refused("room.join", "expired", link=expired)
        check(not [it for it in ben.call("room.list")["rooms"] if it["state"] == "joined"], "not in")
        ben.join(once)
        ann.refused("room.invite", "bad_argument", room=room, level=500)
        ann.refused("room.invite", "unknown_room", room="00" * 32)


def nobody_answers():
    with Rig(peers=2) as rig:
        ann, ben = rig.start("ann"), rig.start("ben")
        room = ann.create("Hall")
        ann.say(room, "hello")
        link = ann.invite(room)
        ann.terminate()
        started = time.monotonic()
        result = ben.call("room.join", link=link)
        check(time.monotonic() - started < 11, "answered within 10 s")
        equal(result, {"room": room, "state": "joining"}, "joining")
        ben.terminate()
        ben.restart()
        equal([(it["room"], it["state"]) for it in ben.call("room.list")["rooms"]],
              [(room, "joining")], "joining survives a restart")
        ann.restart()
        ben.wait("room", lambda it: it["room"] == room and it["state"] == "joined", seconds=90)
        settled([ann, ben], room)
        equal(ben.texts(room), ["hello"], "history")


def strangers_at_the_port():
    with Rig(peers=3) as rig:
        ann = rig.start("ann", "--listen", "10.77.0.1:7200", number=1)
        ben = rig.start("ben", number=2)
        room = ann.create("Hall")
        ben.join(ann.invite(room))
        noise = os.urandom(70000)
        attempts = {
            "bittorrent": b"\x13BitTorrent protocol" + bytes(8) + noise[:40],
            "http": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            "tls": bytes.fromhex("16030100") + noise[:300],
            "garbage": noise,
            "zero length": b"\x00\x00" * 30,
            "oversized frame": b"\xff\xff" + noise[:65535],
            "right size, wrong key": struct.pack(">H", 48) + noise[:48],
            "nothing": b"",
        }
        for name, sent in attempts.items():
            answer, closed_after = knock(rig, "p3", sent)
            equal(answer, b"", f"{name}: not one byte comes back")
            check(closed_after < 8, f"{name}: closed after {closed_after:.1f} s")
        ann.say(room, "still here")
        ben.hears("still here")
        # Silent strangers by the dozen do not keep a member out.
        crowd = subprocess.Popen(["nsenter", "--net=/run/netns/p3", "--", "python3", "-c", CROWD])
        try:
            time.sleep(1)
            cat = rig.start("cat", number=2)
            cat.join(ann.invite(room))
        finally:
            crowd.kill()
            crowd.wait()
        check("CHECK failed" not in ann.errors(), ann.errors())


CROWD = """
import socket, time
held = []
for _ in range(100):
    try:
        held.append(socket.create_connection(("10.77.0.1", 7200), timeout=1))
    except OSError:
        pass
time.sleep(60)
"""

KNOCK = """
import socket, sys, time
sent = sys.stdin.buffer.read()
started = time.monotonic()
s = socket.create_connection(("10.77.0.1", 7200), timeout=15)
got = b""
try:
    s.sendall(sent)
    while part := s.recv(65536):
        got += part
except ConnectionError:
    pass
sys.stdout.write(got.hex() + " " + str(time.monotonic() - started))
"""


def knock(rig, space, sent):
    """Sends these bytes from another machine; gives what came back and how long the connection lived."""
    result = rig.run_in(space, "python3", "-c", KNOCK, input=sent, capture_output=True, check=True)
    answer, seconds = result.stdout.decode().rsplit(" ", 1)
    return bytes.fromhex(answer), float(seconds)


def odd_texts():
    with Rig(peers=2) as rig:
        ann, ben = rig.start("ann"), rig.start("ben")
        room = ann.create("Hall")
        ben.join(ann.invite(room))
        ann.refused("room.create", ("too_large", "bad_argument"), name="x" * 10000)
        ann.refused("room.create", "bad_argument", name="")
        ann.refused("profile.set", ("too_large", "bad_argument"), name="x" * 10000)
        ann.refused("room.send", ("too_large", "bad_argument"), room=room, text="x" * 100_000)
        ann.refused("room.send", "bad_argument", room=room, text="")
        ann.refused("room.send", "bad_argument", room=room, text="a\x00b")
        ann.refused("room.send", "bad_argument", room=room, text="\ud800")
        ann.refused("room.send", "bad_argument", room=room, text=5)
        ann.refused("room.history", "bad_argument", room=room, limit=0)
        raw(ann, b'{"jsonrpc":"2.0","id":"u","method":"room.send","params":{"room":"'
            + room.encode() + b'","text":"\xff\xfe"}}', "u", "bad_argument")
        equal(ann.texts(room), [], "nothing of it was stored")
        ann.say(room, "all is well")
        ben.hears("all is well")


def raw(node, line, number, reason):
    node.write_line(line)
    try:
        node.answer(number)
    except Exception as error:
        equal(getattr(error, "reason", None), reason, "reason")
        return
    raise AssertionError("should have been refused")


def full_disk():
    with Rig(peers=2) as rig:
        small = rig.mount_small("small", "24m")
        ann = rig.start("ann")
        ben = rig.start("ben", profile=os.path.join(small, "profile"))
        room = ann.create("Hall")
        ben.join(ann.invite(room))
        ben.say(room, "while there was room")
        ann.hears("while there was room")
        filler = os.path.join(small, "filler")
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(1 << 16))
            except OSError:
                pass
        stored, refused = [], None
        for number in range(400):
            try:
                stored.append(ben.call("room.send", room=room, text=f"{number} " + "x" * 20000)["message"])
            except Exception as error:
                refused = error
                break
        equal(getattr(refused, "reason", None), "disk_full", "refused with a reason")
        ben.wait("warning", seconds=10)
        check(ben.is_running(), "the node lives on")
        known = [it["message"] for it in ben.history(room)]
        check(set(stored) <= set(known), "what was acknowledged is there")
        os.remove(filler)
        until(lambda: tries(ben, room, "healed"), 30, "it heals by itself", step=0.5)
        ann.hears("healed", seconds=30)
        ben.terminate()
        ben.restart()
        settled([ann, ben], room)
        check(set(stored) <= {it["message"] for it in ben.history(room)}, "and after a restart")


def tries(node, room, text):
    try:
        return node.say(room, text)
    except Exception:
        return None


def local_socket():
    """The same contract on the socket of --control, from this user only; the end of stdin does not stop the node."""
    with Rig(peers=1) as rig:
        path = os.path.join(rig.folder, "control.sock")
        ann = rig.start("ann", "--control", path)
        equal(oct(os.stat(path).st_mode & 0o777), "0o600", "the mode")
        ann.process.stdin.close()
        first, second = Line(path), Line(path)
        equal(first.read()["method"], "ready", "ready comes first")
        equal(second.read()["method"], "ready", "to each")
        room = first.call("room.create", name="Hall")["room"]
        sent = first.call("room.send", room=room, text="x")["message"]
        heard = second.until(lambda it: it.get("method") == "message")
        equal(heard["params"]["message"], sent, "everybody hears it")
        equal(first.call("node.stop"), {}, "stop")
        equal(ann.exit_code(), 0, "exit")
        check(not os.path.exists(path), "the socket's file is gone")

        daemon = rig.node("daemon", "--daemon", "--control", path, number=1).start()
        line = Line(path)
        equal(line.read()["method"], "ready", "ready")
        room = line.call("room.create", name="Hall")["room"]
        line.call("room.send", room=room, text="x")
        equal([name for _, name, _ in daemon.notices], ["ready"], "a daemon prints only ready")
        equal(daemon.terminate(), 0, "exit")


class Line:
    """A client of the local socket."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(10)
        self.socket.connect(path)
        self.file = self.socket.makefile("rb")

    def read(self):
        return json.loads(self.file.readline())

    def until(self, condition):
        while True:
            message = self.read()
            if condition(message):
                return message

    def call(self, method, **params):
        self.socket.sendall(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method,
                                        "params": params}).encode() + b"\n")
        return self.until(lambda it: it.get("id") == 1)["result"]


if __name__ == "__main__":
    main(start_failures, invites, nobody_answers, strangers_at_the_port, odd_texts, full_disk,
         local_socket)
