"""Reading a period again: progress, difference, pausing, going on where it was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from arrivals import GREETING, PROMISE, STARTED, arrive, call, edition, person, row
from django.utils import timezone

from goodfaith.conversations.models import Reading, Rereading, RulebookEdition
from goodfaith.conversations.reading import NotSo, change_state, rereading, start_rereading
from goodfaith.platform.events import run_events
from goodfaith.platform.models import Event

pytestmark = pytest.mark.django_db
MARCH = {"from_on": date(2026, 3, 1), "to_on": date(2026, 3, 31)}


def _read_and_published() -> RulebookEdition:
    """Three calls were read by an edition; another one replaces it, back to the same day."""
    edition(PROMISE)
    april = STARTED + timedelta(days=40)
    arrive(call("c1"), call("c2", ("A", "喂")), call("c3", started_at=april))
    run_events()
    return edition(GREETING)


def test_the_difference_is_told_by_rule_and_by_conversation() -> None:
    made = start_rereading(edition=_read_and_published(), actor=person("1"), **MARCH)
    run_events()
    made.refresh_from_db()
    assert (made.state, made.done, made.total) == (Rereading.State.DONE, 2, 2)
    assert (made.gained, made.lost) == ({"service.greeting": 1}, {"sale.promise": 1})
    changes = {c.conversation.external_id: (c.gained, c.lost) for c in made.changes.all()}
    assert changes == {"c1": ([], ["sale.promise"]), "c2": (["service.greeting"], [])}
    assert row("c3").violated == ["sale.promise"]
    assert Reading.objects.count() == 5


def test_what_is_read_again_carries_the_reading_it_replaces() -> None:
    start_rereading(edition=_read_and_published(), actor=person("1"), **MARCH)
    before = row("c1").reading
    assert before is not None
    run_events()
    last = Event.objects.filter(kind="conversations.read", payload__previous=before.pk).get()
    assert last.payload["conversation"] == row("c1").pk


def test_paused_it_does_nothing_and_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rereading, "AT_ONCE", 1)
    made = start_rereading(edition=_read_and_published(), actor=person("1"), **MARCH)
    ticks = iter([0.0, 100.0])
    assert rereading.go_on(made.pk, lambda: next(ticks))
    change_state(made, Rereading.State.PAUSED, actor=person("2"), now=timezone.now())
    run_events()
    made.refresh_from_db()
    assert made.done == 1
    change_state(made, Rereading.State.RUNNING, actor=person("3"), now=timezone.now())
    run_events()
    made.refresh_from_db()
    assert (made.done, made.state) == (2, Rereading.State.DONE)


def test_what_is_over_stays_over() -> None:
    made = start_rereading(edition=_read_and_published(), actor=person("1"), **MARCH)
    run_events()
    with pytest.raises(NotSo):
        change_state(made, Rereading.State.RUNNING, actor=person("2"), now=timezone.now())


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(NotSo):
        start_rereading(
            edition=_read_and_published(), from_on=date(2026, 3, 2), to_on=date(2026, 3, 1),
            actor=person("1"),
        )  # fmt: skip
