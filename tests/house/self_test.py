#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""The checks, checked: a good tree gives no finding, each kind of bad line gives exactly the finding it deserves, and
no ban exists that nothing here trips."""

import os
import tempfile
import unittest

import calls
import includes
from house import findings

LICENCE = "// SPDX-FileCopyrightText: The Parlour authors\n// SPDX-License-Identifier: MIT\n"
TEST = LICENCE + "void t() { QCOMPARE(1, 1); }\n"


def header(room, body="", includes_=""):
    return f"{LICENCE}#pragma once\n\n// What it is.\n\n{includes_}\nnamespace {room} {{\n{body}\n}}\n"


def source(room, body="", includes_=""):
    return f"{LICENCE}{includes_}\nnamespace {room} {{\n{body}\n}}\n"


GOOD = {
    "src/core/ids.h": header("core"),
    "src/core/bytes.h": header("core"),
    "src/core/keys.h": header("core"),
    "src/core/keys.cpp": source("core", "", '#include "core/keys.h"\n#include <sodium.h>\n'),
    "tests/core/keys_test.cpp": TEST,
    "src/dht/node.h": header("dht", "", '#include "core/ids.h"\n'),
    "src/transfer/merkle.h": header("transfer", "", '#include "core/ids.h"\n'),
    "src/engine/engine.h": header("engine", "", '#include "engine/engine_types.h"\n#include <QObject>\n'),
    "src/engine/engine_types.h": header("engine", "", '#include "core/ids.h"\n#include <string>\n'),
    "src/engine/peer.h": header("engine", "", '#include "dht/node.h"\n#include "engine/room/log.h"\n'),
    "src/engine/turn.h": header("engine", "", '#include "engine/engine_types.h"\n'),
    "src/engine/room/log.h": header("engine::room", "", '#include "core/ids.h"\n#include "engine/turn.h"\n#include "frames.pb.h"\n'),
    "src/node/control_socket.cpp": source("node", "void a() { ::socket(0); unlink(path); }", "#include <sys/un.h>\n"),
    "tests/node/control_socket_test.cpp": TEST,
    "tests/support/world.h": header("support", "\n" * 300),
    "src/engine/session/link.h": header("engine::session"),
    "src/engine/reach/beacon.h": header("engine::reach"),
    "src/engine/host/loop.h": header("engine::host", "", '#include "engine/peer.h"\n#include <QUdpSocket>\n#include <thread>\n'),
    "src/engine/host/loop.cpp": source("engine::host", "void a() { auto t = std::chrono::steady_clock::now(); ::socket(0); }",
                                       '#include <sys/types.h>\n#include <sodium.h>\n'),
    "tests/engine/host/loop_io_test.cpp": TEST + "// covers: loop.cpp\n",
    "src/gui/room_page.h": header("gui", "", '#include "core/ids.h"\n#include "engine/engine.h"\n#include <QWidget>\n'),
    "src/gui/room_page.cpp": source("gui", """
