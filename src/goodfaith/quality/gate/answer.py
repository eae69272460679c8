"""What the gate says of a sale: no words of anybody, only what the core system acts on."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from ninja import Schema

from goodfaith.analysis.finding import SEVERITIES, VIOLATED
from goodfaith.analysis.fingerprint import hash_of_content
from goodfaith.quality.models import Case, Judgement

WAITS = {
    Case.State.OPEN: "review",
    Case.State.WAITING: "supplement",
    Case.State.RECHECK: "recheck",
    Case.State.CLOSED: "",
    Case.State.REOPENED: "review",
}


class OpenFindings(Schema):
    """How many rules are violated, by severity, and how many cannot be decided."""

    critical: int
    major: int
    minor: int
    note: int
    undecidable: int


class SaleQuality(Schema):
    """What is known of a sale's quality.

    `conclusion` is "", qualified, unqualified, supplement or withdrawn; of a reopened case it is
    the one that stands until somebody concludes again. `waits_for` is review, supplement, recheck
    or "". `as_of` is when it was judged last, None before. `link` is its page.
    """

    sale: str
    applications: list[str]
    policies: list[str]
    state: str
    conclusion: str
    score: float | None
    vetoed: bool
    findings: OpenFindings
    due_at: datetime | None
    waits_for: str
    deadline_on: str | None
    as_of: datetime | None
    link: str


def answer_of(case: Case) -> SaleQuality:
    """The answer as of now; of what is signed off, by what was signed off."""
    is_final = case.state == Case.State.CLOSED and case.signed_off is not None
    judgement = case.signed_off if is_final else case.judgement
    scorecard = judgement.scorecard if judgement else {}
    return SaleQuality(
        sale=case.sale or "",
        applications=list(case.applications),
        policies=list(case.policies),
        state=case.state,
        conclusion=case.conclusion,
        score=scorecard.get("score"),
        vetoed=bool(scorecard.get("vetoed")),
        findings=_counts(judgement),
        due_at=case.due_at,
        waits_for=WAITS[Case.State(case.state)],
        deadline_on=case.deadline_on.isoformat() if case.deadline_on else None,
        as_of=judgement.as_of if judgement else None,
        link=reverse("case", args=[case.pk]),
    )


def hash_of(answer: SaleQuality) -> str:
    """Changes when the answer does; that it was judged again and found the same is no change."""
    return hash_of_content(answer.model_copy(update={"as_of": None}).model_dump(mode="json"))


def _counts(judgement: Judgement | None) -> OpenFindings:
    counts = dict.fromkeys((*SEVERITIES, "undecidable"), 0)
    for group in judgement.findings if judgement else ():
        counts[group["severity"] if group["verdict"] == VIOLATED else "undecidable"] += 1
    return OpenFindings(**counts)
