# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Whether figures.py refuses what is malformed, judges aims rightly, reads ctest's log, and whether docs/FIGURES.md is what
results.jsonl gives."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))

GOOD = {"name": "round_trip", "value": 4.5, "unit": "ms", "p50": 4.5, "p99": 9.25, "n": 2000, "foreign": 0.01,
        "machine": "2 x Some CPU, 4 GiB, ext4, Linux 6.1", "date": "2026-01-02 03:04 UTC",
        "command": "tests/bench/bench.py --node build/src/node/parlour-node", "runs": [[4.5, 0.01], [4.7, 0.2]]}

# What is changed of GOOD (None: left out), and what is said of it.
MALFORMED = [
    ({"name": None}, "lacks name"), ({"foreign": None, "n": None}, "lacks n, foreign"),
    ({"name": "Round trip"}, "words joined by dots"), ({"name": 7}, "words joined by dots"),
    ({"name": "round_trip."}, "words joined by dots"),
    ({"value": "4.5"}, "no number"), ({"value": True}, "no number"), ({"value": float("nan")}, "no number"),
    ({"n": 0}, "no count"), ({"n": 2.5}, "no count"), ({"n": True}, "no count"),
    ({"foreign": 1.3}, "no share"), ({"foreign": -0.1}, "no share"),
    ({"date": "2026-13-02 03:04 UTC"}, "date is not"), ({"date": "2026-1-2 3:04 UTC"}, "date is not"),
    ({"unit": ""}, "unit is no text"), ({"machine": "a | b"}, "machine is no text"),
    ({"command": "bench.py --node /tmp/node"}, "path of one machine"), ({"command": "bench.py --quick"}, "quick"),
    ({"p99": None}, "both numbers"), ({"p50": 9.5}, "above p99"), ({"runs": [[1]]}, "pairs"),
    ({"failed": "a"}, "list of names"), ({"colour": "blue"}, "unknown colour"),
]

LOG = """\
Test project /somewhere/build
      Start 12: sim.dht_1000
 1/3 Test #12: sim.dht_1000 .....................   Passed    7.12 sec
      Start 13: sim.chaos_long
 2/3 Test #13: sim.chaos_long ...................***Failed    0.52 sec
seed 1000: a member lost a message
 3/3 Test  #7: sim.dht_10000 ....................***Timeout 3600.01 sec

33% tests passed, 2 tests failed out of 3
      Start  1: net.two_peers
1/2 Test  #1: net.two_peers ....................***Skipped   0.04 sec
2/2 Test  #2: net.crash ........................   Passed   12.80 sec
"""


def changed(**changes):
    return {key: value for key, value in {**GOOD, **changes}.items() if value is not None}


def campaign(what, value, **more):
    return changed(name=f"dht.sim.c.{what}", value=value, **more)


