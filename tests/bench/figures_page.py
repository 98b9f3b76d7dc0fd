# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""What docs/FIGURES.md shows, and the aims. A verdict is computed from the line that it stands in."""
from figure_lines import FOREIGN_MOST

# name: (what it is, aim as shown, test on the figure). None: measured, no aim set.
LATENCY = {
    "disk_flush": ("4 KiB flushed to disk: the floor under every commit", None, None),
    "control_call": ("A question that needs neither disk nor peer: what the client adds to every figure", None, None),
    "send_to_shown": ("Send to shown, both FULL commits included", "p50 < 2 ms", lambda it: it["p50"] < 2),
    "round_trip": ("Message round trip", "p50 < 5 ms: a tenth of toxcore's default loop", lambda it: it["p50"] < 5),
    "join_to_first_screen": ("Room join to first screen, fresh profile", "p50 < 1 s; toxcore connects in 9.3 s",
                             lambda it: it["p50"] < 1000),
    "burst_send": ("Own events stored, asked for at once", None, None),
    "bulk_catch_up": ("Others' events verified and stored by a newcomer", None, None),
    "file_fetch": ("File of 100 MB over one link", None, None),
}
CATCH_UP = {
    "first_screen": ("Until 50 messages can be read", "< 1 s", lambda it: it["value"] < 1000),
    "events": ("Judged, sealed and on disk", "50,000 events/s", lambda it: it["value"] >= 50_000),
    "signatures": ("Signatures that one core verifies, in the same run", None, None),
    "ratio": ("Events to such signatures", ">= 2", lambda it: it["value"] >= 2),
    "indexed": ("Until the search knows them all", "10,000 messages/s", lambda it: it["value"] >= 10_000),
    "bytes": ("Traffic both ways", None, None),
    "database": ("Database on the disk", None, None),
    "memory": ("Memory of the process then", None, None),
    "in_sync": ("A connection when nothing was missed, both ways", "< 1 kB", lambda it: it["value"] < 1000),
    "missed": ("A connection when a hundred were, both ways", None, None),
    "missed_to_live": ("That, to the same hundred while one is there", "< 3", lambda it: it["value"] < 3),
}
MILLION = {
    "start": ("From the start of the process until it can be asked", "p50 < 1 s", lambda it: it["p50"] < 1000),
    "first_page": ("First page of a room, the first question after a start", "p50 < 50 ms", lambda it: it["p50"] < 50),
    "open": ("Newest page of a room", "p99 < 50 ms", lambda it: it["p99"] < 50),
    "jump": ("Page before any message of a room", "p99 < 50 ms", lambda it: it["p99"] < 50),
    "search_common": ("First page of a search: a word of every other message", "p99 < 50 ms", lambda it: it["p99"] < 50),
    "search_two": ("First page: two such words", "p99 < 50 ms", lambda it: it["p99"] < 50),
    "search_rare": ("First page: a word of one message in a thousand", "p99 < 50 ms", lambda it: it["p99"] < 50),
    "search_one": ("First page: a number that few messages have", "p99 < 50 ms", lambda it: it["p99"] < 50),
    "memory_at_start": ("Memory of the process after a start", None, None),
    "memory": ("Memory of the process after all these questions", None, None),
    "database": ("Database on the disk, index included", None, None),
    "written": ("Written, each answered", None, None),
}
RATIOS = {
    "mutable_put": "Mutable item stored at eight nodes",
    "immutable_put": "Immutable item stored at eight nodes",
    "mutable_get": "Newest mutable item, the whole lookup through",
    "immutable_get": "Immutable item found",
    "announce_to_found": "Announced until found by another node",
}
RATIO_MOST = 1.0
IDLE = ["0_rooms_alone", "5_rooms_alone", "20_rooms_alone", "5_rooms_company", "20_rooms_company"]
IDLE_MOST = {"5_rooms_company": 60}  # kB/min
QUERIES_MOST = (10_000, 20)          # in networks of so many nodes and more
KNOWN_NODE_BYTES = 1.2 * 1024

MET, NOT_MET, UNKNOWN = "met", "**not met**", "not measured"


def table(*head):
    return [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]


def row(*cells):
    return f"| {' | '.join(cells)} |"


def number(value):
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3f}".rstrip("0").rstrip(".")


