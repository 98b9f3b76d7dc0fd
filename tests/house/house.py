#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Holds the tree to the house rules of docs/STYLE.md. Prints path:line: [rule] what is wrong and what to do instead.

usage: house.py [--root DIR] [PATH PREFIX...]
"""

import argparse
import os
import sys

import calls
import includes
import shape
import words
from tree import Tree

CHECKS = [*includes.CHECKS, *shape.CHECKS, *calls.CHECKS, *words.CHECKS]


def findings(root):
    tree = Tree(root)
    return sorted({finding for check in CHECKS for finding in check(tree)})


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", default=os.path.join(here, "..", ".."), help="the tree to look at")
    parser.add_argument("prefix", nargs="*", help="say only what is about paths that begin so")
    options = parser.parse_args()
    tree_size = len(Tree(options.root).cpp())
    if tree_size == 0:
        print("There is no C++ below src here: wrong --root?")
        return 2
    found = [f for f in findings(options.root) if not options.prefix or f.path.startswith(tuple(options.prefix))]
    for finding in found:
        print(finding)
    print(f"{tree_size} sources looked at, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