class Figures(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.results, self.page = (os.path.join(folder.name, name) for name in ("results.jsonl", "page.md"))
        self.file = os.path.join(folder.name, "file")
        open(self.results, "w", encoding="utf-8").close()

    def run_it(self, *arguments, said=""):
        return subprocess.run([sys.executable, "-B", os.path.join(HERE, "figures.py"), "--results", self.results, "--page",
                               self.page, *arguments], input=said, capture_output=True, text=True, check=False)

    def add(self, *figures):
        done = self.run_it("add", said="\n".join(map(json.dumps, figures)))
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.read(self.page)

    def read(self, path):
        with open(path, encoding="utf-8") as file:
            return file.read()

    def keep(self, text):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(text)
        return self.file

    def row(self, page, what):
        rows = [line for line in page.splitlines() if what in line and line.startswith(("|", "-"))]
        self.assertEqual(len(rows), 1, f"{what}: {rows}")
        return rows[0]

    def test_a_good_line_is_kept_and_shown(self):
        page = self.add(GOOD)
        self.assertEqual([json.loads(line) for line in self.read(self.results).splitlines()], [GOOD])
        row = self.row(page, "Message round trip")
        for part in ("| 4.5 ms |", "| 4.5 / 9.25 |", "| 2,000 |", "| met |", "| 2026-01-02 03:04 UTC |"):
            self.assertIn(part, row)
        for part in (f"- `{GOOD['command']}`", f"- {GOOD['machine']}"):
            self.assertIn(part, page.splitlines())

    def test_files_are_added_one_after_another(self):
        first = self.keep(json.dumps(GOOD) + "\n\n" + json.dumps(changed(name="other_one")))
        self.assertEqual(self.run_it("add", first, first).returncode, 0)
        self.assertEqual(len(self.read(self.results).splitlines()), 4)
        self.assertIn("`other_one`", self.read(self.page))

    def test_malformed_lines_are_refused_and_nothing_is_kept(self):
        for changes, reason in MALFORMED:
            with self.subTest(changes):
                done = self.run_it("add", said=json.dumps(GOOD) + "\n" + json.dumps(changed(**changes)
                                   if "p99" not in changes else {**GOOD, **changes}))
                self.assertEqual(done.returncode, 1)
                self.assertIn("stdin:2:", done.stderr)
                self.assertIn(reason, done.stderr)
        for text in ("{", "[]", "7", ""):
            self.assertEqual(self.run_it("add", said=text).returncode, 1, text)
        self.assertEqual(self.read(self.results), "")

    def test_what_is_kept_already_is_judged_too(self):
        with open(self.results, "w", encoding="utf-8") as file:
            file.write('{"name": "round_trip"}\n')
        self.assertEqual(self.run_it().returncode, 1)
        self.assertEqual(self.run_it("add", said=json.dumps(GOOD)).returncode, 1)
        self.assertEqual(len(self.read(self.results).splitlines()), 1)

    def test_an_aim_that_is_not_met(self):
        self.assertIn("| **not met** |", self.row(self.add(changed(p50=5.0)), "Message round trip"))
        self.assertIn("| not measured |", self.row(self.read(self.page), "Send to shown"))

    def test_the_newest_wins(self):
        self.add(changed(value=1.5, date="2026-03-01 00:00 UTC"))
        page = self.add(changed(value=2.5, date="2026-03-01 00:00 UTC"), changed(value=3.5, date="2026-02-28 23:59 UTC"))
        self.assertIn("| 2.5 ms |", self.row(page, "Message round trip"))
        self.assertEqual(len(self.read(self.results).splitlines()), 3)

    def test_a_noisy_line_is_marked(self):
        self.assertIn("(noisy)", self.row(self.add(changed(foreign=0.051)), "Message round trip"))
        self.assertNotIn("(noisy)", self.row(self.add(changed(foreign=0.05)), "Message round trip"))

    def test_catching_up(self):
        page = self.add(changed(name="catch_up.events", value=49_999, unit="events/s", p50=None, p99=None),
                        changed(name="catch_up.in_sync", value=999, unit="bytes", p50=None, p99=None))
        self.assertIn("| **not met** |", self.row(page, "Judged, sealed and on disk"))
        self.assertIn("| met |", self.row(page, "when nothing was missed"))
        self.assertIn("| not measured |", self.row(page, "Until 50 messages can be read"))

    def test_a_million(self):
        page = self.add(changed(name="million.jump", p50=3, p99=49.9), changed(name="million.start", p50=1000, p99=1000),
                        changed(name="million.memory", value=90, unit="MB", p50=None, p99=None))
        self.assertIn("| met |", self.row(page, "Page before any message"))
        self.assertIn("| **not met** |", self.row(page, "until it can be asked"))
        self.assertIn("| 90 MB | – |", self.row(page, "after all these questions"))
        self.assertIn("| not measured |", self.row(page, "Newest page of a room"))

    def test_the_dht_against_libtorrent(self):
        def ratio(value):
            return changed(name="dht.mutable_get.ratio", value=value, unit="x", p50=None, p99=None)

        ours = changed(name="dht.mutable_get.ours", p50=1.25, p99=2)
        theirs = changed(name="dht.mutable_get.theirs", p50=1.5, p99=3)
        row = self.row(self.add(ours, theirs, ratio(1.0)), "Newest mutable item")
        self.assertIn("| 1.25 / 2 | 1.5 / 3 | 1 | never slower: <= 1 | met |", row)
        row = self.row(self.add({**ratio(1.01), "date": "2026-01-03 00:00 UTC"}), "Newest mutable item")
        self.assertIn("| **not met** | 2026-01-03 00:00 UTC |", row)

    def test_the_idle_cost(self):
        idle = changed(name="dht.idle.5_rooms_company", value=59.9, unit="kB/min", n=16)
        self.assertIn("| 59.9 |", self.row(self.add(idle), "5 rooms, one other"))
        self.assertIn("| < 60 kB/min | met |", self.row(self.read(self.page), "5 rooms, one other"))
        self.assertIn("**not met**", self.row(self.add({**idle, "value": 60}), "5 rooms, one other"))

    def test_the_simulation(self):
        # nodes and more, success, median of queries, bytes, verdict
        for options, success, queries, size, said in [
                ("1000", 99.9, 30, 1228, "met"), ("1000", 99.89, 30, 1228, "**not met**: success"),
                ("1000 --half-life 15", 99.0, 30, 1228, "met"), ("1000 --half-life 15", 98.9, 30, 1, "**not met**: success"),
                ("1000 --sybils 20", 99.0, 30, 1, "met"), ("1000 --sybils 20", 98.9, 30, 1, "**not met**: success"),
                ("1000 --loss 20", 99.0, 30, 1, "met"), ("1000 --sybils 33", 90, 30, 1, "met"),
                ("10000", 100, 20, 1229, "**not met**: known_node"), ("10000", 100, 20, 1228, "met"),
                ("10000", 99, 21, 1228, "**not met**: success, queries")]:
            with self.subTest(options=options, success=success):
                command = f"dht_sim --nodes {options} --trials 500"
                page = self.add(campaign("success", success, command=command, unit="%"),
                                campaign("queries", queries, p50=queries, p99=40, command=command),
                                campaign("known_node", size, command=command))
                row = self.row(page, f"| {int(options.split()[0]):,} |")
                self.assertIn(f"| {said} |", row)
                self.assertIn(f"| {queries} / 40 |", row)
                plan = ["15 min" if "half-life" in options else "–",
                        *(f"{options.split()[-1] if it in options else 0} %" for it in ("sybils", "loss"))]
                self.assertIn(f"| {' | '.join(plan)} |", row)

    def test_a_campaign_that_lacks_a_figure_is_not_met(self):
        page = self.add(campaign("success", 100, command="dht_sim --nodes 1000"))
        self.assertIn("| not measured |", self.row(page, "| 1,000 |"))

    def test_the_log_of_a_long_run(self):
        sim = {key: GOOD[key] for key in ("value", "unit", "p50", "p99", "n")}
        found = os.path.join(os.path.dirname(self.file), "found")
        with open(found, "w", encoding="utf-8") as file:
            file.write(json.dumps({**sim, "name": "dht.sim.c.success", "command": "dht_sim --nodes 1000"}) + "\n")
        done = self.run_it("--long", self.keep(LOG), "--seconds", "3700", found)
        self.assertEqual(done.returncode, 0, done.stderr)
        row = self.row(self.read(self.page), "tests passed")
        self.assertIn("2 of 5 tests passed in 3,700 s; skipped: net.two_peers; "
                      "**failed**: sim.chaos_long, sim.dht_10000.", row)
        kept = {it["name"]: it for it in map(json.loads, self.read(self.results).splitlines())}
        self.assertEqual(set(kept), {"dht.sim.c.success", "test.long"})
        self.assertEqual(kept["test.long"]["failed"], ["sim.chaos_long", "sim.dht_10000"])
        self.assertEqual(kept["dht.sim.c.success"]["date"], kept["test.long"]["date"])

    def test_a_log_without_results_is_refused(self):
        self.assertEqual(self.run_it("--long", self.keep("No tests were found!!!\n"), "--seconds", "1").returncode, 1)
        self.assertEqual(self.read(self.results), "")

    def test_check_tells_a_page_that_differs(self):
        self.assertEqual(self.run_it("--check").returncode, 1)
        self.add(GOOD)
        self.assertEqual(self.run_it("--check").returncode, 0)
        with open(self.page, "a", encoding="utf-8") as file:
            file.write("by hand\n")
        done = self.run_it("--check")
        self.assertEqual(done.returncode, 1)
        self.assertIn("is not what", done.stderr)
        self.assertIn("by hand", self.read(self.page))

    def test_the_committed_page_is_what_the_lines_give(self):
        done = subprocess.run([sys.executable, "-B", os.path.join(HERE, "figures.py"), "--check"], capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