// A comment may say system() and throw; so may a text: "setHtml(x)".
void make() { auto* label = new QLabel; label->setTextFormat(Qt::PlainText); tr("std::thread, setHtml(x)"); }
void link() { connect(button, &QPushButton::clicked, this, [this] { send(a, b); }); drag.exec(Qt::CopyAction); }
void later() { QTimer::singleShot(5, this, [] {}); disconnect(a, &A::b, c); runtime(); catchUp(); time.random(rng); }
""", '#include "gui/room_page.h"\n#include <QLabel>\n'),
    "tests/gui/room_page_test.cpp": TEST,
    "src/gui/main.cpp": LICENCE + '#include "engine/host/loop.h"\n#include <QThread>\nint main() { return app.exec(); }\n',
    "cmake/Flags.cmake": "# SPDX-FileCopyrightText: The Parlour authors\n# SPDX-License-Identifier: MIT\n",
    "README.md": "Parlour.\n",
}

# (path, content, rule, a piece of the message)
BAD_FILES = [
    ("src/core/a.h", header("core", "", '#include "dht/node.h"\n'), "include", "core may not include dht"),
    ("src/dht/a.h", header("dht", "", '#include "transfer/merkle.h"\n'), "include", "dht may not include transfer"),
    ("src/transfer/a.h", header("transfer", "", '#include "dht/node.h"\n'), "include", "transfer may not include dht"),
    ("src/dht/a.h", header("dht", "", '#include "engine/engine_types.h"\n'), "include", "dht may not include engine"),
    ("src/transfer/a.h", header("transfer", "", '#include "engine/host/loop.h"\n'), "include", "transfer may not include engine/host"),
    ("src/engine/room/a.h", header("engine::room", "", '#include "engine/session/link.h"\n'), "include", "engine/room may not include engine/session"),
    ("src/engine/session/a.h", header("engine::session", "", '#include "engine/room/log.h"\n'), "include", "engine/session may not include engine/room"),
    ("src/engine/reach/a.h", header("engine::reach", "", '#include "engine/peer.h"\n'), "include", "engine/reach may not include engine"),
    ("src/engine/a.h", header("engine", "", '#include "engine/host/loop.h"\n'), "include", "engine may not include engine/host"),
    ("src/engine/a.h", header("engine", "", '#include "engine/engine.h"\n'), "include", "the door may not be included"),
    ("src/engine/host/a.h", header("engine", "", '#include "gui/room_page.h"\n'), "include", "engine/host may not include gui"),
    ("src/gui/a.h", header("gui", "", '#include "engine/peer.h"\n'), "include", "the window sees only"),
    ("src/gui/a.h", header("gui", "", '#include "core/keys.h"\n'), "include", "the window sees only"),
    ("src/gui/a.h", header("gui", "", '#include "engine/host/loop.h"\n'), "include", "the window sees only"),
    ("src/gui/a.h", header("gui", "", '#include "frames.pb.h"\n'), "include", "the wire format ends below"),
    ("src/node/a.h", header("node", "", '#include "gui/room_page.h"\n'), "include", "node may not include gui"),
    ("src/node/a.h", header("node", "", '#include "engine/peer.h"\n'), "include", "node may not include engine"),
    ("src/node/a.h", header("node", "", "#include <sys/un.h>\n"), "include", "operating system"),
    ("src/engine/room/a.h", header("engine::room", "", '#include "engine/peer.h"\n'), "include", "engine/room may not include engine"),
    ("src/node/a.h", header("node", "", "#include <QWidget>\n"), "include", "node knows no window"),
    ("src/node/a.h", header("node", "", "#include <QTcpSocket>\n"), "include", "sockets and databases"),
    ("src/gui/a.h", header("gui", "", "#include <QtNetwork/QUdpSocket>\n"), "include", "sockets and databases"),
    ("src/gui/a.h", header("gui", "", "#include <QSqlQuery>\n"), "include", "sockets and databases"),
    ("src/engine/host/a.h", header("engine", "", "#include <QApplication>\n"), "include", "knows no window"),
    ("src/engine/a.h", header("engine", "", "#include <QString>\n"), "include", "engine is free of Qt"),
    ("src/core/a.h", header("core", "", "#include <QtCore/QString>\n"), "include", "core is free of Qt"),
    ("src/core/a.h", header("core", "", "#include <sodium.h>\n"), "include", "libsodium is used in"),
    ("src/engine/room/a.h", header("engine", "", "#include <sodium.h>\n"), "include", "libsodium is used in"),
    ("src/transfer/a.h", header("transfer", "", "#include <openssl/sha.h>\n"), "include", "libcrypto is used in"),
    ("src/engine/a.h", header("engine", "", "#include <sqlite3.h>\n"), "include", "SQLite belongs to"),
    ("src/engine/a.h", header("engine", "", "#include <miniupnpc/miniupnpc.h>\n"), "include", "port mapping belongs to"),
    ("src/engine/a.h", header("engine", "", "#include <google/protobuf/message_lite.h>\n"), "include", "protobuf stays"),
    ("src/dht/a.h", header("dht", "", "#include <sys/socket.h>\n"), "include", "operating system"),
    ("src/gui/a.h", header("gui", "", "#include <unistd.h>\n"), "include", "operating system"),
    ("src/core/a.h", header("core", "", '#include "ids.h"\n'), "include", "written from src"),
    ("src/core/a.h", header("core", "", '  #  include "../dht/node.h"\n'), "include", "written from src"),
    ("src/core/a.h", LICENCE + "// What.\nnamespace core {}\n", "header", "#pragma once"),
    ("src/core/a.h", LICENCE + "#pragma once\n#include <string>\nnamespace core {}\n", "header", "opens with a comment"),
    ("src/core/a.h", "// One.\n// Two.\n#pragma once\n// What.\nnamespace core {}\n", "licence", "SPDX"),
    ("src/core/a.h", header("parlour"), "namespace", "namespace core"),
    ("src/core/CMakeLists.txt", "parlour_room(core)\n", "licence", "SPDX"),
    ("src/core/a.h", header("core", "\n" * 250), "size", "at most 250"),
    ("src/gui/main.cpp", LICENCE + "\n" * 170, "size", "at most 170"),
    ("src/core/keys.cpp", source("core", "\n" * 600), "size", "at most 600"),
    ("src/core/a.h", header("core", "// " + "x" * 123), "columns", "126 columns"),
    ("src/core/keys.cpp", source("core", "int f(int a)\n{\n" + "    a += 1;\n" * 68 + "}"), "function", "71 lines"),
    ("src/core/keys.cpp", source("core", "A::A(int a)\n    : m_a{a}\n{\n" + "    if (a) {\n    }\n" * 34 + "}"), "function", "72 lines"),
    ("src/core/keys.cpp", source("core", "A::A(int a)\n    : m_a{a}\n    , m_b{a}\n{\n" + "    a += 1;\n" * 69 + "}"), "function", "74 lines"),
    ("src/core/KeyStore.h", header("core"), "name", "snake_case"),
    ("src/core/string_utils.h", header("core"), "name", "not a drawer"),
    ("src/core/a.h", header("core", "class LinkManager {};"), "name", "LinkManager"),
    ("src/core/lonely.cpp", source("core"), "test", "has no tests/core/lonely_test.cpp"),
    ("tests/core/gone_test.cpp", TEST + "// covers: core/gone.cpp\n", "covers", "core/gone.cpp is no source"),
    ("tests/core/idle_test.cpp", LICENCE + "void t() { QString x = \"QVERIFY(1)\"; }\n", "asserts", "asserts nothing"),
    ("tests/core/keys_test.cpp", TEST + 'void u() { QSKIP("no"); }\n', "skip", "not skipped"),
    ("src/core/a.h", header("core", "// TO" + "DO: later"), "word", "finish it"),
    ("README.md", "See /ho" + "me/somebody/notes.\n", "word", "somebody's machine"),
    ("README.md", "<" * 7 + " HEAD\n", "word", "merge"),
    ("docs/A.md", "This is a st" + "ub.\n", "word", "leave it out"),
    ("src/gui/room_page.cpp", source("gui", "void f() { auto* l = new QLabel(text); }"), "label", "QLabel guesses"),
    ("src/gui/room_page.cpp", source("gui", "void f() { QMessageBox box(this); }"), "label", "QMessageBox guesses"),
    ("src/gui/room_page.cpp", source("gui", "void f() { connect(a, &A::b, [this] { g(1, 2); }); }"), "connect", "context"),
    ("src/gui/room_page.cpp", source("gui", "void f() { QObject::connect(\n    a,\n    &A::b,\n    [=](int x, int y) {}); }"), "connect", "context"),
    ("src/gui/room_page.cpp", source("gui", "void f() { QTimer::singleShot(5, [] {}); }"), "connect", "context"),
]

# (room path, line of code): each must be the only finding of its tree.
BAD_CALLS = [
    ("src/dht/node.h", "auto t = std::chrono::steady_clock::now();"),
    ("src/dht/node.h", "auto t = Clock::now();"),
    ("src/engine/peer.h", "clock_gettime(CLOCK_MONOTONIC, &t);"),
    ("src/engine/peer.h", "auto t = std::time(nullptr);"),
    ("src/node/a.h", "auto t = QDateTime::currentDateTimeUtc();"),
    ("src/gui/room_page.h", "auto t = QDate::currentDate();"),
    ("src/node/a.h", "QElapsedTimer timer;"),
    ("src/core/ids.h", "randombytes_buf(a, 4);"),
    ("src/core/ids.h", "crypto_sign_keypair(a, b);"),
    ("src/engine/host/loop.h", "crypto_aead_xchacha20poly1305_ietf_keygen(a);"),
    ("src/transfer/merkle.h", "std::mt19937_64 rng(1);"),
    ("src/transfer/merkle.h", "int i = rand();"),
    ("src/transfer/merkle.h", "long i = random();"),
    ("src/gui/room_page.h", "auto i = QRandomGenerator::global()->bounded(4);"),
    ("src/gui/room_page.h", "QTcpSocket* socket;"),
    ("src/engine/reach/beacon.h", "int s = ::socket(AF_INET, SOCK_DGRAM, 0);"),
    ("src/gui/room_page.h", "QFile file(name);"),
    ("src/engine/room/log.h", "std::ofstream out(name);"),
    ("src/node/a.h", "unlink(path);"),
    ("src/engine/room/log.h", "FILE* f = fopen(name, mode);"),
    ("src/gui/room_page.h", "QSqlQuery query;"),
    ("src/engine/host/loop.h", "std::system(command);"),
    ("src/gui/room_page.h", "QProcess process;"),
    ("src/engine/host/loop.h", "usleep(5);"),
    ("src/engine/host/loop.h", "std::this_thread::sleep_for(5ms);"),
    ("src/engine/peer.h", "std::mutex lock;"),
    ("src/gui/room_page.h", "std::atomic<int> count;"),
    ("src/gui/room_page.h", "QMutexLocker lock(&m);"),
    ("src/gui/room_page.h", "QThread* thread;"),
    ("src/engine/host/loop.h", "QMetaObject::invokeMethod(a, f, Qt::BlockingQueuedConnection);"),
    ("src/gui/room_page.h", "QCoreApplication::processEvents();"),
    ("src/gui/room_page.h", "int result = dialog.exec();"),
    ("src/gui/room_page.h", "auto name = QFileDialog::getOpenFileName(this);"),
    ("src/engine/room/log.h", "std::unordered_map<int, int> a;"),
    ("src/engine/room/log.h", "std::map<const Log*, int> a;"),
    ("src/gui/room_page.h", "edit->setHtml(text);"),
    ("src/gui/room_page.h", "label->setTextFormat(Qt::RichText);"),
    ("src/gui/room_page.h", "QTextDocument document;"),
    ("src/engine/host/loop.h", "reply->ignoreSslErrors();"),
    ("src/core/ids.h", "crypto_core_ed25519_is_valid_point(a);"),
    ("src/dht/node.h", "throw Error();"),
    ("src/dht/node.h", "assert(a);"),
    ("src/core/ids.h", "int a = std::stoi(text);"),
    ("src/gui/room_page.h", "static Session& instance();"),
    ("src/gui/room_page.h", "connect(a, SIGNAL(b()), this, f);"),
    ("src/transfer/merkle.h", "std::cout << 1;"),
]


class HouseTest(unittest.TestCase):
    def found(self, changed):
        with tempfile.TemporaryDirectory() as root:
            for path, content in {**GOOD, **changed}.items():
                os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(content)
            return findings(root)

    def test_good_tree_has_no_finding(self):
        self.assertEqual([], [str(f) for f in self.found({})])

    def test_each_bad_file_is_found(self):
        for path, content, rule, message in BAD_FILES:
            with self.subTest(path=path, rule=rule, message=message):
                found = self.found({path: content})
                self.assertEqual([(path, rule)], [(f.path, f.rule) for f in found], [str(f) for f in found])
                self.assertIn(message, found[0].message)

    def test_each_bad_call_is_found_where_it_stands(self):
        for path, line in BAD_CALLS:
            with self.subTest(path=path, line=line):
                room = path.split("/")[1]
                found = self.found({path: header(room, "\n// before\n" + line)})
                self.assertEqual([(path, "banned", 11)], [(f.path, f.rule, f.line) for f in found], [str(f) for f in found])

    def test_no_ban_is_idle(self):
        for rule in calls.BANS:
            with self.subTest(pattern=rule.pattern.pattern):
                self.assertTrue(any(rule.pattern.search(line) for _, line in BAD_CALLS))

    def test_each_banned_header_is_found(self):
        for name in includes.BANNED_STD:
            with self.subTest(name=name):
                found = self.found({"src/core/ids.h": header("core", "", f"#include <{name}>\n")})
                self.assertEqual(["include"], [f.rule for f in found], [str(f) for f in found])

    def test_cycles_of_headers_and_of_components_are_found_once(self):
        ring = {"src/core/a.h": header("core", "", '#include "core/b.h"\n'),
                "src/core/b.h": header("core"),
                "src/core/b.cpp": source("core", "", '#include "core/a.h"\n'),
                "tests/core/b_test.cpp": TEST}
        self.assertEqual(["src/core/a.h:1: [cycle] include cycle: src/core/a -> src/core/b -> src/core/a"],
                         [str(f) for f in self.found(ring)])

    def test_sizes_at_their_limit_pass(self):
        body = "int f(int a)\n{\n" + "    a += 1;\n" * 67 + "}"
        self.assertEqual([], self.found({"src/core/keys.cpp": source("core", body),
                                         "src/core/a.h": header("core", "// " + "x" * 122)}))

    def test_the_present_tree_is_seen(self):
        """The floor under all of this: the real tree has sources that the checks read."""
        root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
        from tree import Tree
        paths = {file.path for file in Tree(root).cpp()}
        self.assertLessEqual({"src/core/ids.h", "src/core/keys.cpp"}, paths)


if __name__ == "__main__":
    unittest.main()
