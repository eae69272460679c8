"""How long the server takes for pages of an installation with very many conversations.

python benchmarks/pages.py [--conversations N] [--copies N] [--home FOLDER] [--repeat N]

Times are those of the server's own log, from the first middleware to the last, one request at a
time. A `--home` that has been filled before is measured as it is.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import msgspec

from filling import Filled
from installation import Installation, installation

LIMIT_MS = 200
SEARCHES = {
    "2 characters, frequent": "保险",
    "2 characters, less frequent": "犹豫",
    "2 characters, rare": "黄疸",
    "3 characters, frequent": "身份证",
    "3 characters, rare": "骨密度",
    "5 characters, frequent": "请问您贵姓",
    "5 characters, rare": "等待期内出险",
    "two words": "收益 银行",
}
FILTERS = {
    "period": "period=30d",
    "days": "since=2026-10-01&until=2026-10-07",
    "channel": "channel=wecom",
    "purpose": "purpose=complaint",
    "severity": "severity=critical",
    "score": "score_to=60",
    "review open": "review=open",
    "something to look at": "review=look",
    "violated": "review=violated",
    "undecidable": "review=undecidable",
    "state failed": "state=failed",
    "adviser": "adviser={adviser}",
    "unit": "unit={unit}",
    "rule, frequent": "rule={rule}",
    "rule, rare": "rule={rare}",
    "sorted by score": "sort=score",
    "rule and period": "rule={rule}&period=30d",
}
PAGES = {
    "cases": "/cases/",
    "cases to be worked on": "/cases/?state=work",
    "cases, violated": "/cases/?severity=violated",
    "cases, confirmed": "/cases/?decided=confirmed",
    "cases, rule and unit": "/cases/?rule={rule}&unit={unit}",
    "queue": "/queue/",
    "overview": "/overview/",
    "overview, 90 days": "/overview/?period=90d",
    "overview of a unit": "/overview/?period=90d&unit={unit}",
    "overview of conversations": "/overview/?of=talk&period=90d",
    "overview, precision": "/overview/precision/?period=90d",
    "overview, coverage": "/overview/coverage/?period=90d",
    "overview, reports": "/overview/reports/",
    "readiness": "/readiness/",
}
"""Pages that some of the roles have; the others are told that there is nothing."""
_LIST = "/conversations/"
_NEXT = re.compile(r'<a[^>]*href="([^"]*after=[^"]*)"')
_ROW = re.compile(r'href="(/conversations/\d+/)')
_CASE = re.compile(r'href="(/cases/\d+/)')
Times = dict[str, list[float]]


class Visitor:
    """Somebody's browser. Each answer is asked for with an id by which the log is read later."""

    def __init__(self, server: Installation, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        self.cookie = f"sessionid={session}"
        self.asked: dict[str, str] = {}

    def get(self, path: str, what: str, *, may_be_absent: bool = False) -> str:
        """The page; its time belongs to `what`. "" where it is not there for them."""
        own = uuid4().hex
        headers = {"Cookie": self.cookie, "X-Request-ID": own}
        self.connection.request("GET", quote(path, safe="/?=&%~:+"), headers=headers)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        if may_be_absent and answer.status == http.client.NOT_FOUND:
            return ""
        if answer.status != http.client.OK:
            raise RuntimeError(f"{what}: status {answer.status}")
        self.asked[own] = what
        return body


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=200_000)
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--repeat", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with installation(options.home) as server:
        filled = _filled(server, options)
        print(
            f"{filled.conversations:,} conversations, {filled.utterances:,} utterances, "
            f"{filled.bytes / 2**30:.1f} GiB; one in {options.copies} read in "
            f"{filled.read_seconds:.0f} s, copied in {filled.copy_seconds:.0f} s; "
            f"{filled.cases:,} cases, days counted in {filled.count_seconds:.0f} s; "
            f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n"
        )
        server.start()
        chosen = _chosen(server)
        rows: list[tuple[str, str, list[float]]] = []
        for role, session in filled.sessions.items():
            times = measured(server, session, chosen, options.repeat)
            rows += [(role, what, times[what]) for what in times]
        _print(rows)


