"""Which column of a table holds what: by the person's mapping, else by its heading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from goodfaith.analysis.problems import describe
from goodfaith.analysis.readers.bounds import MOST_COLUMNS
from goodfaith.analysis.readers.known_fields import known_fields
from goodfaith.analysis.readers.options import ReadOptions
from goodfaith.analysis.readers.report import Report
from goodfaith.analysis.readers.spellings import METADATA_MEMBERS, TABLE_MEMBERS, plain

_WHOLE_ID: Final = {plain("id")}


class Columns(msgspec.Struct, frozen=True):
    """The columns that are read: index and heading by member, and by business fact."""

    members: dict[str, tuple[int, str]]
    facts: dict[str, tuple[int, str]]

    @property
    def names(self) -> tuple[str, ...]:
        """Members and facts that the table gives, in the order of its columns."""
        places = {**self.members, **self.facts}
        return tuple(sorted(places, key=lambda name: places[name][0]))


def columns_of(
    header: Sequence[object],
    spelt: Mapping[str, str],
    options: ReadOptions,
    report: Report,
    ignored: Counter[str],
) -> Columns:
    """Find the columns by the person's mapping, the field dictionary and the usual headings.

    `spelt` gives the member for a plain heading. A heading that the mapping names and the table
    lacks is a problem; a column nobody asked for is counted in `ignored`.
    """
    headings = [str(heading).strip() if heading is not None else "" for heading in header]
    if len(headings) > MOST_COLUMNS:
        report.add("", f"{len(headings):,} columns", f"at most {MOST_COLUMNS:,}", "too_many")
        headings = headings[:MOST_COLUMNS]
    known = known_fields(options)
    chosen = _chosen(headings, spelt, known, options.columns, report)
    columns = Columns({}, {})
    taken = {name for name, _ in chosen.values()}
    for index, heading in _specific_first(headings):
        name, is_fact = chosen.get(index) or _by_heading(heading, spelt, known)
        place = columns.facts if is_fact else columns.members
        if name and name not in place and (index in chosen or name not in taken):
            place[name] = (index, heading)
        elif heading:
            ignored[heading] += 1
    return columns


def _specific_first(headings: Sequence[str]) -> list[tuple[int, str]]:
    # A bare "id" beside a "call id" counts rows; alone it is the conversation's.
    return sorted(enumerate(headings), key=lambda item: plain(item[1]) in _WHOLE_ID)


def _chosen(
    headings: Sequence[str],
    spelt: Mapping[str, str],
    known: frozenset[str],
    mapping: Mapping[str, str],
    report: Report,
) -> dict[int, tuple[str, bool]]:
    chosen: dict[int, tuple[str, bool]] = {}
    for key, heading in mapping.items():
        name = _by_heading(key, spelt, known)
        if not name[0]:
            report.add("", f"no column is called {key!r} here", "a known name", "column_unknown")
        elif heading not in headings:
            found = f"without a column {describe(heading)}"
            report.add("", found, f"one for {key}", "column_missing")
        else:
            chosen[headings.index(heading)] = name
    return chosen


def _by_heading(heading: str, spelt: Mapping[str, str], known: frozenset[str]) -> tuple[str, bool]:
    if heading in known:
        return heading, True
    return spelt.get(plain(heading), ""), False


def utterance_columns(
    header: Sequence[object], options: ReadOptions, report: Report, ignored: Counter[str]
) -> Columns:
    """The columns of a table with one utterance a row; id and text must be among them."""
    columns = columns_of(header, TABLE_MEMBERS, options, report, ignored)
    for name, wanted in (
        ("id", "a column for the conversation's id, such as 会话id or conversation"),
        ("utterance.text", "a column for what was said, such as 文本 or text"),
    ):
        if name not in columns.members:
            report.add("", "without a heading for it", wanted, "column_missing")
    return columns


def metadata_columns(
    header: Sequence[object], options: ReadOptions, report: Report, ignored: Counter[str]
) -> Columns:
    """The columns of a table with one conversation a row; the id must be among them."""
    columns = columns_of(header, METADATA_MEMBERS, options, report, ignored)
    if "id" not in columns.members:
        wanted = "a column for the conversation's id, such as 会话id or conversation"
        report.add("", "without a heading for it", wanted, "column_missing")
    return columns
