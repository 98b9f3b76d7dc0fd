# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Keeps docs/FIGURES.md, which is written from the lines of results.jsonl beside this script.

    figures.py                     writes the page
    figures.py --check             whether the page is what the lines give
    figures.py add [FILE...]       appends lines (of stdin without a file), all or none, and writes the page
    figures.py --long LOG --seconds N [FILE...]
                                   appends the summary of `./test --long` from ctest's log, with the figures that its
                                   tests left in FILE, and writes the page

figure_lines.py says what a line is; figures_page.py, what the page shows and which aims there are.
"""
import argparse
import datetime
import json
import os
import sys

import bench
import ctest_log
import figure_lines
import figures_page

HERE = os.path.dirname(os.path.abspath(__file__))


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def here_and_now():
    return {"machine": bench.machine(HERE),
            "date": datetime.datetime.now(datetime.timezone.utc).strftime(figure_lines.DATE)}


def page_of(options):
    return figures_page.render(figure_lines.newest(figure_lines.parse(read(options.results), options.results)))


def write(options):
    page = page_of(options)
    with open(options.page, "w", encoding="utf-8") as file:
        file.write(page)


def append(options, figures):
    before = read(options.results)
    figure_lines.parse(before, options.results)
    with open(options.results, "a", encoding="utf-8") as file:
        if before and not before.endswith("\n"):
            file.write("\n")
        file.writelines(json.dumps(figure) + "\n" for figure in figures)
    write(options)


def add(options):
    texts = [(path, read(path)) for path in options.files] or [("stdin", sys.stdin.read())]
    figures = [figure for path, text in texts for figure in figure_lines.parse(text, path)]
    figure_lines.require(figures, "nothing to add")
    append(options, figures)
    print(f"{len(figures)} figures added")


def add_long(options):
    """Simulators know neither machine nor date, and on virtual time a busy machine changes nothing."""
    common = {**here_and_now(), "foreign": 0}
    run = {**ctest_log.summary(read(options.long)), **common, "seconds": options.seconds, "command": "./test --long"}
    figure_lines.check(run)
    figures = [figure for path in options.files for figure in figure_lines.parse(read(path), path, common)]
    append(options, [*figures, run])


def check(options):
    if not os.path.exists(options.page) or read(options.page) != page_of(options):
        raise figure_lines.Malformed(f"{options.page} is not what {options.results} gives: run tests/bench/figures.py")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", default=os.path.join(HERE, "results.jsonl"), metavar="FILE")
    parser.add_argument("--page", default=os.path.join(HERE, "..", "..", "docs", "FIGURES.md"), metavar="FILE")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--long", metavar="LOG")
    parser.add_argument("--seconds", type=int, metavar="N")
    parser.add_argument("files", nargs="*", metavar="add | FILE")
    options = parser.parse_args()
    options.adds = options.files[:1] == ["add"]
    options.files = options.files[options.adds:]
    if (options.long is None) != (options.seconds is None):
        parser.error("--long and --seconds belong together")
    if options.check + options.adds + (options.long is not None) > 1:
        parser.error("one thing at a time")
    if options.files and not options.adds and options.long is None:
        parser.error("files are for add and --long")
    return options


def main():
    options = parse_arguments()
    act = check if options.check else add if options.adds else add_long if options.long else write
    try:
        act(options)
    except (figure_lines.Malformed, OSError) as flaw:
        print(flaw, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
