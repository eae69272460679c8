"""Everything private in a conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from goodfaith.trust.masking.addresses import find_addresses
from goodfaith.trust.masking.found import Found
from goodfaith.trust.masking.names import find_names, find_names_beside
from goodfaith.trust.masking.numbers_said import find_numbers
from goodfaith.trust.masking.plates import find_plates
from goodfaith.trust.masking.span import PrivateSpan
from goodfaith.trust.masking.talk import Talk
from goodfaith.trust.masking.written import find_written


def find_private(
    utterances: Sequence[str], speakers: Sequence[str] | None = None
) -> list[PrivateSpan]:
    """Return where private data is said in a conversation's stored texts, in order.

    `speakers` has one entry an utterance (an id or a role) and tells a number that is continued
    from one that is read back. Spans do not overlap. A value said in pieces, over turns, or again
    has several spans with one `value`. Nothing said gives an empty list. Raises ValueError if
    `speakers` and `utterances` differ in length.
    """
    return _spans(Talk(utterances, speakers), with_numbers=True)


def find_but_numbers(talk: Talk) -> list[PrivateSpan]:
    """The same where no private number was said."""
    return _spans(talk, with_numbers=False)


def _spans(talk: Talk, *, with_numbers: bool) -> list[PrivateSpan]:
    values = count()
    found = [
        *find_written(talk, values),
        *find_plates(talk, values),
        *(find_numbers(talk, values) if with_numbers else ()),
        *find_addresses(talk, values),
    ]
    found += find_names_beside(talk.text, tuple(found), values)
    found += find_names(talk, values)
    return _cut(_apart(found), talk)


def _apart(found: Iterable[Found]) -> list[Found]:
    """Where two overlap, the more certain stays; of equally certain ones the longer."""
    kept: list[Found] = []
    taken: set[int] = set()
    for one in sorted(found, key=lambda f: (-f.confidence, f.start - f.end, f.start)):
        places = range(one.start, one.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(one)
    return sorted(kept)


def _cut(found: Iterable[Found], talk: Talk) -> list[PrivateSpan]:
    """Spans in their utterances; values numbered in the order they are first said."""
    numbered: dict[int, int] = {}
    spans: list[PrivateSpan] = []
    for one in found:
        utterance = talk.utterance_at(one.start)
        offset = talk.start_of(utterance)
        value = numbered.setdefault(one.value, len(numbered))
        spans.append(
            PrivateSpan(
                utterance, one.start - offset, one.end - offset, one.kind, one.confidence,
                value, one.before, one.after,
            )
        )  # fmt: skip
    return spans
