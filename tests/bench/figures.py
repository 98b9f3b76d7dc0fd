# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Writes docs/FIGURES.md from lines of JSON: figures.py [RESULTS...] > docs/FIGURES.md

Default: tests/bench/results.jsonl beside this script. The newest line of each name counts. A line whose name begins with
`test.` is the summary of a test run and needs only name, text, machine, date and command.
"""
import json
import os
import sys

# name: (what it is, aim as shown, test on the line). None: measured, no aim set.
FIGURES = {
    "send_to_shown": ("Send to shown, both FULL commits included", "p50 < 2 ms",
                      lambda it: it["p50"] < 2),
    "round_trip": ("Message round trip", "p50 < 5 ms: a tenth of toxcore's default loop",
                   lambda it: it["p50"] < 5),
    "join_to_first_screen": ("Room join to first screen, fresh profile", "p50 < 1 s; toxcore connects in 9.3 s",
                             lambda it: it["p50"] < 1000),
    "burst_send": ("Own events stored, asked for at once", None, None),
    "bulk_catch_up": ("Others' events verified and stored by a newcomer", None, None),
    "file_fetch": ("File of 256 MiB over one link", None, None),
}
FOREIGN_MOST = 0.05


def newest(paths):
    lines = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.strip():
                    it = json.loads(line)
                    if it["name"] not in lines or it["date"] >= lines[it["name"]]["date"]:
                        lines[it["name"]] = it
    return lines


def row(name, it):
    what, aim, met = FIGURES.get(name, (name, None, None))
    spread = f"{it['p50']} / {it['p99']}" if it.get("p50") is not None else ""
    verdict = "" if met is None else "met" if met(it) else "**not met**"
    noisy = " (busy machine)" if it.get("foreign", 0) > FOREIGN_MOST else ""
    return (f"| {what}{noisy} | {it['value']} {it['unit']} | {spread} | {it['n']} | {aim or 'none set'} "
            f"| {verdict} | {it['date']} |")


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    lines = newest(sys.argv[1:] or [os.path.join(here, "results.jsonl")])
    measured = {name: it for name, it in lines.items() if not name.startswith("test.")}
    order = [name for name in FIGURES if name in measured] + sorted(set(measured) - set(FIGURES))
    print("# Figures\n")
    print("Written by `tests/bench/figures.py` from `tests/bench/results.jsonl`; do not edit by hand.\n")
    print("| What | Value | p50 / p99 | n | Aim | | Taken |")
    print("|---|---|---|---|---|---|---|")
    for name in order:
        print(row(name, measured[name]))
    print("\nCommands:\n")
    for command in sorted({measured[name]["command"] for name in order}):
        print(f"- `{command}`")
    print("\nMachines:\n")
    for machine in sorted({it["machine"] for it in lines.values()}):
        print(f"- {machine}")
    print(f"\n\"Busy machine\": others used more than {FOREIGN_MOST:.0%} of all cores meanwhile. The client that "
          "measures is a\nPython script on the same cores; its own time is inside every figure.")
    runs = {name: it for name, it in lines.items() if name.startswith("test.")}
    if runs:
        print("\n## Test runs\n")
        for name, it in sorted(runs.items()):
            print(f"- {it['date']}, `{it['command']}`: {it['text']}")


if __name__ == "__main__":
    main()