def measured(server: Installation, session: str, chosen: Mapping[str, str], repeat: int) -> Times:
    """Milliseconds by what was asked for, for one person."""
    visitor = Visitor(server, session)
    visitor.get(_LIST, "warming up")
    opened: list[str] = []
    for _ in range(repeat):
        page = visitor.get(_LIST, "list")
        opened += _ROW.findall(page)
        _turn_pages(visitor, page)
        for name, query in FILTERS.items():
            visitor.get(f"{_LIST}?{query.format(**chosen)}", f"list, {name}")
        for name, words in SEARCHES.items():
            opened += _ROW.findall(visitor.get(f"{_LIST}?q={words}", f"search, {name}"))
    for path in list(dict.fromkeys(opened))[: 10 * repeat]:
        visitor.get(path, "conversation")
    cases: list[str] = []
    for _ in range(repeat):
        for name, query in PAGES.items():
            page = visitor.get(query.format(**chosen), name, may_be_absent=True)
            cases += _CASE.findall(page)
    for path in list(dict.fromkeys(cases))[: 10 * repeat]:
        visitor.get(path, "case", may_be_absent=True)
    return _from_log(server, visitor.asked)


def _turn_pages(visitor: Visitor, page: str) -> None:
    """To page 10; only that one counts."""
    for number in range(2, 11):
        found = _NEXT.search(page)
        if not found:
            return
        path = unescape(found[1])
        what = "list, page 10 by cursor" if number == 10 else "pages between"
        page = visitor.get(path if path.startswith("/") else _LIST + path, what)


def _from_log(server: Installation, asked: Mapping[str, str]) -> Times:
    times: Times = {what: [] for what in dict.fromkeys(asked.values())}
    for line in server.log.read_text().splitlines():
        if '"ms"' in line:
            told = json.loads(line)
            if what := asked.get(told.get("request", told.get("request_id", ""))):
                times[what].append(told["ms"])
    times.pop("warming up", None)
    times.pop("pages between", None)
    return {what: some for what, some in times.items() if some}


def _filled(server: Installation, options: argparse.Namespace) -> Filled:
    kept = server.home / "filled.json"
    if not kept.exists():
        counts = (options.conversations, options.copies, options.seed)
        kept.write_text(server.run("filling.py", *map(str, counts)))
    return msgspec.json.decode(kept.read_bytes(), type=Filled)


def _chosen(server: Installation) -> dict[str, str]:
    """What filters ask for: a busy adviser, a unit in the middle, a frequent and a rare rule."""
    rules = [row[0] for row in server.ask(
        "select rule from conversations_conversation, unnest(violated) rule"
        " group by rule order by count(*) desc, rule")]  # fmt: skip
    adviser = server.ask(
        "select adviser_number from conversations_conversation"
        " group by adviser_number order by count(*) desc limit 1"
    )
    unit = server.ask(
        "select unit_path[2] from conversations_conversation where unit_path[2] is not null"
        " group by unit_path[2] order by count(*) desc limit 1"
    )
    named = (adviser[0][0], unit[0][0], rules[0], rules[-1])
    return dict(zip(("adviser", "unit", "rule", "rare"), map(str, named), strict=True))


def _print(rows: list[tuple[str, str, list[float]]]) -> None:
    print("| role | page | p50 | p95 | p99 | |\n| --- | --- | ---: | ---: | ---: | --- |")
    for role, what, times in rows:
        p50, p95, p99 = (_percentile(times, share) for share in (0.5, 0.95, 0.99))
        slow = f"over {LIMIT_MS}" if p95 > LIMIT_MS else ""
        print(f"| {role} | {what} | {p50:.0f} | {p95:.0f} | {p99:.0f} | {slow} |")
    for kind in ("list", "search", "conversation", "case", "queue", "overview", "readiness"):
        times = [t for _, what, some in rows if what.startswith(kind) for t in some]
        if not times:
            continue
        p50, p95, p99 = (_percentile(times, share) for share in (0.5, 0.95, 0.99))
        print(f"| all | {kind} | {p50:.0f} | {p95:.0f} | {p99:.0f} | target p95 < {LIMIT_MS} ms |")


def _percentile(times: list[float], share: float) -> float:
    ordered: Iterator[float] = iter(sorted(times))
    place = max(0, -(-int(len(times) * share * 1000) // 1000) - 1)
    return next((t for n, t in enumerate(ordered) if n == place), 0.0)


if __name__ == "__main__":
    main()
