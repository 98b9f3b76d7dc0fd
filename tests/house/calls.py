# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Calls that are banned, each with what to use instead, and connections without a context object."""

import re
from dataclasses import dataclass

from includes import NODE_DOOR, QT_FREE, room_of
from tree import Finding

ALL = QT_FREE | {"engine/host", "gui", "node"}
NO_HOST = ALL - {"engine/host"}
GUI = {"gui"}


@dataclass(frozen=True)
class Ban:
    pattern: re.Pattern
    rooms: frozenset
    instead: str
    main_too: bool = True
    home: re.Pattern = re.compile("$.")  # where it is allowed all the same; here: nowhere


def ban(pattern, rooms, instead, main_too=True, home="$."):
    return Ban(re.compile(pattern), frozenset(rooms), instead, main_too, re.compile(home))


CLOCK = "take core::Now as an argument; engine/host owns the clocks"
RANDOM = "take core::Rng& as an argument; engine/host owns the generator"
SOCKET = "return an output; engine/host owns the sockets"
FILES = "return an output or ask through the door; engine/host owns the files"
THREAD = "engine/host owns the threads; results come back as inputs"
MARKUP = "peer text is never markup: plain text only"
LOOP = "no nested event loop: open() or popup(), and go on in a slot"

BANS = [
    # Clocks
    ban(r"\b\w*(?:_clock|Clock)::now\b", NO_HOST, CLOCK),
    ban(r"\b(?:clock_gettime|gettimeofday|localtime(?:_r)?|gmtime(?:_r)?|ftime)\s*\(", NO_HOST, CLOCK),
    ban(r"(?:\bstd::|(?<![\w.>])::|[=(,;{}]\s*)time\s*\(\s*(?:nullptr|NULL|0|&)", NO_HOST, CLOCK),
    ban(r"\bQ(?:DateTime|Date|Time)::current\w*", NO_HOST - {"gui"}, CLOCK),
    ban(r"\bQ(?:DateTime|Date|Time)::current\w*", GUI, "ask gui/wall_clock.h, so that a test can set the day",
        home=r"src/gui/wall_clock\.cpp"),
    ban(r"\bQ(?:ElapsedTimer|DeadlineTimer)\b", QT_FREE | {"node"}, CLOCK),
    # Randomness
    ban(r"\brandombytes\w*", NO_HOST, RANDOM),
    ban(r"\bcrypto_\w+_(?:keygen|keypair)\b(?<!seed_keypair)", ALL, RANDOM + " (the _seed_ forms)"),
    ban(r"\bstd::(?:random_device|mt19937(?:_64)?|minstd_rand0?|default_random_engine|shuffle|sample|\w+_distribution)\b",
        ALL, RANDOM),
    ban(r"(?<![\w.>:])(?:std::)?(?:(?:s?rand|rand_r|s?random_r|[a-z]rand48)\s*\(|random\s*\(\s*\))", ALL, RANDOM),
    ban(r"\b(?:arc4random\w*|getrandom|getentropy|RAND_bytes|QRandomGenerator)\b", NO_HOST, RANDOM),
    # Sockets, files, processes
    ban(r"\bQ(?:Tcp(?:Socket|Server)|Udp(?:Socket)|AbstractSocket|HostInfo|HostAddress|Network\w+|Ssl\w+|Dns\w+)\b",
        NO_HOST, SOCKET),
    ban(r"(?<![\w:>.])::(?:socket|bind|connect|listen|accept|sendto|recvfrom|setsockopt)\s*\(", NO_HOST, SOCKET,
        home=NODE_DOOR),
    ban(r"\b(?:QFile|QSaveFile|QTemporaryFile|QTemporaryDir|QLockFile|QDirIterator|QFileSystemWatcher)\b", NO_HOST, FILES,
        home=r"src/gui/local_settings\.cpp"),
    ban(r"\bstd::(?:[io]?fstream|filesystem)\b|\b(?:fopen|freopen|mmap|unlink|rename)\s*\(", NO_HOST, FILES,
        home=NODE_DOOR),
    ban(r"\bQSql\w+\b|\bsqlite3_\w+", NO_HOST, "engine/host owns the database"),
    ban(r"(?<![\w.>:])(?:std::)?(?:system|popen|execv[pe]*|execl[pe]?|fork|vfork|posix_spawn\w*)\s*\(|\bQProcess\b", ALL,
        "no other program is ever started"),
    # Threads and waiting
    ban(r"(?<![\w.>:])(?:u?sleep|nanosleep)\s*\(|\bsleep_(?:for|until)\b|\bQThread::[mu]?sleep\b|\bqWait\w*\b", ALL,
        "set a timer; nobody here waits"),
    ban(r"\bstd::(?:j?thread|async|promise|future|(?:\w+_)?mutex|lock_guard|unique_lock|scoped_lock|condition_variable\w*"
        r"|atomic\w*|call_once|counting_semaphore|latch|barrier)\b|\bthread_local\b", NO_HOST, THREAD),
    ban(r"\bQ(?:Mutex\w*|ReadWriteLock|Semaphore|WaitCondition|Atomic\w+|FutureWatcher|ThreadPool|Runnable)\b|\bQtConcurrent\b",
        NO_HOST, THREAD),
    ban(r"\bQThread\b", NO_HOST, THREAD, main_too=False),
    ban(r"\bBlockingQueuedConnection\b", ALL, "queued connections only: no thread waits for another"),
    ban(r"\bprocessEvents\b|\bQEventLoop\b", ALL, LOOP),
    ban(r"(?<!drag)(?<!Drag)(?:\.|->)exec\s*\(", GUI, LOOP, main_too=False),
    ban(r"\bQMessageBox::(?:question|information|warning|critical|about)\s*\(|\bQFileDialog::get\w+\s*\("
        r"|\bQ(?:Input|Color|Font)Dialog::get\w+\s*\(", GUI, LOOP),
    # Order that a seed must replay
    ban(r"\bstd::unordered_\w+|\bQ(?:Multi)?Hash\s*<|\bQSet\s*<", QT_FREE, "std::map or a sorted vector: iteration must be ordered"),
    ban(r"\bstd::(?:multi)?(?:map|set)\s*<\s*(?:const\s+)?[\w:]+\s*\*", QT_FREE, "key by id: pointers have no order that a seed replays"),
    # Markup and trust
    ban(r"\b(?:setHtml|insertHtml|toHtml|setMarkdown|insertMarkdown|toMarkdown|appendHtml)\s*\(", ALL, MARKUP),
    ban(r"\bQt::(?:RichText|AutoText|MarkdownText|mightBeRichText)\b|\bQTextBrowser\b", ALL, MARKUP),
    ban(r"\bQTextDocument\b(?!::Find)", GUI, MARKUP + "; QTextLayout draws it"),
    ban(r"\bignoreSslErrors\b|\bVerifyNone\b|\bQWebEngine\w*", ALL, "never: and nothing here speaks TLS or HTML"),
    ban(r"\bcrypto_core_ed25519_is_valid_point\b", ALL, "broken in libsodium 1.0.18: core::verify refuses what must be refused"),
    # Our own ways
    ban(r"\b(?:throw|try|catch)\b(?!\s*=)", QT_FREE, "core::Result; no exceptions of our own"),
    ban(r"(?<![\w.>:])(?:static_)?assert\s*\((?<!static_assert\()|\bQ_ASSERT\w*|\babort\s*\(", QT_FREE - {"core"}, "CHECK from core/check.h"),
    ban(r"(?<![\w.>:])(?:std::)?(?:atoi|atol|atof|strtou?ll?|stou?ll?|stoi|stod|stof|sscanf|sprintf|vsprintf|strcpy|strcat|gets|alloca)\s*\(",
        ALL, "std::from_chars, std::string: bounded, and errors are values"),
    ban(r"\bQ_GLOBAL_STATIC\b|\bstatic\s+[\w:]+\s*&\s*instance\s*\(", ALL, "no singletons: pass a reference"),
    ban(r"\bSIGNAL\s*\(", ALL, "connect by pointer to member"),
    ban(r"\b(?:std::(?:cout|cerr|clog)|printf\s*\(|puts\s*\()", QT_FREE - {"core"}, "cores print nothing; return a value"),
]


