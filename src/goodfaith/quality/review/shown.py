"""What the page of a case shows of decisions: by finding, from the viewer's seat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from goodfaith.analysis.finding import VIOLATED
from goodfaith.quality.cases.evidence import Group, Heard, Said, groups_of, heard_by
from goodfaith.quality.models import Case, Decision, Judgement, Seat
from goodfaith.quality.review.deciding import group_of
from goodfaith.quality.review.quoted import group_quoted
from goodfaith.quality.review.seats import Sitting, asked_of_arbiter, sitting_of
from goodfaith.quality.review.standing import decided, is_current
from goodfaith.quality.review.words import word_of
from goodfaith.trust.viewing import Viewer


class One(msgspec.Struct, frozen=True):
    """One decision. `places` are the quotations it rests on where they are others than found.

    `is_earlier`: something else was found when it was made.
    """

    id: int
    verdict: str
    machine: str
    word: str
    reason: str
    reason_code: str
    comment: str
    by: str
    at: datetime
    seat: int
    seat_word: str
    is_mine: bool
    is_earlier: bool
    is_edited: bool
    places: tuple[Said, ...]


class Asked(msgspec.Struct, frozen=True):
    """A finding, and what was said of it.

    `mine` is what stands from the viewer's seat about what is found now, `earlier` from there
    about what was found then, `others` from other seats. `seen` is the id of what stands there.
    `is_open`: the viewer is to decide it.
    """

    rule: str
    machine: str
    group: Group
    mine: One | None
    earlier: One | None
    others: tuple[One, ...]
    is_open: bool
    is_asked: bool

    @property
    def seen(self) -> int:
        said = self.mine or self.earlier
        return said.id if said else 0

    @property
    def is_missed(self) -> bool:
        return not self.machine


class Review(msgspec.Struct, frozen=True):
    """What a viewer is shown of a case, and may do.

    `undo` is the viewer's last decision that stands, 0 for none. `left` are the rules of the case
    that they still have to decide, `said` what stands of each rule.
    """

    seat: Seat
    is_blind: bool
    may_decide: bool
    violated: tuple[Asked, ...]
    undecidable: tuple[Asked, ...]
    missed: tuple[Asked, ...]
    undo: int
    differing: tuple[str, ...]
    left: tuple[str, ...]
    said: Mapping[str, Decision]

    @property
    def every(self) -> tuple[Asked, ...]:
        return (*self.violated, *self.undecidable, *self.missed)


def review_of(
    viewer: Viewer,
    case: Case,
    judgement: Judgement | None,
    groups: Sequence[Group],
    heard: Mapping[str, Heard],
    sitting: Sitting | None = None,
) -> Review:
    """All that was said of `groups`, and what people heard that the machine has not."""
    sits = sitting or sitting_of(viewer, case)
    rows = list(decided([case.pk], sits.seat if sits.is_blind else None))
    is_now = judgement is not None and judgement.pk == case.judgement_id
    differing = tuple(asked_of_arbiter(case)) if sits.seat == Seat.ARBITER else ()
    told = _Told(viewer, judgement, heard, rows, sits.seat, differing)
    asked = [told.asked(group) for group in groups]
    missed = [told.missed(row) for row in _missed(rows, asked)] if is_now else []
    current = {row.rule: row for row in rows if is_current(row)}
    return Review(
        seat=sits.seat,
        is_blind=sits.is_blind,
        may_decide=is_now and _may_decide(viewer, case, sits),
        violated=tuple(one for one in asked if one.machine == VIOLATED),
        undecidable=tuple(one for one in asked if one.machine != VIOLATED),
        missed=tuple(one for one in missed if one is not None),
        undo=_last_own(rows, viewer, sits.seat),
        differing=differing,
        left=_left(case, rows, sits.seat, differing) if is_now else (),
        said=current,
    )


def review_of_rule(viewer: Viewer, case: Case, rule: str) -> Review:
    """The same of one rule alone, as it is now."""
    judgement = case.judgement
    if judgement is None:
        return review_of(viewer, case, None, [], {})
    group = group_of(judgement, rule)
    names = {e["conversation"] for f in (group or {}).get("findings", ())
             for e in f.get("evidence") or ()}  # fmt: skip
    sources = [s for s in judgement.sources if s["external_id"] in names]
    heard = heard_by(viewer, sources) if names else {}
    own = [group] if group else []
    groups = groups_of(own, judgement.edition_id, judgement.sources, heard)
    return review_of(viewer, case, judgement, groups, heard)


def said_of(viewer: Viewer, case: Case, rule: str) -> Decision | None:
    """What stands of a rule from the viewer's seat about what is found now.

    Of what nobody else may have heard, whoever said it from the lowest seat.
    """
    sits = sitting_of(viewer, case)
    found = decided([case.pk], sits.seat if sits.is_blind else None)
    rows = [row for row in found if row.rule == rule]
    rows = [row for row in rows if is_current(row)]
    own = next((row for row in rows if row.seat == sits.seat), None)
    return own or next((row for row in rows if row.machine == ""), None)


def quoted(viewer: Viewer, decision: Decision) -> tuple[Said, ...]:
    """What a decision rests on, where that was chosen, as `viewer` may read it."""
    judgement = decision.judgement
    names = {one["conversation"] for one in decision.evidence or ()}
    heard = heard_by(viewer, [s for s in judgement.sources if s["external_id"] in names])
    group = group_quoted(decision, judgement, heard)
    return group.places if group else ()


class _Told:
    """Puts rows and groups together; words of earlier revisions are looked up where needed."""

    def __init__(
        self, viewer: Viewer, judgement: Judgement | None, heard: Mapping[str, Heard],
        rows: Sequence[Decision], seat: Seat, differing: Sequence[str],
    ) -> None:  # fmt: skip
        self.viewer, self.judgement, self.heard = viewer, judgement, dict(heard)
        self.rows, self.seat, self.differing = rows, seat, differing

    def asked(self, group: Group) -> Asked:
        return self._asked(group.card.rule, group.card.verdict, group)

    def missed(self, row: Decision) -> Asked | None:
        group = self._group(row)
        return self._asked(row.rule, "", group) if group else None

    def _asked(self, rule: str, machine: str, group: Group) -> Asked:
        rows = [row for row in self.rows if row.rule == rule]
        own = [self._one(row) for row in rows if row.seat == self.seat]
        mine = next((one for one in own if not one.is_earlier), None)
        is_settled = self.seat == Seat.ARBITER
        wanted = rule in self.differing if is_settled else machine == VIOLATED
        return Asked(
            rule=rule, machine=machine, group=group, mine=mine,
            others=tuple(self._one(row) for row in rows if row.seat != self.seat),
            earlier=next((one for one in own if one.is_earlier), None),
            is_open=wanted and mine is None, is_asked=not is_settled or rule in self.differing,
        )  # fmt: skip

    def _one(self, row: Decision) -> One:
        chosen = row.evidence is not None
        group = self._group(row) if chosen else None
        return One(
            id=row.pk, verdict=row.verdict, machine=row.machine, word=word_of(row.machine, row),
            reason=row.get_reason_display() if row.reason else "",
            reason_code=row.reason, comment=row.comment,
            by=row.by.name, at=row.at, seat=row.seat, seat_word=row.get_seat_display(),
            is_mine=row.by_id == self.viewer.staff_id, is_earlier=not is_current(row),
            is_edited=chosen, places=group.places if group else (),
        )  # fmt: skip

    def _group(self, row: Decision) -> Group | None:
        """The rule with the words that were chosen, of the revisions that were looked at then."""
        names = {one["conversation"] for one in row.evidence or ()}
        here = self.judgement
        judgement = here if here and here.pk == row.judgement_id else row.judgement
        heard: Mapping[str, Heard] = self.heard
        if judgement is not here or not names <= self.heard.keys():
            sources = [s for s in judgement.sources if s["external_id"] in names]
            heard = heard_by(self.viewer, sources)
        return group_quoted(row, judgement, heard)


def _missed(rows: Iterable[Decision], asked: Iterable[Asked]) -> list[Decision]:
    """One row a rule that people heard and that is not found; the lowest seat's has the words."""
    shown = {one.rule for one in asked}
    found: dict[str, Decision] = {}
    for row in rows:
        if row.machine == "" and row.rule not in shown and is_current(row) and row.evidence:
            found.setdefault(row.rule, row)
    return list(found.values())


def _may_decide(viewer: Viewer, case: Case, sits: Sitting) -> bool:
    if not viewer.may("cases.review") or case.adviser_id == viewer.staff_id:
        return False
    return case.state != Case.State.CLOSED if sits.seat == Seat.FIRST else sits.is_held


def _left(
    case: Case, rows: Iterable[Decision], seat: Seat, differing: Sequence[str]
) -> tuple[str, ...]:
    own = {row.rule for row in rows if row.seat == seat and is_current(row)}
    wanted = differing if seat == Seat.ARBITER else case.violated
    return tuple(rule for rule in wanted if rule not in own)


def _last_own(rows: Iterable[Decision], viewer: Viewer, seat: Seat) -> int:
    own = [row for row in rows if row.by_id == viewer.staff_id and row.seat == seat]
    return max(own, key=lambda row: (row.at, row.pk)).pk if own else 0
