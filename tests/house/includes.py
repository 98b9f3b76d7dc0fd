# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Who may include whom (docs/STYLE.md prints the same table), and no cycle among components."""

import re

from tree import Finding

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)

# A room is a folder of src; the longest match wins. `door` is what the window sees of the engine.
DOOR = {"engine/engine.h", "engine/engine_types.h"}
ROOMS = ["core", "dht", "transfer", "engine/session", "engine/room", "engine/reach", "engine/directory",
         "engine/host", "engine", "gui", "node"]
QT_FREE = {"core", "dht", "transfer", "engine/session", "engine/room", "engine/reach", "engine/directory", "engine"}
MAY_SEE = {
    "core": {"core"},
    "dht": {"core"},
    "transfer": {"core"},
    "engine/session": {"core"},
    "engine/room": {"core"},
    "engine/reach": {"core"},
    "engine/directory": {"core", "engine/room"},
    "engine": {"core", "dht", "transfer", "engine/session", "engine/room", "engine/reach", "engine/directory"},
    "engine/host": {"core", "dht", "transfer", "engine/session", "engine/room", "engine/reach", "engine/directory",
                    "engine"},
    "gui": set(),
    "node": {"core"},
}
# The words that the engine's parts share: plain types over core, included by the parts below the peer as well.
VOCABULARY = {"engine/engine_types.h", "engine/peer_io.h", "engine/turn.h"}
ENGINE_PARTS = {"engine/session", "engine/room", "engine/reach"}
# The node's own door, its pipes and its local socket: the one use of the operating system outside the host.
NODE_DOOR = re.compile(r"^src/node/(control_socket|line_client|line_server|signal_watch)\.cpp$")
# What the window may see besides the door: ids, and what their header needs.
GUI_CORE = {"core/ids.h", "core/bytes.h", "core/time.h"}

# Where each library is at home. A .cpp only, so that no header carries it further.
LIBRARIES = [
    (re.compile(r"^sodium"), re.compile(
        r"^src/(core/(hash|keys|expanded_key|seal|secret_bytes|passphrase|cpace)|engine/host/\w+)\.cpp$"),
     "libsodium is used in core's crypto sources and engine/host only; use core/hash.h, keys.h, seal.h"),
    (re.compile(r"^openssl/"), re.compile(r"^src/core/(bulk_crypto|sha1)\.cpp$"),
     "libcrypto is used in core/bulk_crypto.cpp and core/sha1.cpp only; use their headers"),
    (re.compile(r"^sqlite3"), re.compile(r"^src/engine/host/\w+\.cpp$"), "SQLite belongs to engine/host"),
    (re.compile(r"^(miniupnpc/|natpmp)"), re.compile(r"^src/engine/host/\w+\.cpp$"),
     "port mapping belongs to engine/host"),
    (re.compile(r"^google/protobuf/"), re.compile(r"^src/(core|transfer|dht|engine)/.*\.cpp$"),
     "protobuf stays in a .cpp that encodes or decodes frames"),
]

BANNED_STD = {
    "thread": "threads live in engine/host", "jthread": "threads live in engine/host",
    "mutex": "no locks: pass values through the loop", "shared_mutex": "no locks: pass values through the loop",
    "atomic": "no atomics: pass values through the loop", "condition_variable": "no locks: use inputs",
    "future": "results come back as inputs", "semaphore": "no locks: use inputs", "barrier": "no locks",
    "latch": "no locks", "stop_token": "threads live in engine/host", "random": "take core::Rng& as an argument",
    "fstream": "engine/host reads and writes files", "filesystem": "engine/host reads and writes files",
    "iostream": "cores print nothing; return a value", "unordered_map": "std::map: iteration must be ordered",
    "unordered_set": "std::set: iteration must be ordered", "ctime": "take core::Now as an argument",
    "cassert": "CHECK from core/check.h, on in release", "stdexcept": "core::Result; no exceptions of our own",
    "format": "not in libstdc++ 12", "expected": "core::Result", "csignal": "signals belong to main.cpp and host",
}
C_HEADER = re.compile(r"^(sys|net|netinet|arpa|linux|bits)/|^[a-z_0-9]+\.h$")
QT_HEADER = re.compile(r"^(Q[A-Z]\w*|Qt[A-Z]\w*(/.*)?|q[a-z]+\.h)$")
QT_NETWORK = re.compile(r"^(QtNetwork/)?(QTcp|QUdp|QAbstractSocket|QHost|QNetwork|QSsl|QDns|QtNetwork$)")
QT_SQL = re.compile(r"^(QtSql/|QSql|QtSql$)")
QT_WINDOW = re.compile(r"^(QtWidgets|QtGui|QtSvg)|^Q(Widget|Application|GuiApplication|MainWindow|Dialog|Pixmap|Image|Icon|Painter|Label)$")
GENERATED = re.compile(r"^([\w]+\.pb\.h|ui_\w+\.h|\w+\.moc|moc_\w+\.cpp|version\.h)$")


