# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Programs of others that speak Mainline, run in a namespace of a Rig: libtorrent, aria2 and Transmission as Debian ships
them. All end with the test."""
import json
import os
import signal
import subprocess

from parlour_rig import PR_SET_PDEATHSIG, _libc

HERE = os.path.dirname(os.path.abspath(__file__))
DEBIAN_PYTHON = "/usr/bin/python3"  # the one that python3-libtorrent belongs to


def _die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Stranger:
    """A process in a namespace (None: the test's own)."""

    def __init__(self, rig, space, command, **more):
        if space:
            command = ["nsenter", f"--net=/run/netns/{space}", "--", *command]
        self.log_path = os.path.join(rig.folder, f"stranger{id(self)}.log")
        self.log = open(self.log_path, "ab")
        self.process = subprocess.Popen(command, preexec_fn=_die_with_parent, stderr=self.log, **more)
        rig._helpers.append(self.process)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def errors(self):
        with open(self.log_path, "rb") as log:
            return log.read().decode("utf-8", "replace")


class Libtorrent(Stranger):
    """Nodes at the given addresses; `ask(n, "peers", infohash=...)`."""

    def __init__(self, rig, space, addresses, enter=(), port=6881):
        command = [DEBIAN_PYTHON, "-B", os.path.join(HERE, "libtorrent_node.py"), str(port), *addresses]
        for endpoint in enter:
            command += ["--enter", endpoint]
        super().__init__(rig, space, command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.endpoints = [f"[{address}]:{port}" if ":" in address else f"{address}:{port}" for address in addresses]
        self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"libtorrent has ended: {self.errors()[-2000:]}")
        return json.loads(line)

    def ask(self, number, what, **params):
        self.process.stdin.write(json.dumps({"node": number, "do": what, **params}) + "\n")
        self.process.stdin.flush()
        return self._answer()


class Aria2(Stranger):
    """Looks for the content of one infohash in the DHT, and announces that it wants it."""

    def __init__(self, rig, space, infohash, enter, port=6881, peer_port=6882):
        folder = os.path.join(rig.folder, "aria2")
        os.makedirs(folder, exist_ok=True)
        entry = ["--dht-entry-point=" + enter] if enter else []
        super().__init__(rig, space, [
            "aria2c", "--no-conf", "--enable-dht=true", f"--dht-listen-port={port}",
            f"--dht-file-path={folder}/dht.dat", *entry, f"--listen-port={peer_port}",
            "--enable-peer-exchange=false", "--bt-enable-lpd=false", "--disable-ipv6=true", "--dir=" + folder,
            "--log=" + folder + "/log", "--log-level=debug", "--quiet", "--seed-time=0",
            "magnet:?xt=urn:btih:" + infohash], stdout=subprocess.DEVNULL)


class Transmission(Stranger):
    def __init__(self, rig, space, enter, port=6881):
        self.space = space
        folder = os.path.join(rig.folder, "transmission")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "settings.json"), "w") as file:
            json.dump({"dht-enabled": True, "lpd-enabled": False, "pex-enabled": False, "peer-port": port,
                       "port-forwarding-enabled": False, "download-dir": folder, "rpc-port": 9091,
                       "rpc-whitelist-enabled": False, "utp-enabled": False}, file)
        with open(os.path.join(folder, "dht.bootstrap"), "w") as file:
            for endpoint in enter:
                file.write(endpoint.replace(":", " ") + "\n")
        super().__init__(rig, space, ["transmission-daemon", "-f", "-g", folder, "--log-debug"],
                         stdout=subprocess.DEVNULL)

    def look_for(self, infohash):
        return subprocess.run(["nsenter", f"--net=/run/netns/{self.space}", "--", "transmission-remote",
                               "127.0.0.1:9091", "-a", "magnet:?xt=urn:btih:" + infohash],
                              capture_output=True, text=True, check=False)
