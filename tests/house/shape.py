# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Sizes, headers, names, licence lines, and a test beside each source."""

import os
import re

from tree import Finding

FILE_LINES = 600
HEADER_LINES = 250
FUNCTION_LINES = 70
COLUMNS = 125  # code is cut at 100 by clang-format; this is for comments and long strings
# Those that route and do not decide, and those that only compose.
TIGHTER = {"src/engine/peer.cpp": 500, "src/engine/host/engine_host.cpp": 500, "src/gui/main_window.cpp": 500,
           "src/gui/main.cpp": 170, "src/node/main.cpp": 150}

COVERS = re.compile(r"^// covers:\s*(.+)$", re.M)
ASSERTS = re.compile(r"\b(QVERIFY2?|QCOMPARE|QTRY_\w+|QFAIL|QVERIFY_THROWS_EXCEPTION|QVERIFY_EXCEPTION_THROWN|QTEST_FAIL_ACTION)\b")
NOT_A_FUNCTION = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b[^()]*$|=\s*$|\breturn\b[^;]*$|,\s*$|\]\s*$")
# A member initialised with braces, on the way from a constructor's head to its body.
BRACE_INITIALISER = re.compile(r"\)[^(){};]*:\s*\w[\w:<>]*\s*$|[)}]\s*,\s*\w[\w:<>]*\s*$")
SPDX = ("SPDX-FileCopyrightText: The Parlour authors", "SPDX-License-Identifier: MIT")


def check_sizes(tree):
    for file in tree.cpp("src/") + tree.cpp("tests/"):
        most = TIGHTER.get(file.path, HEADER_LINES if re.match(r"src/.*\.h$", file.path) else FILE_LINES)
        if len(file.lines) > most:
            yield Finding(file.path, most + 1, "size", f"{len(file.lines)} lines, at most {most}: split by noun")
        for number, line in enumerate(file.lines, 1):
            if len(line) > COLUMNS:
                yield Finding(file.path, number, "columns", f"{len(line)} columns, at most {COLUMNS}")


def functions(code):
    """(start offset, end offset) of every function body with its signature, outermost only."""
    stack, begin = [], 0
    for match in re.finditer(r"[{};]|^[ \t]*#.*$|\b(?:public|private|protected|signals|public slots|private slots):",
                             code, re.M):
        token, offset = match[0], match.start()
        if token == "{":
            head = code[begin:offset]
            if BRACE_INITIALISER.search(head) and not any(f for f, _ in stack):
                stack.append((False, None))
                continue
            is_function = "(" in head and not NOT_A_FUNCTION.search(head.strip()) and not any(f for f, _ in stack)
            first = begin + len(head) - len(head.lstrip())
            stack.append((is_function, first))
            begin = offset + 1
        elif token == "}":
            if stack:
                is_function, first = stack.pop()
                if is_function:
                    yield first, offset
                if first is None:
                    continue
            begin = offset + 1
        elif not stack or not any(f for f, _ in stack):
            begin = match.end()


def check_functions(tree):
    for file in tree.cpp("src/"):
        for first, last in functions(file.code):
            start, lines = file.line_of(first), file.line_of(last) - file.line_of(first) + 1
            if lines > FUNCTION_LINES:
                yield Finding(file.path, start, "function", f"{lines} lines, at most {FUNCTION_LINES}")


def check_licence(tree):
    for file in tree.files.values():
        name = os.path.basename(file.path)
        if not (file.is_cpp or name.endswith((".py", ".sh", ".cmake", ".proto")) or name == "CMakeLists.txt"):
            continue
        lines = file.lines[1:] if file.lines and file.lines[0].startswith("#!") else file.lines
        if len(lines) < 2 or not all(want in line for want, line in zip(SPDX, lines)):
            yield Finding(file.path, 1, "licence", "opens with the two SPDX lines")


def check_headers(tree):
    for file in tree.cpp("src/") + tree.cpp("tests/"):
        if not file.path.endswith(".h"):
            continue
        rest = [line for line in file.lines[2:] if line.strip()]
        if not rest or rest[0].strip() != "#pragma once":
            yield Finding(file.path, 3, "header", "#pragma once follows the licence")
        elif len(rest) < 2 or not rest[1].startswith("//"):
            yield Finding(file.path, 4, "header", "opens with a comment: what it is, what it promises, why so")


def check_names(tree):
    for file in tree.cpp("src/") + tree.cpp("tests/"):
        if not re.fullmatch(r"[a-z0-9_]+", file.stem):
            yield Finding(file.path, 1, "name", "file names are snake_case")
        if re.search(r"(^|_)(utils?|helpers?|common|misc|managers?|stuff|data|info)(_|$)", file.stem):
            yield Finding(file.path, 1, "name", "a noun from the field, not a drawer (utils, helper, manager, data, info)")
        for match in re.finditer(r"\b(?:class|struct)\s+(?:\[\[\w+\]\]\s*)?(\w*(?:Manager|Helper|Utils?|Stuff)\w*)", file.code):
            yield Finding(file.path, file.line_of(match.start()), "name", f"{match[1]}: say what it does, in a noun of the field")
    for file in tree.cpp("src/"):
        room = file.path.split("/")[1]
        declares = re.search(r"[;{]", file.code)  # a header may also only gather others
        if (os.path.basename(file.path) != "main.cpp" and declares
                and not re.search(rf"\bnamespace {room}\b", file.code)):
            yield Finding(file.path, 1, "namespace", f"belongs in namespace {room}, after its room")


def _covered(tree, tests):
    """Sources that a test names in its `// covers:` line, and the findings about names that fit no source."""
    covered, stale = set(), []
    for test in tests:
        folder = os.path.dirname(test.path)[len("tests/"):]
        for match in COVERS.finditer(test.text):
            for name in match[1].replace(",", " ").split():
                name = name[4:] if name.startswith("src/") else name
                hits = [p for p in (f"src/{folder}/{name}", f"src/{name}") if p in tree.files]
                covered.update(hits)
                if not hits:
                    stale.append(Finding(test.path, test.line_of(match.start()), "covers", f"{name} is no source"))
    return covered, stale


def check_tests(tree):
    tests = [file for file in tree.cpp("tests/") if file.path.endswith("_test.cpp")]
    covered, stale = _covered(tree, tests)
    yield from stale
    for file in tree.cpp("src/"):
        beside = "tests/" + file.path[len("src/"):].replace(".cpp", "_test.cpp")
        if file.path.endswith(".cpp") and file.stem != "main" and beside not in tree.files and file.path not in covered:
            yield Finding(file.path, 1, "test", f"has no {beside}, and no test says `// covers: {file.path[4:]}`")
    for test in tests:
        if not ASSERTS.search(test.code):
            yield Finding(test.path, 1, "asserts", "a test that asserts nothing cannot fail")
        for match in re.finditer(r"\bQ(SKIP|EXPECT_FAIL)\b", test.code):
            yield Finding(test.path, test.line_of(match.start()), "skip", "a test runs or fails; it is not skipped")


CHECKS = [check_sizes, check_functions, check_licence, check_headers, check_names, check_tests]
