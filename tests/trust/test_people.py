from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django.asserts import assertNumQueries

from goodfaith.platform.rooms import furniture
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.ledger_words import words_of_acts
from goodfaith.trust.models import Assignment, LedgerEntry, Licence, Placement
from goodfaith.trust.refusing import Refused
from goodfaith.trust.roles import ACT_WORDS, Role
from goodfaith.trust.services.people import add_licence, add_person, end_role, grant_role
from goodfaith.trust.viewing import viewer_of
from small_insurer import FIRST, NOW, TODAY, person, unit, viewer

pytestmark = pytest.mark.usefixtures("insurer")
TOMORROW = TODAY + timedelta(1)


def held(number: str, role: Role) -> Assignment:
    return Assignment.objects.get(staff=person(number), role=role)


def test_a_role_holds_on_its_days_and_on_no_other() -> None:
    end_role(actor=SYSTEM, assignment=held("reviewer", Role.REVIEWER), on=TODAY, now=NOW)
    assert viewer_of(person("reviewer"), TODAY - timedelta(1)).may("conversations.correct")
    assert not viewer_of(person("reviewer"), TODAY).may("conversations.correct")


def test_a_role_that_began_today_is_taken_back_by_ending_it_today() -> None:
    given = grant_role(
        actor=SYSTEM, staff=person("service"), role=Role.REVIEWER, unit=unit("S"),
        from_on=TODAY, now=NOW,
    )  # fmt: skip
    end_role(actor=SYSTEM, assignment=given, on=TODAY, now=NOW)
    assert not Assignment.objects.filter(pk=given.pk).exists()


def test_several_roles_are_held_in_several_parts() -> None:
    grant_role(actor=SYSTEM, staff=person("manager-n"), role=Role.REVIEWER, unit=unit("S"),
               from_on=FIRST, now=NOW)  # fmt: skip
    seen = viewer("manager-n")
    assert seen.units_of(Role.MANAGER) == [unit("N").pk]
    assert seen.units_of(Role.REVIEWER) == [unit("S").pk]


def test_a_role_is_not_held_twice_at_a_time() -> None:
    with pytest.raises(Refused, match="role_held"):
        grant_role(actor=SYSTEM, staff=person("reviewer"), role=Role.REVIEWER, unit=unit("N"),
                   from_on=TODAY, now=NOW)  # fmt: skip


def test_somebody_always_administers_the_whole() -> None:
    with pytest.raises(Refused, match="last_administrator"):
        end_role(actor=SYSTEM, assignment=held("admin", Role.ADMINISTRATOR), on=TODAY, now=NOW)


def test_a_branch_gives_no_role_that_sees_everything() -> None:
    with pytest.raises(Refused, match="reaches_further"):
        grant_role(actor=person("admin-n"), staff=person("reviewer"), role=Role.COMPLIANCE,
                   unit=unit("N"), from_on=TODAY, now=NOW)  # fmt: skip


def test_a_new_grade_ends_the_one_before() -> None:
    staff = person("adviser-n1")
    for grade, day in ((1, FIRST), (2, TODAY)):
        add_licence(actor=SYSTEM, staff=staff, kind="grade", grade=grade, from_on=day, now=NOW)
    found = Licence.objects.filter(staff=staff).order_by("during")
    assert [(x.grade, x.during.upper) for x in found] == [(1, TODAY), (2, None)]


def test_a_number_is_given_once_whatever_its_letters() -> None:
    with pytest.raises(Refused, match="number_taken"):
        add_person(actor=SYSTEM, number="ADMIN", name="王", unit=unit("N1"), from_on=TODAY, now=NOW)


def test_everybody_added_works_somewhere_and_is_in_the_ledger() -> None:
    staff = add_person(
        actor=person("admin"), number="77", name="张三", unit=unit("N1"), from_on=TOMORROW, now=NOW
    )
    assert Placement.objects.get(staff=staff).during.lower == TOMORROW
    assert LedgerEntry.objects.get(act="person.added").actor_id == str(person("admin").pk)


def test_a_viewer_costs_one_query() -> None:
    staff = person("manager-n")
    with assertNumQueries(1):
        viewer_of(staff, TODAY)


def test_every_act_has_words() -> None:
    from goodfaith.trust.roles import ACTS

    assert set(ACT_WORDS) >= set(ACTS)


def test_what_is_recorded_here_has_words() -> None:
    import re
    from importlib.util import find_spec
    from pathlib import Path

    words, wordless = words_of_acts(), set()
    for _room, module in furniture("recorded"):
        spec = find_spec(module.__name__.rpartition(".")[0])
        assert spec is not None
        assert spec.origin is not None
        for source in Path(spec.origin).parent.rglob("*.py"):
            told = re.findall(r'record\(\s*[\w.]+,\s*"([\w.]+)"', source.read_text("utf-8"))
            wordless |= set(told) - set(words)
    assert wordless == set()