def shown(figure, unit=True):
    if figure is None:
        return "–"
    noisy = " (noisy)" if figure["foreign"] > FOREIGN_MOST else ""
    return number(figure["value"]) + (f" {figure['unit']}" if unit else "") + noisy


def spread(figure):
    if figure is None or figure.get("p50") is None:
        return "–"
    return f"{number(figure['p50'])} / {number(figure['p99'])}"


def verdict(met):
    return MET if met else NOT_MET


def taken(*figures):
    return max((it["date"] for it in figures if it), default="–")


def latency(lines):
    yield from table("What", "Value", "p50 / p99", "n", "Aim", "", "Taken")
    others = sorted(name for name in lines if "." not in name and name not in LATENCY)
    for name in [*LATENCY, *others]:
        what, aim, met = LATENCY.get(name, (f"`{name}`", None, None))
        it = lines.get(name)
        said = "" if met is None else UNKNOWN if it is None else verdict(it.get("p50") is not None and met(it))
        yield row(what, shown(it), spread(it), number(it["n"]) if it else "–", aim or "none set", said, taken(it))


def catching_up(lines):
    yield from table("What", "Value", "n", "Aim", "", "Taken")
    for name, (what, aim, met) in CATCH_UP.items():
        it = lines.get(f"catch_up.{name}")
        said = "" if met is None else UNKNOWN if it is None else verdict(met(it))
        yield row(what, shown(it), number(it["n"]) if it else "–", aim or "none set", said, taken(it))


def million(lines):
    yield from table("What", "Value", "p50 / p99", "n", "Aim", "", "Taken")
    for name, (what, aim, met) in MILLION.items():
        it = lines.get(f"million.{name}")
        said = "" if met is None else UNKNOWN if it is None else verdict(met(it))
        yield row(what, shown(it), spread(it), number(it["n"]) if it else "–", aim or "none set", said, taken(it))


def against_libtorrent(lines):
    yield from table("What", "Ours, p50 / p99 ms", "libtorrent, p50 / p99 ms", "Ours / libtorrent", "Aim", "", "Taken")
    for name, what in RATIOS.items():
        ours, theirs, ratio = (lines.get(f"dht.{name}.{each}") for each in ("ours", "theirs", "ratio"))
        said = UNKNOWN if ratio is None else verdict(ratio["value"] <= RATIO_MOST)
        yield row(what, spread(ours), spread(theirs), shown(ratio, unit=False), "never slower: <= 1", said,
                  taken(ours, theirs, ratio))


def idle(lines):
    yield from table("Node", "On the cable, kB/min", "packets/min", "DHT packets/min", "of links, kB/min", "minutes",
                     "Aim", "", "Taken")
    for name in IDLE:
        rooms, kind = name.split("_rooms_")
        figures = [lines.get(f"dht.idle.{name}{tail}") for tail in ("", ".packets", ".dht_packets", ".links")]
        most = IDLE_MOST.get(name)
        said = "" if most is None else UNKNOWN if figures[0] is None else verdict(figures[0]["value"] < most)
        company = "one other member there" if kind == "company" else "alone"
        yield row(f"{rooms} rooms, {company}", *(shown(it, unit=False) for it in figures),
                  number(figures[0]["n"]) if figures[0] else "–", f"< {most} kB/min" if most else "none set", said,
                  taken(*figures))


def plan_of(command):
    """The numbers that follow the options of a dht_sim command."""
    words = command.split()
    plan = {}
    for option, value in zip(words, words[1:]):
        try:
            plan[option] = float(value)
        except ValueError:
            pass
    return {key: plan.get(f"--{key}", usual)
            for key, usual in (("nodes", 1000), ("half-life", 0), ("sybils", 0), ("loss", 0))}


def success_aim(plan):
    if plan["sybils"] > 20:
        return 90
    return 99 if plan["sybils"] or plan["half-life"] or plan["loss"] else 99.9


def campaign_verdict(plan, figures):
    nodes, queries_most = QUERIES_MOST
    aims = [("success", lambda it: it["value"] >= success_aim(plan)),
            ("known_node", lambda it: it["value"] < KNOWN_NODE_BYTES)]
    if plan["nodes"] >= nodes:
        aims.append(("queries", lambda it: it["p50"] is not None and it["p50"] <= queries_most))
    missed = [name for name, met in aims if name in figures and not met(figures[name])]
    if missed:
        return f"{NOT_MET}: {', '.join(missed)}"
    return MET if all(name in figures for name, _ in aims) else UNKNOWN


