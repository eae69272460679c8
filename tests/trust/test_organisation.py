from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertNumQueries

from goodfaith.platform.models import Event
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Placement, Unit
from goodfaith.trust.organisation_plan import OrganisationPlan, PlanInvalid, PositionPlan, UnitPlan
from goodfaith.trust.queries import organisation, read_organisation, team_of, teams_on
from goodfaith.trust.refusing import Refused
from goodfaith.trust.services.establishing import establish_organisation
from goodfaith.trust.services.organisation import add_unit, close_unit, move_person, move_unit
from small_insurer import FIRST, NOW, TODAY, person, plan, unit

pytestmark = pytest.mark.usefixtures("insurer")
LATER = TODAY + timedelta(30)
BEFORE = TODAY - timedelta(60)


def codes(path: tuple[int, ...]) -> list[str]:
    known = dict(Unit.objects.values_list("id", "code"))
    return [known[id] for id in path]


def test_a_path_leads_from_a_unit_to_the_top() -> None:
    assert codes(organisation().on(TODAY).path(unit("N1").pk)) == ["N1", "N", "HQ"]


def test_nothing_was_there_before_the_first_day() -> None:
    assert unit("N1").pk not in organisation().on(FIRST - timedelta(1))


def test_a_moved_team_takes_its_path_along_from_that_day_on() -> None:
    move_unit(actor=SYSTEM, unit=unit("N1"), parent=unit("S"), from_on=LATER, now=NOW)
    day_before = organisation().on(LATER - timedelta(1))
    assert codes(day_before.path(unit("N1").pk)) == ["N1", "N", "HQ"]
    assert codes(organisation().on(LATER).path(unit("N1").pk)) == ["N1", "S", "HQ"]


def test_a_person_who_moves_leaves_last_month_with_last_months_team() -> None:
    staff = person("adviser-n1")
    move_person(actor=SYSTEM, staff=staff, unit=unit("S1"), from_on=TODAY, now=NOW)
    found = teams_on([("adviser-n1", BEFORE), ("adviser-n1", TODAY)])
    assert codes(found["adviser-n1", BEFORE].unit_path) == ["N1", "N", "HQ"]
    assert codes(found["adviser-n1", TODAY].unit_path) == ["S1", "S", "HQ"]


def test_a_move_told_late_says_which_days_have_changed() -> None:
    staff = person("adviser-n1")
    move_person(actor=SYSTEM, staff=staff, unit=unit("S1"), from_on=LATER, now=NOW)
    Event.objects.all().delete()
    move_person(actor=SYSTEM, staff=staff, unit=unit("S2"), from_on=BEFORE, now=NOW)
    payload = Event.objects.get(kind="trust.organisation_changed").payload
    assert (payload["from_on"], payload["to_on"]) == (str(BEFORE), str(LATER))
    assert payload["staff_ids"] == [staff.pk]


def test_the_same_move_again_tells_nobody() -> None:
    staff = person("adviser-n1")
    Event.objects.all().delete()
    move_person(actor=SYSTEM, staff=staff, unit=unit("N1"), from_on=TODAY, now=NOW)
    assert not Event.objects.exists()
    assert Placement.objects.filter(staff=staff).count() == 1


def test_a_unit_never_hangs_below_itself_not_even_years_ahead() -> None:
    add_unit(actor=SYSTEM, code="N9", name="区", level=unit("N").level, parent=unit("HQ"),
             from_on=FIRST, now=NOW)  # fmt: skip
    for code in ("N1",):
        with pytest.raises(Refused) as refused:
            move_unit(actor=SYSTEM, unit=unit("N"), parent=unit(code), from_on=LATER, now=NOW)
        assert {r.code for r in refused.value.refusals} == {"circle", "level_not_below"}


def test_nothing_hangs_below_a_unit_that_is_closed_on_one_of_the_days() -> None:
    close_unit(actor=SYSTEM, unit=unit("S2"), on=LATER, now=NOW)
    with pytest.raises(Refused, match="unit_not_there"):
        move_person(
            actor=SYSTEM, staff=person("adviser-n1"), unit=unit("S2"), from_on=TODAY, now=NOW
        )


