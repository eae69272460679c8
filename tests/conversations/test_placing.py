"""What was said stays with the team it was said in, and what has nothing to place makes no work."""

from __future__ import annotations

from datetime import date, datetime, time

import msgspec
import pytest
from arrivals import arrive, call, row
from django.utils import timezone

from goodfaith.conversations.placing import restamp_all
from goodfaith.platform.events import run_events
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.organisation_plan import OrganisationPlan, PlacementPlan, StaffPlan
from goodfaith.trust.services.establishing import establish_organisation
from small_insurer import FIRST, NOW, TODAY, plan, unit

pytestmark = pytest.mark.django_db
STARTED = timezone.make_aware(datetime.combine(TODAY, time(10)))


def established(whole: OrganisationPlan) -> None:
    establish_organisation(plan=whole, actor=SYSTEM, now=NOW)


def with_newcomers(count: int) -> OrganisationPlan:
    """People who each began on another day."""
    numbers = [f"new-{n}" for n in range(count)]
    placed = (PlacementPlan(n, "N1", date(2026, 1, 1 + i)) for i, n in enumerate(numbers))
    whole = plan()
    return msgspec.structs.replace(
        whole,
        staff=(*whole.staff, *(StaffPlan(n, n) for n in numbers)),
        placements=(*whole.placements, *placed),
    )


def test_a_new_organisation_asks_for_no_work(asked: list[dict[str, object]]) -> None:
    established(with_newcomers(30))
    run_events()
    assert asked == []


def test_on_days_on_which_nothing_was_said_there_is_nothing_to_place(
    asked: list[dict[str, object]],
) -> None:
    established(plan())
    arrive(call("c1", adviser="new-2", started_at=STARTED))
    run_events()
    whole = with_newcomers(3)
    ended = [
        msgspec.structs.replace(p, to_on=TODAY) if p.staff in ("new-0", "new-1") else p
        for p in whole.placements
    ]
    asked.clear()
    established(msgspec.structs.replace(whole, placements=tuple(ended)))
    run_events()
    assert {one["from_on"] for one in asked} == {"2026-01-03"}  # where c1 was; not of the others


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What is asked to be placed again; it is done as well."""
    told: list[dict[str, object]] = []
    later = restamp_all.later

    def noted(**given: object) -> int:
        told.append(given)
        return later(**given)

    monkeypatch.setattr(restamp_all, "later", noted)
    return told


def test_somebody_learnt_of_later_is_given_what_they_held() -> None:
    arrive(call("c1", adviser="adviser-n1", started_at=STARTED))
    assert row("c1").unit is None
    established(plan())
    run_events()
    assert row("c1").unit == unit("N1")
    assert set(row("c1").unit_path) == {unit(code).pk for code in ("N1", "N", "HQ")}


def test_a_backdated_move_takes_what_was_said_since_along() -> None:
    established(plan())
    arrive(call("c1", adviser="adviser-n1", started_at=STARTED))
    before = [p for p in plan().placements if p.staff != "adviser-n1"]
    moved = (
        PlacementPlan("adviser-n1", "N1", FIRST, date(2026, 5, 1)),
        PlacementPlan("adviser-n1", "S1", date(2026, 5, 1)),
    )
    established(msgspec.structs.replace(plan(), placements=(*before, *moved)))
    run_events()
    assert row("c1").unit == unit("S1")
