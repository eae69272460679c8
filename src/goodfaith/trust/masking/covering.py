"""Covering private data one character for one, so that the offsets of evidence stay true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

import msgspec

from goodfaith.analysis.folding import fold
from goodfaith.trust.masking.places import ADMINISTRATIVE
from goodfaith.trust.masking.span import PrivateKind, PrivateSpan
from goodfaith.trust.masking.surnames import surname_length

COVER: Final = "＊"
_SEPARATORS: Final = frozenset(" \u3000-－·.・")
_HIDDEN_AT_LEAST: Final = 3
_REPEATING: Final = "个個"
"""三个五: how many digits a character stands for is not its own."""


class Keep(msgspec.Struct, frozen=True):
    """What stays readable: the first and last characters of a value, or a part of it by name.

    `surname` is the family name, `district` an address down to the district, `domain` what is
    behind the @ of an e-mail address. Fewer than three covered characters of a number are too
    easily guessed: then it is covered whole.
    """

    head: int = 0
    tail: int = 0
    part: Literal["", "surname", "district", "domain"] = ""


KEEP: Final[Mapping[PrivateKind, Keep]] = {
    "name": Keep(part="surname"),
    "identity_number": Keep(3, 2),
    "phone": Keep(3, 4),
    "card": Keep(0, 4),
    "plate": Keep(2, 2),
    "address": Keep(part="district"),
    "email": Keep(1, part="domain"),
    "account": Keep(2),
    "passport": Keep(1, 2),
    "permit": Keep(1, 2),
}
"""What an adviser needs to know whom and what is spoken of."""


def mask(
    text: str,
    spans: Iterable[PrivateSpan],
    keep: Mapping[PrivateKind, Keep] = KEEP,
    cover: str = COVER,
) -> str:
    """Return the stored text of one utterance with `spans`, those of this utterance, covered.

    The result is as long as the text. A kind that `keep` does not name is covered whole. Spaces
    and hyphens inside a number stay. Raises ValueError for a cover that is not one character and
    for a span that is not inside the text.
    """
    if len(cover) != 1:
        raise ValueError(f"cover: found {len(cover)} characters, expected 1")
    covered = list(text)
    for span in spans:
        if not 0 <= span.start <= span.end <= len(text):
            raise ValueError(
                f"span: found {span.start} to {span.end}, expected places in 0 to {len(text)}"
            )
        for at in _hidden(text, span, keep.get(span.kind, Keep())):
            covered[at] = cover
    return "".join(covered)


def _hidden(text: str, span: PrivateSpan, keep: Keep) -> list[int]:
    said = text[span.start : span.end]
    start = span.start + _kept_part(said, keep)
    end = _before_domain(said, span) if keep.part == "domain" else span.end
    signs = [at for at in range(start, end) if text[at] not in _SEPARATORS]
    if keep.part == "surname" or keep.part == "district" or any(c in said for c in _REPEATING):
        return signs
    total = span.before + len(signs) + span.after
    head, tail = keep.head, keep.tail
    if keep.part != "domain" and total - head - tail < min(_HIDDEN_AT_LEAST, total):
        head = tail = 0
    places = range(span.before, total)
    return [at for at, place in zip(signs, places, strict=False) if head <= place < total - tail]


def _kept_part(said: str, keep: Keep) -> int:
    """How many code points of a value its surname or its district takes."""
    if keep.part == "surname":
        return surname_length(fold(said), 0, rare=True)
    if keep.part == "district":
        found = ADMINISTRATIVE.match(fold(said))
        return len(found[0].rstrip(" ,")) if found else 0
    return 0


def _before_domain(said: str, span: PrivateSpan) -> int:
    at = fold(said).find("@")
    return span.end if at < 0 else span.start + at
