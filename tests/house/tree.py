# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""The tree as the checks see it: its text files, and C++ with comments and strings blanked out."""

import os
import re
from dataclasses import dataclass
from functools import cached_property

TOP = ("src", "tests", "cmake", "packaging", "docs", "resources", "translations", ".ci")
LEFT_OUT = ("tests/vectors/", "tests/fuzz/corpus/", "tests/house/")
BUILD_LIKE = {"__pycache__", "corpus", "vectors"}
TEXT_ENDS = (".h", ".cpp", ".py", ".sh", ".cmake", ".txt", ".md", ".proto", ".qrc", ".svg", ".xml", ".in")

_RAW_STRING = re.compile(r'R"([^()\\ ]{0,16})\(.*?\)\1"', re.S)
_TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'""", re.S)


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    rule: str
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: [{self.rule}] {self.message}"


def _blank(text):
    return "".join(c if c == "\n" else " " for c in text)


class SourceFile:
    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
            self.text = file.read()

    @cached_property
    def lines(self):
        return self.text.splitlines()

    @cached_property
    def uncommented(self):
        """Comments blanked, strings kept: for #include lines."""
        return _TOKEN.sub(lambda m: _blank(m[0]) if m[0].startswith("/") else m[0], self.text)

    @cached_property
    def code(self):
        """Comments blanked, and what is inside quotes too: every line and column stays where it was."""
        text = _RAW_STRING.sub(lambda m: '"' + _blank(m[0][1:-1]) + '"', self.text)
        return _TOKEN.sub(self._blank_token, text)

    @staticmethod
    def _blank_token(match):
        token = match[0]
        return _blank(token) if token.startswith("/") else token[0] + _blank(token[1:-1]) + token[0]

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1

    @property
    def stem(self):
        return os.path.splitext(os.path.basename(self.path))[0]

    @property
    def is_cpp(self):
        return self.path.endswith((".cpp", ".h"))


class Tree:
    """All text files below `root` that the house owns, by their path from there, in order."""

    def __init__(self, root):
        self.root = root
        self.files = {path: SourceFile(root, path) for path in sorted(self._paths())}

    def _paths(self):
        for name in os.listdir(self.root):
            path = os.path.join(self.root, name)
            if os.path.isfile(path) and (name.endswith(TEXT_ENDS) or name in ("run", "test")):
                yield name
        for top in TOP:
            for folder, folders, names in os.walk(os.path.join(self.root, top)):
                folders[:] = [f for f in folders if f not in BUILD_LIKE]
                for name in names:
                    path = os.path.relpath(os.path.join(folder, name), self.root)
                    if not path.startswith(LEFT_OUT) and (path.endswith(TEXT_ENDS) or "." not in name):
                        yield path

    def cpp(self, top="src/"):
        return [file for path, file in self.files.items() if path.startswith(top) and file.is_cpp]
