"""What a person hears and the machine did not costs as much as if it had been found."""

from __future__ import annotations

import pytest
from concluded import PROMISE, TOLD, client_of, concluded, insurer, rules

from conversations.arrivals import arrive
from goodfaith.platform.events import run_events
from goodfaith.quality.models import Case, Charge, ScorecardTemplate
from goodfaith.quality.review.deciding import decide
from goodfaith.trust.models import Staff
from quality.cases.sold import LONG_AGO, applied, deliver, issued, seen, sold, the_case, timezone

pytestmark = pytest.mark.django_db
UNHEARD = ("A", "您好，本金收益都没问题，免责条款您看一下"), ("C", "好的")
PLACE = [{"conversation": "c1", "utterance": 0, "start": 3, "end": 12}]


@pytest.fixture
def staff() -> dict[str, Staff]:
    rules(PROMISE, TOLD)
    return insurer()


def heard(staff: dict[str, Staff]) -> Case:
    """A sale in which nothing was found, and a reviewer heard a promise."""
    deliver(applied(), issued())
    arrive(sold("c1", *UNHEARD))
    seen()
    case = the_case()
    assert (case.violated, case.score) == ([], 100)
    decide(actor=staff["reviewer"], case=case, rule="sale.promise", verdict="confirmed",
           evidence=PLACE, key="a", now=timezone.now())  # fmt: skip
    return the_case()


def charged(staff: dict[str, Staff]) -> Charge:
    concluded(heard(staff), staff["reviewer"])
    run_events()
    return Charge.objects.get()


def test_what_was_missed_costs_what_the_rulebook_takes(staff: dict[str, Staff]) -> None:
    made = charged(staff)
    assert (made.rule, made.points, made.severity) == ("sale.promise", 20, "critical")
    assert made.adviser == staff["seller"]


def test_what_was_missed_costs_what_the_scorecard_takes(staff: dict[str, Staff]) -> None:
    ScorecardTemplate.objects.create(
        channel="telesales", number=1, in_force_from=LONG_AGO,
        lines={"sale.promise": {"points": 35, "veto": False}},
    )  # fmt: skip
    assert charged(staff).points == 35


def test_the_page_of_the_case_takes_it_off_the_score(staff: dict[str, Staff]) -> None:
    case = heard(staff)
    page = client_of(staff["reviewer"]).get(f"/cases/{case.pk}/")
    box = page.content.decode().partition('id="deciding"')[2].partition("</section>")[0]
    assert "−20" in box
    assert "<b>80</b>" in box


def test_what_nobody_could_decide_costs_it_too_once_it_is_confirmed(
    staff: dict[str, Staff],
) -> None:
    deliver(applied(), issued())
    arrive(sold("c1", ("?", "这款保本"), ("A", "免责条款您看一下"), ("C", "好的")))
    seen()
    case = the_case()
    assert case.undecidable == ["sale.promise"]
    decide(actor=staff["reviewer"], case=case, rule="sale.promise", verdict="confirmed", key="a",
           now=timezone.now())  # fmt: skip
    concluded(case, staff["reviewer"])
    run_events()
    assert Charge.objects.get().points == 20
