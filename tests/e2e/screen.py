# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""A real X server with a window manager, a hand on its keyboard and mouse, and what the walks through the product share."""
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "net"))
from parlour_rig import check, equal, until  # noqa: E402

SKIPPED = 77
PATIENCE = 30.0
PR_SET_PDEATHSIG = 1
TOOLS = ("Xvfb", "openbox", "xdotool", "import")

# The light colours of a main and of a dangerous button, and of one's own messages (src/gui/colours.cpp).
ACCENT = bytes((0x2F, 0x62, 0xD9))
DANGER = bytes((0xB3, 0x26, 0x1E))
OWN = bytes((0xDC, 0xE8, 0xFF))

APART = ["--no-lan", "--no-dht", "--no-port-mapping", "--no-public-bootstrap"]

_libc = ctypes.CDLL(None, use_errno=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Screen:
    """An X server with a window manager, and a hand on its keyboard and mouse."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {key: value for key, value in os.environ.items()
                            if key not in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "QT_QPA_PLATFORM")}
        self.environment |= {"HOME": os.path.join(folder, "home"), "LC_ALL": "C.UTF-8", "USER": "ada",
                             "XDG_RUNTIME_DIR": os.path.join(folder, "run")}
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_DOWNLOAD_DIR"):
            self.environment.pop(variable, None)
        for name in ("home", "run"):
            os.mkdir(os.path.join(folder, name), 0o700)
        self.started = []
        ours, theirs = os.pipe()
        # Without -noreset the server starts over when its last client leaves: a question asked before the window
        # manager is there would be that client, and the window manager would lose its server while it connects.
        self.start(["Xvfb", "-screen", "0", "1280x800x24", "-noreset", "-nolisten", "tcp", "-displayfd", str(theirs)],
                   pass_fds=(theirs,))
        os.close(theirs)
        with os.fdopen(ours) as told:
            number = told.readline().strip()
        check(number, "Xvfb did not start: " + self.said("Xvfb"))
        self.environment["DISPLAY"] = ":" + number
        manager = self.start(["openbox"])

        def managed():
            check(manager.poll() is None, f"the window manager ended with {manager.poll()}: {self.said('openbox')}")
            return "window id" in self.ask("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
        until(managed, 3 * PATIENCE, "the window manager")  # its first start may read all fonts of a busy machine
        self.pictures = 0

    def start(self, command, **more):
        log = open(os.path.join(self.folder, os.path.basename(command[0]) + ".log"), "ab")
        process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=more.pop("stdout", log), stderr=log, preexec_fn=die_with_parent,
                                   **more)
        log.close()
        self.started.append(process)
        return process

    def said(self, name):
        with open(os.path.join(self.folder, name + ".log"), encoding="utf-8", errors="replace") as log:
            return log.read()

    def ask(self, *command):
        """What a tool answers; nothing when it fails."""
        result = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False,
                                timeout=PATIENCE)
        return result.stdout.strip() if result.returncode == 0 else ""

    def hand(self, *command):
        subprocess.run(["xdotool", *map(str, command)], env=self.environment, check=True, timeout=PATIENCE)

    def key(self, *keys):
        self.hand("key", "--clearmodifiers", *keys)

    def type(self, text):
        """Only what the keyboard has: for other signs xdotool changes the layout under way, and loses some."""
        check(text.isascii(), "xdotool loses " + text)
        self.hand("type", "--delay", "4", text)

    def windows(self, process):
        """{title: window} of what a process shows."""
        shown = self.ask("xdotool", "search", "--onlyvisible", "--pid", str(process.pid)).split()
        return {self.ask("xdotool", "getwindowname", each): each for each in shown}

    def window(self, process, title):
        def find():
            check(process.poll() is None, f"it ended with {process.poll()}: {self.said('parlour')}")
            return next((window for name, window in self.windows(process).items() if title in name), None)
        return until(find, PATIENCE, f"a window called {title!r}; there are {list(self.windows(process))}")

    def activate(self, window):
        def is_active():
            self.ask("xdotool", "windowactivate", window)
            return self.ask("xdotool", "getactivewindow") == window
        until(is_active, PATIENCE, "an active window", step=0.2)

    def place(self, window):
        """(left, top, width, height) of what is inside the frame."""
        lines = self.ask("xdotool", "getwindowgeometry", "--shell", window).splitlines()
        values = dict(line.split("=") for line in lines)
        return tuple(int(values[key]) for key in ("X", "Y", "WIDTH", "HEIGHT"))

    def pixels(self):
        """(width, bytes) of the whole screen."""
        picture = subprocess.run(["import", "-window", "root", "-depth", "8", "ppm:-"], env=self.environment,
                                 capture_output=True, check=True, timeout=PATIENCE).stdout
        magic, width, _, _, data = picture.split(maxsplit=4)
        equal(magic, b"P6", "a picture")
        return int(width), data

    def find_block(self, colour, wide, high):
        """The middle of the lowest block of that colour and size, or None."""
        width, data = self.pixels()
        row = colour * wide
        at = data.rfind(row)
        while at >= 0:
            above = (at - line * width * 3 for line in range(1, high))
            if all(data[start:start + len(row)] == row for start in above):
                return at // 3 % width + wide // 2, at // 3 // width - high // 2
            at = data.rfind(row, 0, at + len(row) - 1)
        return None

    def count(self, colour):
        return self.pixels()[1].count(colour)

    def picture(self, name):
        folder = os.environ.get("PARLOUR_E2E_PICTURES")
        if folder:
            self.pictures += 1
            path = os.path.join(folder, f"{self.pictures:02}-{name}.png")
            subprocess.run(["import", "-window", "root", path], env=self.environment, check=False)

    def close(self):
        for process in reversed(self.started):
            if process.poll() is None:
                process.kill()
            process.wait()


def walk_through(walk_of, steps_of):
    """Runs the steps of a walk, and tells what was on the screen when one fails. Gives the exit code."""
    missing = [tool for tool in (*TOOLS, "xprop") if not shutil.which(tool)]
    if missing:
        print("missing: " + ", ".join(missing), file=sys.stderr)
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    folder = tempfile.mkdtemp(prefix="parlour-e2e-")
    began = time.monotonic()
    walk = None
    try:
        walk = walk_of(folder)
        for step in steps_of(walk):
            started = time.monotonic()
            step()
            print(f"PASS {step.__name__} {time.monotonic() - started:.1f} s", flush=True)
        print(f"all in {time.monotonic() - began:.1f} s")
        return 0
    except Exception:
        traceback.print_exc()
        if walk:
            walk.screen.picture("failed")
            for name in ("parlour", "drag_source"):
                if os.path.exists(os.path.join(folder, name + ".log")):
                    print(f"--- {name}:\n{walk.screen.said(name)[-3000:]}", file=sys.stderr)
        return 1
    finally:
        if walk:
            walk.close()
        shutil.rmtree(folder, ignore_errors=True)
