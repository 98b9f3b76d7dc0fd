# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Words that do not belong into the tree, in code and on paper."""

import re

from tree import Finding

WORDS = [
    (re.compile(r"\b(?:TODO|FIXME|XXX|HACK|WIP)\b"), "finish it, or open an issue"),
    (re.compile(r"\b(?:lorem ipsum|placeholder text|not implemented yet|stub(?:bed)?)\b", re.I), "finish it, or leave it out"),
    (re.compile(r"(?<![\w.])/(?:work|home|root|Users)/\w"), "no path of somebody's machine"),
    (re.compile(r"^(?:<{7}|>{7}) ", re.M), "a merge left unfinished"),
]


def check_words(tree):
    for file in tree.files.values():
        for pattern, instead in WORDS:
            for match in pattern.finditer(file.text):
                yield Finding(file.path, file.line_of(match.start()), "word", f"{match[0].strip()!r}: {instead}")


CHECKS = [check_words]