def check_bans(tree):
    for file in tree.cpp():
        room, is_main = room_of(file.path), file.path.endswith("/main.cpp")
        for rule in BANS:
            if room not in rule.rooms or (is_main and not rule.main_too) or rule.home.fullmatch(file.path):
                continue
            for match in rule.pattern.finditer(file.code):
                if file.code.rfind("#include", file.code.rfind("\n", 0, match.start()) + 1, match.start()) >= 0:
                    continue  # the include table speaks of these
                # A pattern may begin with what must stand before the call; the finding names the call.
                called = match[0].strip(" =(,;{}\n\t").rstrip("(").strip() or match[0].strip()
                yield Finding(file.path, file.line_of(match.end() - 1), "banned", f"{called}: {rule.instead}")


def arguments(code, opening):
    """The top-level arguments of the call whose parenthesis opens at `opening`; nothing when it never closes."""
    depth, begin, out = 0, opening + 1, []
    for offset in range(opening, len(code)):
        c = code[offset]
        if c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
            if depth == 0:
                out.append(code[begin:offset].strip())
                return [a for a in out if a]
        elif c == "," and depth == 1:
            out.append(code[begin:offset].strip())
            begin = offset + 1
    return None


def check_connections(tree):
    """A functor needs a context object, or it outlives what it captured."""
    for file in tree.cpp():
        for match in re.finditer(r"(?<!dis)(?<![\w.>])(?:QObject::|\w+::)?connect\s*\(", file.code):
            args = arguments(file.code, match.end() - 1)
            if args and len(args) == 3 and "&" in args[1]:
                yield Finding(file.path, file.line_of(match.start()), "connect",
                              "name a context object: connect(sender, signal, context, functor)")
        for match in re.finditer(r"\bQTimer::singleShot\s*\(", file.code):
            args = arguments(file.code, match.end() - 1)
            if args and len(args) == 2:
                yield Finding(file.path, file.line_of(match.start()), "connect",
                              "name a context object: singleShot(time, context, functor)")


def check_labels(tree):
    """QLabel and QMessageBox guess markup unless told otherwise."""
    for file in tree.cpp("src/gui/"):
        if not file.path.endswith(".cpp"):
            continue
        for widget in ("QLabel", "QMessageBox"):
            made = re.search(rf"\bnew\s+{widget}\b|\b{widget}\s+\w+\s*[;({{]", file.code)
            if made and "PlainText" not in file.code:
                yield Finding(file.path, file.line_of(made.start()), "label",
                              f"{widget} guesses markup: setTextFormat(Qt::PlainText)")


CHECKS = [check_bans, check_connections, check_labels]
