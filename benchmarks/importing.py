"""A file of policies imported, with what it touches judged again; on the embedded database.

python benchmarks/importing.py [ROWS] [CONVERSATIONS] [HOME]

A home of its own is made and removed; a HOME that `filling.py` has filled has 200,000 others
beside these. CONVERSATIONS of a simulated insurer are read first, each
about one of the policies; the file then tells of ROWS policies for the first time. Time runs from
handing in until nothing is left to do: looked at, compared, taken in, told, judged again; all in
one process, as one worker would. Then the same file again, and a tenth of it changed.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from goodfaith.analysis import Conversation
from goodfaith.platform.configuration import read_configuration
from goodfaith.platform.database import database_in_use
from preparing import insurer_of

BATCH = 200
TARGET_RATE = 1_000
HEADINGS = (
    "保单号", "投保单号", "产品代码", "投保人客户号", "服务人员工号", "保单状态", "首期保费",
    "年交保费", "保额", "交费期间", "交费频率", "犹豫期", "核保通过且缴费成功日", "承保日",
    "生效日", "签收日",
)  # fmt: skip


class Took(msgspec.Struct, frozen=True):
    """Seconds of one step, and how many rows it was about."""

    what: str
    rows: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.what:<34}{self.rows:>9,}{self.seconds:>9.1f} s{self.rate:>11,.0f} rows/s"

    @property
    def rate(self) -> float:
        return self.rows / self.seconds if self.seconds else 0.0


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    conversations = int(sys.argv[2]) if len(sys.argv) > 2 else rows // 10
    with tempfile.TemporaryDirectory(prefix="goodfaith-") as folder:
        home = sys.argv[3] if len(sys.argv) > 3 else str(Path(folder, "home"))
        os.environ |= {"GOODFAITH_HOME": home, "GOODFAITH_MODE": "demo"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "goodfaith.platform.settings"
        configuration = read_configuration(os.environ)
        with database_in_use(configuration):
            import django

            django.setup()
            from goodfaith.platform.serving.migrating import migrate

            migrate(configuration)
            for took in _measured(Path(folder), rows, conversations):
                sys.stdout.write(f"{took}\n")
                sys.stdout.flush()


def _measured(folder: Path, rows: int, conversations: int) -> Iterator[Took]:
    from goodfaith.platform.events import run_events

    yield _timed("conversations read before", conversations, lambda: _fill(rows, conversations))
    file = folder / "policies.csv"
    _write(file, rows)
    began = time.perf_counter()
    yield from _imported(file, "new", rows)
    yield _timed("told, judged again", rows, run_events)
    whole = Took("all of that", rows, time.perf_counter() - began)
    yield whole
    sys.stdout.write(f"{whole.rate / TARGET_RATE:.2f} of {TARGET_RATE:,} rows/s; "
                     f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")  # fmt: skip
    yield from _imported(file, "the same again", rows)
    _write(file, rows, changed=10)
    yield from _imported(file, "a tenth changed", rows)
    yield _timed("told, judged again", rows, run_events)


def _timed(what: str, rows: int, act: Callable[[], Any]) -> Took:
    began = time.perf_counter()
    act()
    return Took(what, rows, time.perf_counter() - began)


def _imported(file: Path, what: str, rows: int) -> Iterator[Took]:
    from goodfaith.policies.imports.local import compare_file, look_at_file, take_in_file

    began = time.perf_counter()
    of = compare_file(look_at_file(file, kind="policy", source="bench"))
    yield Took(f"compared ({what})", rows, time.perf_counter() - began)
    began = time.perf_counter()
    of = take_in_file(of)
    yield Took(f"taken in ({what})", rows, time.perf_counter() - began)
    assert (of.state, of.refused) == ("done", 0), (of.state, of.failure, of.refused)


def _fill(policies: int, conversations: int) -> None:
    """Receive and read conversations, each about one of the policies of the file."""
    from django.utils import timezone

    from goodfaith.conversations.receiving import receive
    from goodfaith.platform.events import run_events
    from goodfaith.quality.shipped import publish_shipped_rulebook
    from goodfaith.trust.ledger import SYSTEM

    publish_shipped_rulebook(now=timezone.now())
    insurer = insurer_of("small", conversations, 1)
    found = (one.conversation for one in insurer.conversations())
    step = max(1, policies // conversations)
    made = (_about(c, f"BP{n * step:07}") for n, c in enumerate(islice(found, conversations)))
    while batch := list(islice(made, BATCH)):
        receive(batch, source="bench", actor=SYSTEM, now=timezone.now())
        run_events()


def _about(conversation: Conversation, policy: str) -> Conversation:
    id = f"about-{policy}-{conversation.id}"
    return msgspec.structs.replace(conversation, id=id, policies=(policy,), applications=())


def _write(file: Path, rows: int, changed: int = 0) -> None:
    """Policies as a core system exports them; each `changed`-th has another status."""
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(HEADINGS)
        for n in range(rows):
            status = "失效" if changed and n % changed == 0 else "有效"
            day = f"2026-{n % 9 + 1:02}-{n % 28 + 1:02}"
            writer.writerow(
                (f"BP{n:07}", f"BA{n:07}", f"X{n % 40}", f"BK{n // 2:07}", f"{n % 900:06}", status,
                 f"{5000 + n % 700}.00", 5000 + n % 700, 100_000, 10, "年交", 15, day, day, day,
                 day)
            )  # fmt: skip


if __name__ == "__main__":
    main()
