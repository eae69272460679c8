"""Units and people out of tables: compared with today, whole or not at all, with their days."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from goodfaith.analysis.problems import Refused
from goodfaith.policies.imports import begin_import, undo_import
from goodfaith.policies.models import FactImport
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Licence, Placement, Staff, UnitPosition
from importing import compared, counts, imported
from small_insurer import establish, viewer

pytestmark = pytest.mark.django_db
UNITS = "机构代码,机构名称,上级机构,层级,生效日\nE1,东一队,E,3,2026-02-01\nE,东部,HQ,2,2026-02-01\n"
PEOPLE = (
    "工号,姓名,所在机构,生效日,执业证编号,执业证有效期至,销售资质等级\n"
    "5001,赵一,N1,2026-03-01,L5001,2027-03-01,2\n"
    "adviser-n1,王adviser-n1,N2,2026-05-01,,,\n"
)


@pytest.fixture(autouse=True)
def insurer() -> None:
    establish()


def test_a_tree_is_made_whatever_the_order_of_its_rows() -> None:
    assert counts(imported(UNITS, kind="unit")) == (2, 0, 0, 0)
    below = UnitPosition.objects.get(unit__code="E1")
    assert (below.parent.code, below.during.lower) == ("E", date(2026, 2, 1))  # type: ignore[union-attr]
    assert counts(imported(UNITS, kind="unit")) == (0, 0, 2, 0)


def test_a_unit_below_one_that_nobody_knows_is_refused() -> None:
    of = compared(UNITS.replace(",HQ,", ",XX,"), kind="unit")
    assert counts(of) == (1, 0, 0, 1)


def test_people_come_with_licences_and_a_move_keeps_what_was_before() -> None:
    assert counts(imported(PEOPLE, kind="staff")) == (1, 1, 0, 0)
    moved = Placement.objects.filter(staff__number="adviser-n1").order_by("during")
    assert [(p.unit.code, p.during.lower, p.during.upper) for p in moved] == [
        ("N1", date(2026, 1, 1), date(2026, 5, 1)), ("N2", date(2026, 5, 1), None),
    ]  # fmt: skip
    licences = Licence.objects.filter(staff__number="5001").order_by("kind")
    assert [(x.kind, x.number, x.grade) for x in licences] == [
        ("grade", "", 2), ("registration", "L5001", None),
    ]  # fmt: skip
    assert not Staff.objects.get(number="5001").has_usable_password()


def test_the_same_people_again_change_nothing() -> None:
    imported(PEOPLE, kind="staff")
    assert counts(imported(PEOPLE, kind="staff")) == (0, 0, 2, 0)


@pytest.mark.parametrize("number", ["operations", "admin-n"])
def test_only_who_administers_everything_hands_in_the_organisation(number: str) -> None:
    now = timezone.now()
    with pytest.raises(Refused):
        begin_import(
            name="a", size=1, kind="staff", source="hr", actor=viewer(number), now=now
        )  # fmt: skip
    begin_import(name="a", size=1, kind="staff", source="hr", actor=viewer("admin"), now=now)


def test_the_organisation_is_not_taken_back_by_its_file() -> None:
    of: FactImport = imported(UNITS, kind="unit")
    with pytest.raises(Refused):
        undo_import(of, actor=SYSTEM, now=timezone.now())
