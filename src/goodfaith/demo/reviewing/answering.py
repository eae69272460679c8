"""What advisers do when they are told: read it, let it lapse, appeal; and what comes of that."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Final

from goodfaith.demo.reviewing.crew import shuffled
from goodfaith.demo.reviewing.hours import after, later
from goodfaith.demo.reviewing.knowing import Really
from goodfaith.demo.reviewing.office import File
from goodfaith.demo.reviewing.wording import write, write_appeal
from goodfaith.demo.simulator.seeding import between, weighted
from goodfaith.quality.models import Appeal, Charge, Notice
from goodfaith.quality.outcome.appealing import carry_on, drop, reject, take, uphold
from goodfaith.quality.outcome.judges import may_answer
from goodfaith.quality.outcome.notices import acknowledge, appeal
from goodfaith.quality.outcome.proposing import propose
from goodfaith.trust.models import Staff
from goodfaith.trust.viewing import Viewer

_SAYS: Final = {
    "not_said": "misheard", "wrong_speaker": "speaker", "said_elsewhere": "elsewhere",
    "wrong_fact": "fact",
}  # fmt: skip
_OF_RIGHT: Final = {"plea": 0.4, "context": 0.3, "elsewhere": 0.2, "misheard": 0.1}
_DROPS, _UNANSWERED, _LEFT_DAYS = 0.05, 0.4, 16
_UPHELD_WRONG, _UPHELD_RIGHT = 0.9, 0.05
"""How often an appeal is upheld: against what was not so, against what was."""


def answer(file: File) -> None:
    """Everything that advisers do about the case until the last day."""
    for notice in Notice.objects.filter(case=file.id).order_by("number", "adviser"):
        person = file.office.crew.person(notice.adviser_id)
        if person is not None:
            _answer(file, notice, person)


def _answer(file: File, notice: Notice, person: Staff) -> None:
    rng, who = file.lot("answers", notice.number, person.number), file.office.adviser(person.number)
    at = later(rng, notice.sent_at, 0, 3)
    if person.number in file.office.tried and notice.answer_by > file.office.until:
        return
    if at >= min(file.office.until, notice.answer_by) or rng.random() > who.answers_rate:
        return
    read = []
    for charge in notice.charges.filter(ended_at=None).order_by("rule"):
        so = file.of_rule(charge.rule)
        rate = who.appeals_right_rate if so.holds else who.appeals_wrong_rate
        if rng.random() < rate:
            text = write_appeal(rng, _says(rng, so))
            made = appeal(actor=person, charge=charge, text=text, now=after(at, 60))
            _Case(file, made, person, so).go_on(at)
        else:
            read.append(charge.rule)
    if read:
        acknowledge(actor=person, notice=notice, rules=read, now=at)


def _says(rng: Random, so: Really) -> str:
    return weighted(rng, _OF_RIGHT) if so.holds else _SAYS.get(so.reason, "context")


class _Case:
    """One appeal on its way."""

    def __init__(self, file: File, appeal: Appeal, person: Staff, so: Really) -> None:
        self.file, self.appeal, self.person, self.so = file, appeal, person, so
        self.rng = file.lot("appeal", appeal.charge.rule)

    def go_on(self, at: datetime) -> None:
        """To the answer, to the manager's perhaps, or until the last day."""
        if self.rng.random() < _DROPS:
            at = later(self.rng, at, 1, 2)
            if at < self.file.office.until:
                drop(actor=self.person, appeal=self.appeal, seen=self._seen, now=at)
            return
        at = later(self.rng, at, 0, 6)
        self._judged("reviewer", at)
        if self.appeal.state == Appeal.State.REJECTED:
            self._carry_on(at)

    @property
    def _seen(self) -> int:
        self.appeal.refresh_from_db()
        return self.appeal.revision

    def _carry_on(self, at: datetime) -> None:
        who = self.file.office.adviser(self.person.number)
        at = later(self.rng, at, 0, 3)
        is_late = self.appeal.answer_by is not None and at >= self.appeal.answer_by
        rate = who.carries_on_rate * (1 if self.so.holds else 2)
        if at >= self.file.office.until or is_late or self.rng.random() > rate:
            return
        text = write(self.rng, "carried_on")
        carry_on(actor=self.person, appeal=self.appeal, seen=self._seen, text=text, now=at)
        self._judged("manager", later(self.rng, at, 0, 5))

    def _judged(self, stage: str, at: datetime) -> None:
        """Some of the last weeks nobody has answered."""
        office = self.file.office
        is_left = self.rng.random() < _UNANSWERED and office.is_recent(at, _LEFT_DAYS)
        if at >= office.until or is_left:
            return
        judge = self._judge(stage)
        if judge is None:
            return
        take(viewer=judge, appeal=self.appeal, seen=self._seen, now=at)
        at = after(at, 60 * between(self.rng, 4, 40))
        rate = _UPHELD_RIGHT if self.so.holds else _UPHELD_WRONG
        if self.rng.random() < rate:
            self._uphold(judge, stage, at)
        else:
            kind = "manager_rejected" if stage == "manager" else "rejected"
            reason = write(self.rng, kind)
            reject(viewer=judge, appeal=self.appeal, seen=self._seen, reason=reason, now=at)
        self.appeal.refresh_from_db()

    def _uphold(self, judge: Viewer, stage: str, at: datetime) -> None:
        reason = write(self.rng, "manager_upheld" if stage == "manager" else "upheld")
        code = self.so.reason or "harmless"
        uphold(viewer=judge, appeal=self.appeal, seen=self._seen, reason=reason, code=code, now=at)
        propose([self.appeal.pk], now=at)

    def _judge(self, stage: str) -> Viewer | None:
        crew, charge = self.file.office.crew, Charge.objects.get(pk=self.appeal.charge_id)
        for staff in shuffled(self.rng, crew.answerers(charge.unit_path, stage)):
            if may_answer(viewer := crew.viewer(staff), self.appeal):
                return viewer
        return None