def room_of(path):
    inside = path[len("src/"):] if path.startswith("src/") else path
    for room in sorted(ROOMS, key=len, reverse=True):
        if inside.startswith(room + "/"):
            return room
    return None


def _own(path, room, name, tree):
    """An include in quotes: what is wrong with it, if anything."""
    if GENERATED.match(name):
        return "the wire format ends below the engine's door" if name.endswith(".pb.h") and room in ("gui", "node") else None
    if f"src/{name}" not in tree.files:
        return f'"{name}" is no file of src: includes are written from src, "core/ids.h"'
    other = room_of(name)
    if room is None:
        return None
    if other == room:
        return "the door may not be included by what is below it" if room == "engine" and name == "engine/engine.h" else None
    is_main = path.endswith("/main.cpp")
    if room in ("gui", "node") and (name in DOOR or (is_main and other == "engine/host")):
        return None
    if is_main and name == "node/control_door.h":
        return None  # the window's program serves the control contract, too
    if room == "gui":
        return None if name in GUI_CORE else "the window sees only " + ", ".join(sorted(DOOR | GUI_CORE))
    if other in MAY_SEE[room] or (room in ENGINE_PARTS and name in VOCABULARY):
        return None
    return f"{room} may not include {other}; it may: {', '.join(sorted(MAY_SEE[room])) or 'nothing'}"


def _library(path, name):
    for what, where, message in LIBRARIES:
        if what.match(name):
            return message, where.match(path) is None
    return None, False


def _foreign(path, room, name):
    """An include in angle brackets."""
    message, wrong = _library(path, name)
    if message:
        return message if wrong else None
    is_main = path.endswith("/main.cpp")
    if QT_HEADER.match(name):
        if room in QT_FREE and path != "src/engine/engine.h":
            return f"{room} is free of Qt"
        if room in ("gui", "node") and (QT_NETWORK.match(name) or QT_SQL.match(name)):
            return "sockets and databases belong to engine/host"
        if room in ("engine/host", "node") and QT_WINDOW.match(name):
            return f"{room} knows no window"
        return None
    system = room == "engine/host" or is_main or NODE_DOOR.match(path) is not None
    if name in BANNED_STD and room != "engine/host" and not (system and name == "csignal"):
        return f"<{name}>: {BANNED_STD[name]}"
    if C_HEADER.match(name) and not system:
        return f"<{name}>: the operating system belongs to engine/host; the standard library has <c...> headers"
    return None


def check_table(tree):
    for file in tree.cpp():
        room = room_of(file.path)
        for match in INCLUDE.finditer(file.uncommented):
            quote, name = match[1], match[2]
            wrong = _own(file.path, room, name, tree) if quote == '"' else _foreign(file.path, room, name)
            if wrong:
                yield Finding(file.path, file.line_of(match.start()), "include", wrong)


def _component(path):
    return path.rsplit(".", 1)[0]


def check_cycles(tree):
    """Components (x.h with x.cpp) must form no cycle; one is reported once, at its first component."""
    edges = {}
    for file in tree.cpp():
        here = edges.setdefault(_component(file.path), set())
        for match in INCLUDE.finditer(file.uncommented):
            target = _component("src/" + match[2])
            if match[1] == '"' and "src/" + match[2] in tree.files and target != _component(file.path):
                here.add(target)
    for ring in _rings(edges):
        path = next(p for p in (ring[0] + ".h", ring[0] + ".cpp") if p in tree.files)
        yield Finding(path, 1, "cycle", "include cycle: " + " -> ".join([*ring, ring[0]]))


def _rings(edges):
    """Tarjan's strongly connected components with more than one member, each in order of name."""
    index, low, stack, rings = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(edges.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            ring = stack[stack.index(node):]
            del stack[stack.index(node):]
            if len(ring) > 1:
                rings.append(sorted(ring))

    for node in sorted(edges):
        if node not in index:
            visit(node)
    return sorted(rings)


CHECKS = [check_table, check_cycles]
