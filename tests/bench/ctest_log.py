# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""What a log of ctest says of each test; the log may hold several runs one after another."""
import re

from figure_lines import Malformed

RESULT = re.compile(r"\s*\d+/\d+ Test\s+#\d+: (\S+) \.*\s*(Passed|\*\*\*.*?)\s+[\d.]+ sec\s*")


def summary(text):
    """The line `test.long` without where, when and how."""
    outcomes = {}
    for line in text.splitlines():
        if match := RESULT.fullmatch(line):
            outcomes[match[1]] = match[2]
    if not outcomes:
        raise Malformed("no test's result is in the log")
    passed = [name for name, outcome in outcomes.items() if outcome == "Passed"]
    skipped = [name for name, outcome in outcomes.items() if outcome.startswith("***Skipped")]
    failed = [name for name in outcomes if name not in passed and name not in skipped]
    return {"name": "test.long", "value": len(passed), "unit": "passed", "p50": None, "p99": None, "n": len(outcomes),
            "failed": sorted(failed), "skipped": sorted(skipped)}