def test_a_unit_with_people_cannot_be_closed() -> None:
    with pytest.raises(Refused, match="has_people"):
        close_unit(actor=SYSTEM, unit=unit("N1"), on=LATER, now=NOW)


def test_an_administrator_of_a_branch_changes_nothing_outside_it() -> None:
    with pytest.raises(Refused, match="outside_your_part"):
        move_person(
            actor=person("admin-n"), staff=person("adviser-n1"), unit=unit("S1"),
            from_on=TODAY, now=NOW,
        )  # fmt: skip


def test_teams_of_a_thousand_conversations_are_found_in_two_queries() -> None:
    pairs = [(n, FIRST + timedelta(d)) for n in ("adviser-n1", "nobody") for d in range(500)]
    organisation()
    with assertNumQueries(2):
        found = teams_on(pairs)
    assert len(found) == 500


def test_somebody_unknown_has_no_team() -> None:
    assert team_of("nobody", TODAY) is None


def test_the_same_plan_again_changes_nothing() -> None:
    events = Event.objects.count()
    again = establish_organisation(plan=plan(), actor=SYSTEM, now=NOW)
    assert (again.positions, again.staff, again.placements, again.assignments) == (0, 0, 0, 0)
    assert Event.objects.count() == events


def test_a_plan_is_refused_with_everything_that_is_wrong_in_it() -> None:
    wrong = OrganisationPlan(
        units=(UnitPlan("A", "甲", 1), UnitPlan("A", "乙", 1)),
        positions=(PositionPlan("B", "C", TODAY, TODAY),),
    )
    with pytest.raises(PlanInvalid) as invalid:
        establish_organisation(plan=wrong, actor=SYSTEM, now=NOW)
    assert len(invalid.value.found) == 4
    assert not Unit.objects.filter(code="A").exists()


def test_a_plan_with_a_circle_is_refused() -> None:
    circle = OrganisationPlan(positions=(PositionPlan("N", "N1", FIRST),))
    with pytest.raises(PlanInvalid, match="below itself"):
        establish_organisation(plan=circle, actor=SYSTEM, now=NOW)


move = st.tuples(
    st.sampled_from(["N", "S", "N1", "N2", "S1", "S2", "adviser-n1", "adviser-s1"]),
    st.sampled_from(["HQ", "N", "S", "N1", "N2", "S1", "S2"]),
    st.integers(0, 20),
    st.none() | st.integers(1, 25),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves=st.lists(move, max_size=10))
def test_on_each_day_the_tree_is_a_forest_and_nobody_works_in_two_units(
    moves: list[tuple[str, str, int, int | None]],
) -> None:
    with transaction.atomic():
        for what, where, start, length in moves:
            from_on = FIRST + timedelta(start)
            until = from_on + timedelta(length) if length else None
            try:
                if "-" in what:
                    move_person(actor=SYSTEM, staff=person(what), unit=unit(where),
                                from_on=from_on, to_on=until, now=NOW)  # fmt: skip
                else:
                    Unit.objects.update(level=unit("S2").level)
                    move_unit(actor=SYSTEM, unit=unit(what), parent=unit(where),
                              from_on=from_on, to_on=until, now=NOW)  # fmt: skip
            except Refused:
                continue
        for day in (FIRST + timedelta(n) for n in range(50)):
            assert_forest(day)
        transaction.set_rollback(True)


def assert_forest(day: date) -> None:
    tree = read_organisation().on(day)
    for id in tree.units:
        path = tree.path(id)
        assert len(set(path)) == len(path)
        assert path[-1] in {top.id for top in tree.tops}
    reached = [below for top in tree.tops for below in tree.subtree(top.id)]
    assert sorted(reached) == sorted(tree.units)
    working = Placement.objects.filter(during__contains=day).values_list("staff", flat=True)
    assert all(times == 1 for times in Counter(working).values())
