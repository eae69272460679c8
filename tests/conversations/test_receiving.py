"""Taking in: once each, every version kept, placed where the adviser was that day."""

from __future__ import annotations

from datetime import UTC, date

import msgspec
import pytest
from arrivals import STARTED, arrive, call, person, row, unit
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodfaith.analysis.conversation import Conversation
from goodfaith.conversations.models import Conversation as Row
from goodfaith.conversations.models import Revision
from goodfaith.platform.events import run_events
from goodfaith.platform.models import Event
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import LedgerEntry, Placement
from goodfaith.trust.roles import Role
from goodfaith.trust.services.organisation import move_person

pytestmark = pytest.mark.django_db


def test_the_same_content_again_changes_nothing() -> None:
    first = arrive(call("c1"), call("c2"))
    again = arrive(call("c2"), call("c1"))
    assert first.outcomes == ("added", "added")
    assert again.outcomes == ("same", "same")
    assert again.ids == first.ids[::-1]
    assert Revision.objects.count() == Event.objects.count() == 2


def test_changed_content_is_a_new_revision_and_the_old_one_stays() -> None:
    arrive(call("c1", ("A", "您好")))
    arrive(call("c1", ("A", "您好，张先生")))
    revisions = list(row().revisions.order_by("number"))
    assert [r.content["utterances"][0]["text"] for r in revisions] == ["您好", "您好，张先生"]
    assert row().revision == revisions[1]
    assert row().state == Row.State.WAITING


def test_an_id_given_twice_in_a_batch_is_two_revisions_in_order() -> None:
    received = arrive(call("c1", ("A", "一")), call("c1", ("A", "二")), call("c1", ("A", "二")))
    assert received.outcomes == ("added", "revised", "same")
    assert row().revision.content["utterances"][0]["text"] == "二"


def test_what_a_person_corrected_is_not_undone_by_the_same_content_again() -> None:
    arrive(call("c1"))
    made = Revision.objects.create(
        conversation=row(), number=2, content={}, hash="0", made_by=person("7"),
        made_at=timezone.now(),
    )  # fmt: skip
    Row.objects.update(revision=made)
    assert arrive(call("c1")).outcomes == ("same",)
    assert row().revision == made


def test_a_conversation_belongs_to_the_team_its_adviser_was_in_that_day() -> None:
    top = unit("top")
    old, new = unit("old", top), unit("new", top)
    adviser = person("1001", Role.ADVISER, old)
    Placement.objects.filter(staff=adviser).update(
        during=DateRange(date(2020, 1, 1), date(2026, 3, 2))
    )
    Placement.objects.create(staff=adviser, unit=new, during=DateRange(date(2026, 3, 2), None))
    before = STARTED.replace(day=1)
    arrive(call("c1", adviser="1001", started_at=before), call("c2", adviser="1001"))
    assert (row("c1").unit, row("c1").unit_path) == (old, [old.pk, top.pk])
    assert (row("c2").unit, row("c2").unit_path) == (new, [new.pk, top.pk])
    assert row("c2").adviser == adviser


def test_somebody_nobody_knows_is_kept_by_number() -> None:
    arrive(call("c1", adviser="9999"))
    assert (row().adviser, row().adviser_number, row().unit) == (None, "9999", None)


def test_without_a_start_it_starts_when_it_was_received_and_says_so() -> None:
    now = timezone.now()
    arrive(call("c1", started_at=None), now=now)
    assert (row().started_at, row().starts_as_received) == (now, True)


def test_the_day_is_that_of_the_organisations_zone() -> None:
    arrive(call("c1", started_at=STARTED.replace(hour=1).astimezone(UTC)))
    assert row().day == date(2026, 3, 2)


def test_what_was_taken_in_is_in_the_ledger_by_id() -> None:
    received = arrive(call("c1"), call("c2"))
    entry = LedgerEntry.objects.get(act="conversations.received")
    assert entry.details == {"conversations": list(received.ids)}


_texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
_calls = st.builds(
    lambda n, text, facts: call(f"c{n}", ("A", text), fields=facts),
    st.integers(0, 3),
    _texts,
    st.dictionaries(st.sampled_from(["a", "b"]), st.booleans() | _texts | st.floats(-9, 9)),
)


@given(st.lists(st.lists(_calls, min_size=1, max_size=5), min_size=1, max_size=4))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_comes_the_last_content_is_current_and_comes_back_whole(
    batches: list[list[Conversation]],
) -> None:
    Row.objects.update(revision=None, reading=None)
    Row.objects.all().delete()
    for batch in batches:
        arrive(*batch)
    last = {c.id: c for batch in batches for c in batch}
    for id, conversation in last.items():
        assert msgspec.convert(row(id).revision.content, Conversation) == conversation
        numbers = list(row(id).revisions.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


def test_what_is_learnt_later_about_the_organisation_moves_what_was_said() -> None:
    top = unit("top")
    old, new = unit("old", top), unit("new", top)
    adviser = person("1001", Role.ADVISER, old)
    arrive(
        call("c1", adviser="1001"), call("c2", adviser="1001", started_at=STARTED.replace(day=1))
    )
    move_person(actor=SYSTEM, staff=adviser, unit=new, from_on=date(2026, 3, 2), now=timezone.now())
    run_events()
    assert (row("c1").unit, row("c1").unit_path) == (new, [new.pk, top.pk])
    assert row("c2").unit == old
