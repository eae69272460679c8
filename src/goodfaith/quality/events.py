"""What happens to cases."""

from __future__ import annotations

from typing import ClassVar

from goodfaith.platform.events import Event


class _OfCase(Event, frozen=True):
    case: int
    revision: int

    @property
    def aggregate(self) -> str:
        return f"case:{self.case}"


class CaseOpened(_OfCase, frozen=True):
    """A sale was heard of that had no case."""

    kind: ClassVar[str] = "quality.case_opened"


class CaseJudged(_OfCase, frozen=True):
    """There is a new judgement: something else was found than before, or by other means."""

    kind: ClassVar[str] = "quality.case_judged"
    judgement: int


class CaseConcluded(_OfCase, frozen=True):
    """A person has concluded: `conclusion` is qualified, unqualified or withdrawn."""

    kind: ClassVar[str] = "quality.case_concluded"
    conclusion: str
    judgement: int | None = None


class SupplementAsked(_OfCase, frozen=True):
    """A supplementary recording (补录) is needed before anybody can conclude."""

    kind: ClassVar[str] = "quality.supplement_asked"


class SupplementArrived(_OfCase, frozen=True):
    """It came: `reviewer`, who asked for it, inspects the case again."""

    kind: ClassVar[str] = "quality.supplement_arrived"
    reviewer: int | None


class CaseReopened(_OfCase, frozen=True):
    """What had been concluded on has changed, or a person said why it must be looked at again."""

    kind: ClassVar[str] = "quality.case_reopened"


class CasesJoined(_OfCase, frozen=True):
    """`joined` turned out to be the same sale."""

    kind: ClassVar[str] = "quality.cases_joined"
    joined: int


class DeadlineWarned(_OfCase, frozen=True):
    """Something has to happen by a day that is near; `rule` is "" for the review itself."""

    kind: ClassVar[str] = "quality.deadline_warned"
    rule: str
    due_on: str


class PeopleOfCaseChanged(_OfCase, frozen=True):
    """Whoever sold, or held a conversation, is known only now, or turned out to be another."""

    kind: ClassVar[str] = "quality.people_of_case_changed"


class FindingDecided(_OfCase, frozen=True):
    """A person said what a rule's finding is worth, or took it back (`verdict` "")."""

    kind: ClassVar[str] = "quality.finding_decided"
    rule: str
    seat: int
    verdict: str


class TaskDone(_OfCase, frozen=True):
    """Whoever had the case in hand from one seat is done with it."""

    kind: ClassVar[str] = "quality.review_task_done"
    task: int
    seat: int


class NoticeSent(_OfCase, frozen=True):
    """The adviser can read what was confirmed about a case."""

    kind: ClassVar[str] = "quality.notice_sent"
    notice: int


class AppealFiled(_OfCase, frozen=True):
    """An adviser says that a charge is wrong."""

    kind: ClassVar[str] = "quality.appeal_filed"
    appeal: int


class AppealAnswered(_OfCase, frozen=True):
    """It was upheld or rejected, at a stage."""

    kind: ClassVar[str] = "quality.appeal_answered"
    appeal: int
    stage: str
    outcome: str