def simulation(lines):
    campaigns = {}
    for name, it in lines.items():
        if name.startswith("dht.sim.") and name.count(".") == 3:
            _, _, campaign, what = name.split(".")
            campaigns.setdefault(campaign, {})[what] = it
    if not campaigns:
        yield "Not measured yet: `./test --long` does it."
        return
    yield from table("Nodes", "Half-life", "Sybils", "Loss", "Found", "Aim", "Queries, p50 / p99", "Hops, p50 / p99",
                     "First peer, p50 / p99 ms", "Whole lookup, p50 / p99 ms", "Bytes a known node", "", "Taken")
    plans = {name: plan_of(next(iter(figures.values()))["command"]) for name, figures in campaigns.items()}
    for name in sorted(campaigns, key=lambda each: (*plans[each].values(), each)):
        plan, figures = plans[name], campaigns[name]
        half_life = f"{plan['half-life']:g} min" if plan["half-life"] else "–"
        yield row(number(int(plan["nodes"])), half_life, f"{plan['sybils']:g} %", f"{plan['loss']:g} %",
                  shown(figures.get("success")), f">= {success_aim(plan):g} %",
                  *(spread(figures.get(each)) for each in ("queries", "hops", "first_peer", "lookup")),
                  shown(figures.get("known_node"), unit=False), campaign_verdict(plan, figures),
                  taken(*figures.values()))


def test_runs(lines):
    runs = [it for name, it in sorted(lines.items()) if name.startswith("test.")]
    if not runs:
        yield "None yet."
    for it in runs:
        skipped, failed = it.get("skipped", []), it.get("failed", [])
        text = f"{number(it['value'])} of {number(it['n'])} tests passed in {number(it.get('seconds', 0))} s"
        text += f"; skipped: {', '.join(skipped)}" if skipped else ""
        text += f"; **failed**: {', '.join(failed)}" if failed else ""
        yield f"- {it['date']}, `{it['command']}`: {text}."


def listed(lines, key, quote=""):
    found = sorted({it[key] for it in lines.values()})
    yield from (f"- {quote}{text}{quote}" for text in found) if found else ["None yet."]


GROUPS = [
    ("Latency and throughput", "Two nodes on loopback. The client that measures is a Python script on the same cores; its "
     "own time is inside\nevery figure.", latency),
    ("Catching up", "A newcomer in a room of 100,000 messages by 50 authors, from one member, two nodes on loopback.",
     catching_up),
    ("A profile of a million messages", "Four rooms of 250,000 messages each, one node, asked as the window asks: fifty "
     "messages a page, at places drawn by lot.", million),
    ("DHT against libtorrent", "Both among 64 libtorrent nodes, in turns, each in a process of its own.", against_libtorrent),
    ("DHT idle cost", "A node that does nothing but be there, on one network with 24 libtorrent nodes. Everything on its "
     "cable counts, both\ndirections, Ethernet headers included.", idle),
    ("DHT simulation", "Whole nodes in one process on virtual time (`build/tests/dht/dht_sim`), replayed exactly by their "
     "seed; latencies of\n20 ms and an exponential 40 ms more. Further aims: at 10,000 nodes a median of at most 20 "
     "queries; always less than\n1.2 KiB of heap for a known node.", simulation),
    ("Test runs", None, test_runs),
]


def render(lines):
    out = ["# Figures", "",
           "Written by `tests/bench/figures.py` from `tests/bench/results.jsonl`; do not edit by hand. The newest line of",
           f"each name counts. \"Noisy\": others used more than {FOREIGN_MOST:.0%} of all cores meanwhile. `./test --bench` "
           "and `./test --long`", "take them all anew.", ""]
    for head, words, lines_of in GROUPS:
        out += [f"## {head}", ""] + ([words, ""] if words else []) + [*lines_of(lines), ""]
    out += ["## Commands", "", *listed(lines, "command", "`"), "", "## Machines", "", *listed(lines, "machine")]
    return "\n".join(out) + "\n"
