# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""The lines of results.jsonl: one figure each, as one JSON object. What is malformed is refused with the reason.

    name     words joined by dots: dht.mutable_get.ratio
    value    a number, in `unit`
    p50 p99  numbers, or both null where there is no distribution
    n        how many were taken
    foreign  the share of all cores that others used meanwhile, 0 to 1
    machine, date, command   where, when, and how to repeat it
    runs     optional: value and foreign of every run that this one was chosen from
    failed, skipped, seconds   the summary of a test run only: names, and how long it took
"""
import datetime
import json
import math
import re

DATE = "%Y-%m-%d %H:%M UTC"
FOREIGN_MOST = 0.05
REQUIRED = ("name", "value", "unit", "n", "foreign", "machine", "date", "command")
OPTIONAL = ("p50", "p99", "runs", "failed", "skipped", "seconds")
NAME = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")


class Malformed(ValueError):
    """Says where and what."""


def require(condition, what):
    if not condition:
        raise Malformed(what)


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def is_text(value):
    """Fits into a cell of a table."""
    return isinstance(value, str) and value.strip() == value != "" and not set(value) & set("|`\n\r")


def is_date(value):
    try:
        return isinstance(value, str) and datetime.datetime.strptime(value, DATE).strftime(DATE) == value
    except ValueError:
        return False


def check(figure):
    require(isinstance(figure, dict), "not an object")
    missing = [key for key in REQUIRED if key not in figure]
    require(not missing, f"lacks {', '.join(missing)}")
    unknown = sorted(set(figure) - {*REQUIRED, *OPTIONAL})
    require(not unknown, f"has unknown {', '.join(unknown)}")
    require(isinstance(figure["name"], str) and NAME.fullmatch(figure["name"]), "name is not words joined by dots")
    require(is_number(figure["value"]), "value is no number")
    require(type(figure["n"]) is int and figure["n"] >= 1, "n is no count")
    require(is_number(figure["foreign"]) and 0 <= figure["foreign"] <= 1, "foreign is no share")
    require(is_date(figure["date"]), f"date is not like {DATE}")
    for key in ("unit", "machine", "command"):
        require(is_text(figure[key]), f"{key} is no text for a table")
    require(not any(word.startswith(("/", "~")) for word in figure["command"].split()),
            "command has a path of one machine")
    require("--quick" not in figure["command"].split(), "a quick run is no figure")
    check_optional(figure)


def check_optional(figure):
    spread = (figure.get("p50"), figure.get("p99"))
    require(spread == (None, None) or all(map(is_number, spread)), "p50 and p99: both numbers, or both null")
    require(spread[0] is None or spread[0] <= spread[1], "p50 lies above p99")
    runs = figure.get("runs", [])
    require(isinstance(runs, list) and all(isinstance(run, list) and len(run) == 2 and all(map(is_number, run))
                                           for run in runs), "runs are no pairs of numbers")
    for key in ("failed", "skipped"):
        names = figure.get(key, [])
        require(isinstance(names, list) and all(map(is_text, names)), f"{key} is no list of names")
    require(is_number(figure.get("seconds", 0)), "seconds is no number")


def parse(text, where, completion=None):
    """The figures in the text of a file. `completion`: what to put in where a line lacks it."""
    figures = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            figure = json.loads(line)
            if completion and isinstance(figure, dict):
                figure = {**figure, **{key: value for key, value in completion.items() if key not in figure}}
            check(figure)
        except ValueError as flaw:  # Malformed, and what json raises
            raise Malformed(f"{where}:{number}: {flaw}") from None
        figures.append(figure)
    return figures


def newest(figures):
    """By name; of two of the same minute the later line counts."""
    out = {}
    for figure in figures:
        known = out.get(figure["name"])
        if known is None or figure["date"] >= known["date"]:
            out[figure["name"]] = figure
    return out
