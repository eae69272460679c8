"""How large each insurer is, and what its tree looks like."""

from collections import Counter
from datetime import timedelta

import pytest

from goodfaith.demo.simulator import LARGE, SMALL, TINY, simulate
from goodfaith.demo.simulator.occasion import OCCASIONS


def test_tiny_has_sixty_conversations(simulated):
    assert len(simulated) == TINY.conversations == 60


@pytest.mark.parametrize(
    ("size", "customers", "conversations"), [(SMALL, 3000, 4000), (LARGE, 150_000, 200_000)]
)
def test_sizes_are_as_large_as_they_say(size, customers, conversations):
    insurer = simulate(size)
    assert (size.customers, size.conversations) == (customers, conversations)
    first = sum(insurer.plan(index).conversations for index in range(300))
    assert first == 400


def test_small_has_three_branches_twelve_teams_ninety_advisers():
    organisation = simulate("small").organisation
    levels = Counter(unit.level for unit in organisation.units.values())
    own_teams = [u for u in organisation.units.values() if u.level == "team" and "-T" in u.id]
    assert levels["branch"] == 3
    assert len([unit for unit in own_teams if not unit.id.startswith("OUT")]) == 12
    advisers = [p for p in organisation.staff.values() if p.sells]
    own = [p for p in advisers if not p.postings[0].unit.startswith("OUT")]
    assert len(own) == 90
    assert len(advisers) > 90
    assert levels["bank_outlet"] >= 2


def test_every_role_is_there():
    roles = {role for p in simulate("tiny").organisation.staff.values() for role in p.roles}
    assert roles == set(
        "adviser reviewer manager operations service compliance administrator teller".split()
    )


def test_some_people_move_team_in_the_middle_and_no_posting_overlaps():
    insurer = simulate("small")
    moved = [p for p in insurer.organisation.staff.values() if len(p.postings) > 1]
    assert moved
    for person in moved:
        before, after = person.postings
        assert before.until == after.since
        assert insurer.begins_on <= after.since < insurer.today
        assert person.unit_on(after.since - timedelta(days=1)) == before.unit
        assert person.unit_on(after.since) == after.unit


def test_every_unit_but_the_two_roots_has_a_parent():
    units = simulate("small").organisation.units
    assert {u.id for u in units.values() if not u.parent} == {"HQ", "BK"}
    assert all(u.parent in units for u in units.values() if u.parent)


def test_every_kind_of_conversation_happens(many):
    kinds = {one.truth.kind for journey in many for one in journey.conversations}
    assert kinds == set(OCCASIONS)


def test_tiny_has_nearly_every_kind(simulated):
    kinds = {one.truth.kind for one in simulated}
    assert {"telesales", "motor", "counter", "visit", "wecom"} <= kinds
    assert {"callback", "service", "complaint", "claim", "renewal", "robot"} <= kinds


def test_conversations_lie_in_the_period(insurer, simulated):
    for one in simulated:
        began = one.conversation.started_at
        assert insurer.begins_on <= began.date() < insurer.today
        assert one.received_at > began
