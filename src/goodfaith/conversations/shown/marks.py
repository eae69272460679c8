"""What is marked in the words: the evidence of findings, and everything else that was heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from goodfaith.analysis.finding import SEVERITIES, UNDECIDABLE, VIOLATED, Finding, Mention

OPEN = "open"
"""The kind of a mark that an undecidable finding rests on."""
SAID = "heard"
"""The kind of a mark that no finding rests on."""
_GRAVITY = {kind: place for place, kind in enumerate((*SEVERITIES, OPEN, SAID))}


class Mark(msgspec.Struct, frozen=True):
    """Code points `start` to `end` of an utterance. `kind` is a severity, `open` or `heard`.

    `finding` is the anchor of the finding that rests on it, and `title` what it is about.
    """

    utterance: int
    start: int
    end: int
    kind: str
    finding: str = ""
    title: str = ""

    @property
    def gravity(self) -> int:
        """0 for the gravest."""
        return _GRAVITY[self.kind]


class Piece(msgspec.Struct, frozen=True):
    """A run of text that is marked alike: by the gravest of `marks`, which come gravest first.

    `private` is the number of the private value that is covered here.
    """

    text: str
    start: int
    marks: tuple[Mark, ...] = ()
    faint: bool = False
    private: int | None = None

    @property
    def kind(self) -> str:
        return self.marks[0].kind if self.marks else ""

    @property
    def also(self) -> bool:
        """Whether more than one finding rests on it."""
        return len({mark.finding for mark in self.marks if mark.finding}) > 1

    @property
    def title(self) -> str:
        return " · ".join(dict.fromkeys(mark.title for mark in self.marks if mark.title))

    @property
    def findings(self) -> str:
        """The anchors of the findings that rest on it, the gravest first, with spaces between."""
        return " ".join(dict.fromkeys(mark.finding for mark in self.marks if mark.finding))


def anchor(finding: Finding) -> str:
    """The name of a finding on its page."""
    return f"f-{finding.rule.replace('.', '-')}-{finding.fingerprint[:6]}"


def marks_of(
    findings: Iterable[Finding], mentions: Iterable[Mention], titles: dict[str, str]
) -> dict[int, list[Mark]]:
    """Marks by utterance; `titles` are the rules'. A mention that is evidence is told once."""
    found: dict[int, list[Mark]] = {}
    taken: set[tuple[int, int, int]] = set()
    for finding in findings:
        if finding.verdict not in (VIOLATED, UNDECIDABLE):
            continue
        kind = finding.severity if finding.verdict == VIOLATED else OPEN
        for quoted in finding.evidence:
            if quoted.conversation != finding.conversation or quoted.end <= quoted.start:
                continue
            where = (quoted.utterance, quoted.start, quoted.end)
            title = titles.get(finding.rule, finding.rule)
            found.setdefault(where[0], []).append(Mark(*where, kind, anchor(finding), title))
            taken.add(where)
    for mention in mentions:
        where = (mention.utterance, mention.start, mention.end)
        if where not in taken and mention.end > mention.start:
            taken.add(where)
            found.setdefault(where[0], []).append(Mark(*where, SAID))
    return found


def pieces(
    text: str,
    marks: Sequence[Mark] = (),
    faint: Sequence[tuple[int, int]] = (),
    covered: Sequence[tuple[int, int, int]] = (),
) -> Iterator[Piece]:
    """Cut `text` wherever a mark, a faint or a covered range begins or ends.

    Together the pieces are the text. A covered range has the number of its value.
    """
    ranges = [(m.start, m.end) for m in marks] + list(faint) + [(a, b) for a, b, _ in covered]
    cuts = {0, len(text)} | {min(max(at, 0), len(text)) for one in ranges for at in one}
    places = sorted(cuts)
    for start, end in pairwise(places):
        own = [m for m in marks if m.start <= start and end <= m.end]
        own.sort(key=lambda m: (m.gravity, m.start, m.finding))
        dim = any(a <= start and end <= b for a, b in faint)
        value = next((v for a, b, v in covered if a <= start and end <= b), None)
        yield Piece(text[start:end], start, tuple(own), dim, value)
