"""Filters in an address, read, said as chips, kept by a name."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import msgspec
import pytest
from django.http import Http404, QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.platform.web.filtering import Filters, RowId

pytestmark = pytest.mark.django_db
MEMBERS = ["q", "state", "unit", "since", "score"]


class Some(Filters, frozen=True):
    """Of each kind one."""

    choices: ClassVar = {"state": ("open", "closed")}
    checks: ClassVar = {"q": lambda text: text != "一"}
    phrases: ClassVar = {"q": "says “%(value)s”"}

    q: str = ""
    state: str = ""
    unit: RowId | None = None
    since: date | None = None
    score: float | None = None


def test_members_are_read_by_their_types() -> None:
    read = Some.read(QueryDict("q=保本&state=open&unit=7&since=2026-11-19&score=80.5&other=1"))
    assert read == Some(
        q="保本", state="open", unit=7, since=date(2026, 11, 19), score=80.5, problems=()
    )


@pytest.mark.parametrize(
    "asked", ["q=一", "state=odd", "unit=0", "unit=x", f"unit={1 << 63}", "since=2026-02-30"]
)
def test_what_cannot_be_used_limits_nothing_and_is_named(asked: str) -> None:
    read = Some.read(QueryDict(f"{asked}&score=1"))
    assert (read.problems, read.active) == ((asked.split("=")[0],), {"score": "1.0"})


@given(st.dictionaries(st.sampled_from(MEMBERS), st.text(max_size=300)))
def test_nothing_in_an_address_is_too_odd_to_be_read_and_what_is_read_reads_again(
    written: dict[str, str],
) -> None:
    given = QueryDict(mutable=True)
    given.update(written)
    read = Some.read(given)
    again = Some.read(QueryDict(read.without()))
    assert again == msgspec.structs.replace(read, problems=())


def test_an_address_can_be_had_without_some_members() -> None:
    assert Some(q="保", state="open", unit=3).without("q", "unit") == "state=open"


@pytest.fixture
def staff(signed_in: Any) -> Any:
    return signed_in().staff


def keep(staff: Any, name: str, page: str = "cases") -> Any:
    from goodfaith.platform.web.filtering.keeping import keep_filter

    return keep_filter(page=page, staff_id=staff.pk, name=name, query="q=1", now=timezone.now())


def test_a_name_is_kept_once_on_a_page(staff: Any) -> None:
    from goodfaith.platform.web.filtering.keeping import NameTaken, kept_filters

    keep(staff, "重的")
    keep(staff, "重的", page="conversations")
    with pytest.raises(NameTaken):
        keep(staff, "重的")
    assert [kept.name for kept in kept_filters("cases", staff.pk)] == ["重的"]


def test_a_filter_of_another_page_or_person_is_not_there(staff: Any, signed_in: Any) -> None:
    from goodfaith.platform.web.filtering.keeping import delete_filter, rename_filter

    kept, other = keep(staff, "重的"), signed_in(number="9001").staff
    with pytest.raises(Http404):
        delete_filter(page="conversations", staff_id=staff.pk, id=kept.pk)
    with pytest.raises(Http404):
        rename_filter(page="cases", staff_id=other.pk, id=kept.pk, name="我的")


def test_only_so_many_are_kept(staff: Any) -> None:
    from goodfaith.platform.web.filtering.keeping import MOST_KEPT, NameTaken

    for number in range(MOST_KEPT):
        keep(staff, f"第{number}个")
    with pytest.raises(NameTaken):
        keep(staff, "又一个")
