"""What a run has done so far, on disk: survives an interruption, keeps memory flat, sorts.

One SQLite file beside the output. A parcel is stored in one transaction, so it is either done or
not; the same conversation read twice is kept once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from glob import escape
from pathlib import Path

import msgspec

from goodfaith.analysis.problems import Problem
from goodfaith.batch.desk import Outcome, Read, Told, Turn

_TABLES = """
create table run (identity text not null);
create table done (
  id integer primary key, source text, number integer, noted blob, unique (source, number));
create table conversation (id text primary key, transcript text, started real, utterances integer)
  without rowid;
create table finding (
  scope integer, conversation text, sale text, customer text, rule text, verdict text,
  severity text, family text, adviser text, line blob);
create table heard (id integer primary key, pack blob);
create table member (scope text, key text, heard integer);
create table turn (conversation text, utterance integer, role text, seconds real, text text,
  primary key (conversation, utterance)) without rowid;
"""
_WORST = "case severity when 'critical' then 0 when 'major' then 1 when 'minor' then 2 else 3 end"


_PACK = msgspec.msgpack.Encoder()


class Noted(msgspec.Struct, frozen=True, array_like=True):
    """What a parcel had to tell beside its findings."""

    problems: tuple[Problem, ...]
    waiting: dict[tuple[str, str], int]
    ignored: dict[str, int]


_UNPACK = msgspec.msgpack.Decoder(Noted)


class Spool:
    """Opened for one run; `identity` must be that of the run it continues."""

    def __init__(self, path: Path, identity: str, *, resume: bool) -> None:
        self.path = path
        if path.exists() and not (resume and self._is_of(identity)):
            self._remove()
        self.resumed = path.exists()
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        # A crash of the machine may cost the spool, never the inputs: speed goes first.
        self._database.execute("pragma journal_mode = wal")
        self._database.execute("pragma synchronous = off")
        if not self.resumed:
            self._database.executescript(_TABLES)
            self._database.execute("insert into run values (?)", (identity,))

    def _is_of(self, identity: str) -> bool:
        try:
            with closing(sqlite3.connect(self.path)) as database:
                return bool(database.execute("select identity from run").fetchone() == (identity,))
        except sqlite3.Error:
            return False

    def close(self, *, remove: bool) -> None:
        self._database.close()
        if remove:
            self._remove()

    def _remove(self) -> None:
        """With its log: a new database beside an old log would take the old one's content."""
        for path in (self.path, *self.path.parent.glob(f"{escape(self.path.name)}-*")):
            path.unlink(missing_ok=True)

    def has(self, source: str, number: int) -> bool:
        query = "select 1 from done where source = ? and number = ?"
        return self._database.execute(query, (source, number)).fetchone() is not None

    def store(self, outcome: Outcome) -> Noted:
        """Keep what became of a parcel. Returns what is to be told of it, clashing ids too."""
        problems = list(outcome.problems)
        with self._transaction():
            for read in outcome.read:
                if (clash := self._conversation(outcome.source, read)) is not None:
                    problems += clash
                    continue
                self._findings(read.told)
                self._later(read)
                self._context(read)
            noted = Noted(tuple(problems), outcome.waiting, outcome.ignored)
            self._database.execute(
                "insert or ignore into done (source, number, noted) values (?, ?, ?)",
                (outcome.source, outcome.number, _PACK.encode(noted)),
            )
        return noted

    def noted(self) -> Iterator[Noted]:
        """What was told of the parcels done so far, in their order."""
        for (noted,) in self._database.execute("select noted from done order by id"):
            yield _UNPACK.decode(noted)

    def _conversation(self, source: str, read: Read) -> list[Problem] | None:
        """None when it is new; else nothing, or a problem when it differs from the first."""
        row = self._database.execute(
            "select transcript from conversation where id = ?", (read.id,)
        ).fetchone()
        if row is None:
            started = read.started_at.timestamp() if read.started_at else None
            values = (read.id, read.transcript, started, read.utterances)
            self._database.execute("insert into conversation values (?, ?, ?, ?)", values)
            return None
        if row[0] == read.transcript:
            return []
        found = f"conversation {read.id[:40]} again, with other content"
        return [Problem("duplicate_id", source, "", "", found, "each id once")]

    def _findings(self, told: Iterable[Told]) -> None:
        self._database.executemany(
            "insert into finding values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    2 if one.customer else 1 if one.sale else 0,
                    one.conversation,
                    one.sale,
                    one.customer,
                    one.rule,
                    one.verdict,
                    one.severity,
                    one.family,
                    one.adviser,
                    one.line,
                )
                for one in told
            ],
        )

    def _later(self, read: Read) -> None:
        if not read.heard:
            return
        cursor = self._database.execute("insert into heard (pack) values (?)", (read.heard,))
        members = [("sale", key, cursor.lastrowid) for key in read.sales]
        members += [("customer", key, cursor.lastrowid) for key in read.customers]
        self._database.executemany("insert into member values (?, ?, ?)", members)

    def _context(self, read: Read) -> None:
        self._database.executemany(
            "insert or ignore into turn values (?, ?, ?, ?, ?)",
            [(read.id, t.utterance, t.role, t.seconds, t.text) for t in read.context],
        )

    def _transaction(self) -> _Transaction:
        return _Transaction(self._database)

    def groups(self, scope: str) -> Iterator[tuple[str, list[bytes]]]:
        """Every sale or customer met in a conversation, by key, with all that was heard."""
        self._database.execute("create index if not exists by_key on member (scope, key)")
        query = (
            "select key, pack from member join heard on heard.id = member.heard "
            "where scope = ? order by key, heard.id"
        )
        key, packs = None, []
        for row_key, pack in self._database.execute(query, (scope,)):
            if row_key != key and key is not None:
                yield key, packs
                packs = []
            key = row_key
            packs.append(pack)
        if key is not None:
            yield key, packs

    def store_later(self, told: Iterable[Told]) -> None:
        with self._transaction():
            self._findings(told)

    def forget_later(self) -> None:
        """Findings about sales and customers are made anew whenever the reading is complete."""
        self._database.execute("delete from finding where scope > 0")

    def findings(self, *, worst_first: bool = False) -> Iterator[bytes]:
        """Every finding, encoded, in an order that depends on nothing but the findings."""
        order = "scope, conversation, sale, customer, rule"
        if worst_first:
            order = f"verdict <> 'violated', {_WORST}, {order}"
        query = f"select line from finding order by {order}"  # noqa: S608 - our own words only
        for (line,) in self._database.execute(query):
            yield line

    def counts(self, *columns: str) -> list[tuple[tuple[str, ...], int]]:
        """How many findings there are by some of their columns, most first."""
        listed = ", ".join(columns)
        query = (
            f"select {listed}, count(*) as n from finding "  # noqa: S608 - our own words only
            f"group by {listed} order by n desc, {listed}"
        )
        return [(tuple(row[:-1]), int(row[-1])) for row in self._database.execute(query)]

    def size(self) -> tuple[int, int]:
        """Conversations and utterances read."""
        row = self._database.execute(
            "select count(*), sum(utterances) from conversation"
        ).fetchone()
        return int(row[0]), int(row[1] or 0)

    def conversations_with_violations(self) -> int:
        query = (
            "select count(distinct conversation) from finding "
            "where verdict = 'violated' and conversation <> ''"
        )
        return int(self._database.execute(query).fetchone()[0])

    def starts(self) -> tuple[float, float] | None:
        """Starts of the first and the last conversation; None when none has a time."""
        query = "select min(started), max(started) from conversation"
        first, last = self._database.execute(query).fetchone()
        return None if first is None else (float(first), float(last))

    def start_of(self, conversation: str) -> float | None:
        query = "select started from conversation where id = ?"
        row = self._database.execute(query, (conversation,)).fetchone()
        return None if row is None or row[0] is None else float(row[0])

    def group(self, scope: str, key: str) -> list[bytes]:
        """All that was heard of one sale or customer."""
        query = (
            "select pack from member join heard on heard.id = member.heard "
            "where scope = ? and key = ? order by heard.id"
        )
        return [pack for (pack,) in self._database.execute(query, (scope, key))]

    def around(self, conversation: str, utterance: int, turns: int) -> list[Turn]:
        """The stored turns within `turns` of an utterance."""
        query = (
            "select utterance, role, seconds, text from turn "
            "where conversation = ? and utterance between ? and ? order by utterance"
        )
        rows = self._database.execute(query, (conversation, utterance - turns, utterance + turns))
        return [Turn(*row) for row in rows]


class _Transaction:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._database.execute("begin")

    def __exit__(self, kind: object, *_: object) -> None:
        self._database.execute("rollback" if kind else "commit")
