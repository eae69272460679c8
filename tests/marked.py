"""Turns with the private parts in 【】: how the tables are written and compared."""

from __future__ import annotations

import re
from itertools import cycle

from goodfaith.trust.masking import PrivateSpan, find_private

Turns = str | tuple[str, ...]


def spans_in(turns: tuple[str, ...]) -> list[PrivateSpan]:
    """What is found when customer and adviser speak in turn."""
    said = [re.sub("[【】]", "", turn) for turn in turns]
    speakers = [speaker for speaker, _ in zip(cycle(["customer", "adviser"]), said, strict=False)]
    return find_private(said, speakers)


def found_in(turns: Turns, kind: str | None = None) -> tuple[str, ...]:
    """The turns with 【】 around what is found (of one kind)."""
    turns = (turns,) if isinstance(turns, str) else turns
    spans = [span for span in spans_in(turns) if kind in (None, span.kind)]
    marked = [list(re.sub("[【】]", "", turn)) for turn in turns]
    for span in spans:
        marked[span.utterance][span.start] = "【" + marked[span.utterance][span.start]
        marked[span.utterance][span.end - 1] += "】"
    return tuple("".join(turn) for turn in marked)


def as_turns(turns: Turns) -> tuple[str, ...]:
    return (turns,) if isinstance(turns, str) else turns
