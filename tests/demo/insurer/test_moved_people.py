"""The simulated organisation as the plan of an installation, and who of it may sign in."""

from __future__ import annotations

import msgspec
import pytest

from goodfaith.demo.insurer.people import PASSWORD, logins, plan_of
from goodfaith.demo.simulator import Insurer
from goodfaith.trust.organisation_plan import OrganisationPlan, contradictions
from goodfaith.trust.roles import Role


@pytest.fixture(scope="module")
def plan(insurer: Insurer) -> OrganisationPlan:
    return plan_of(insurer.organisation)


def test_everybody_and_every_unit_is_in_the_plan_and_it_is_consistent(
    insurer: Insurer, plan: OrganisationPlan
) -> None:
    assert {unit.code for unit in plan.units} == set(insurer.organisation.units)
    assert {person.number for person in plan.staff} == set(insurer.organisation.staff)
    assert contradictions(plan, [], []) == []


def test_the_first_of_each_role_has_no_other_and_all_are_still_there(insurer: Insurer) -> None:
    found = logins(insurer.organisation)
    assert set(found) == set(Role.values)
    for role, people in found.items():
        assert 1 <= len(people) <= 2
        assert list(people[0].roles) == [role]
        assert all(person.left_on is None and role in person.roles for person in people)


def test_nobody_else_has_a_password(insurer: Insurer, plan: OrganisationPlan) -> None:
    named = {person.id for people in logins(insurer.organisation).values() for person in people}
    assert {person.number for person in plan.staff if person.password} == named
    assert {person.password for person in plan.staff} == {PASSWORD, ""}


def test_teams_of_an_outsourced_site_and_of_a_bank_are_not_ours(plan: OrganisationPlan) -> None:
    kinds = {unit.code: unit.kind for unit in plan.units}
    above = {position.unit: position.parent for position in plan.positions}
    for code, kind in kinds.items():
        parent = above[code]
        if parent and kinds[parent] != "own":
            assert kind == kinds[parent]
    assert {"own", "outsourced"} <= set(kinds.values())


def test_whoever_works_at_head_office_looks_after_all_of_it(
    insurer: Insurer, plan: OrganisationPlan
) -> None:
    at_top = {entry.staff for entry in plan.assignments if entry.unit == "HQ"}
    placed = {entry.staff for entry in plan.placements if entry.unit.startswith("HQ")}
    roles = {
        id for id, person in insurer.organisation.staff.items() if set(person.roles) - {"teller"}
    }
    assert at_top == placed & roles


def test_what_is_true_of_people_stays_behind(insurer: Insurer, plan: OrganisationPlan) -> None:
    written = msgspec.json.encode(plan).decode()
    for word in ("honesty", "skill", "habits", "temper"):
        assert word not in written
