"""The strip of a talk: who spoke when, where nobody did, what is missing, what was heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from goodfaith.platform.web.tags.numbers import clock

LANE_HEIGHT = 14
LANE_STEP = 20
TOP = 22
"""Room for the marks, in pixels."""

Span = tuple[float, float]


class Lane(msgspec.Struct, frozen=True):
    """One who spoke. `kind` is adviser, customer or other; `spans` in seconds."""

    label: str
    kind: Literal["adviser", "customer", "other"]
    spans: Sequence[Span]


class Mark(msgspec.Struct, frozen=True):
    """Something heard at a time, which a click goes to."""

    at: float
    level: Literal["critical", "major", "minor", "note"]
    label: str
    href: str


class Strip(msgspec.Struct, frozen=True):
    """`length` in seconds; `silences` nobody spoke in, `gaps` nothing is known of."""

    length: float
    lanes: Sequence[Lane]
    marks: Sequence[Mark] = ()
    silences: Sequence[Span] = ()
    gaps: Sequence[Span] = ()
    label: str = ""
    """What is read aloud for the whole picture."""

    @property
    def height(self) -> int:
        return TOP + LANE_STEP * max(1, len(self.lanes))

    @property
    def lanes_height(self) -> int:
        return self.height - TOP

    def place(self, seconds: float) -> str:
        """How far from the left."""
        return f"{100 * min(1.0, max(0.0, seconds / (self.length or 1))):.3f}%"

    def width(self, span: Span) -> str:
        """At least something to see."""
        return f"{max(0.15, 100 * (span[1] - span[0]) / (self.length or 1)):.3f}%"

    @property
    def bars(self) -> Iterator[dict[str, str]]:
        for row, lane in enumerate(self.lanes):
            for span in lane.spans:
                y = TOP + row * LANE_STEP
                yield {"kind": lane.kind, "y": str(y)} | self._across(span)

    @property
    def blanks(self) -> Iterator[dict[str, str]]:
        for kind, spans in (("silence", self.silences), ("gap", self.gaps)):
            for span in spans:
                yield {"kind": kind} | self._across(span)

    @property
    def placed_marks(self) -> Iterator[dict[str, str]]:
        for mark in self.marks:
            yield {
                "x": self.place(mark.at),
                "level": mark.level,
                "label": f"{clock(mark.at)} {mark.label}",
                "href": mark.href,
            }

    def _across(self, span: Span) -> dict[str, str]:
        return {"x": self.place(span[0]), "width": self.width(span)}
