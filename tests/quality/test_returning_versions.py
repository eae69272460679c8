"""A rulebook that is put in force again: by two people, from a day on, as the same edition."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conversations.arrivals import GREETING, PROMISE, STARTED, arrive, call, edition, row
from goodfaith.conversations.models import EditionReturn, Reading, RulebookEdition
from goodfaith.conversations.reading.editions import edition_on, editions
from goodfaith.platform.events import run_events
from goodfaith.quality.models import RulebookVersion
from goodfaith.quality.versions.adopting import adopt_editions
from goodfaith.quality.versions.backtesting.asking import in_force
from goodfaith.quality.versions.refusals import NotPossible
from goodfaith.quality.versions.returning import (
    ask_return,
    can_return,
    confirm_return,
    end_return,
    return_asked,
)
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import LedgerEntry, Staff
from quality.versions_made import first_version, staff
from small_insurer import establish, person

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)


def now() -> Any:
    return timezone.now()


def two_editions() -> tuple[RulebookVersion, RulebookEdition]:
    """One that hears promises, and from May on one that only hears greetings."""
    first = first_version()
    second = edition(GREETING, since=MAY)
    adopt_editions()
    return first, second


def client_of(number: str) -> Client:
    client = Client()
    client.force_login(person(number), backend="django.contrib.auth.backends.ModelBackend")
    return client


def returned(version: RulebookVersion, day: date, asker: Staff, other: Staff) -> EditionReturn:
    asked = ask_return(version=version, in_force_from=day, reason="退回", actor=asker, now=now())
    return confirm_return(version=version, asked=asked.pk, actor=other, now=now())


def refused(code: str, act: Any, **values: Any) -> None:
    with pytest.raises(NotPossible) as found:
        act(now=now(), **values)
    assert found.value.code == code


def test_it_judges_again_from_its_day_on_and_the_days_before_stay() -> None:
    first, second = two_editions()
    returned(first, JUNE, staff("a"), staff("b"))
    every = editions()
    days = (date(2026, 4, 30), MAY, JUNE - timedelta(days=1), JUNE, date(2027, 1, 1))
    assert [e.id if (e := edition_on(day, every)) else 0 for day in days] == [
        first.edition_id, second.pk, second.pk, first.edition_id, first.edition_id,
    ]  # fmt: skip
    assert in_force(JUNE) == first


def test_a_conversation_is_read_by_the_rules_of_its_day() -> None:
    first, second = two_editions()
    returned(first, JUNE, staff("a"), staff("b"))
    at = {"apr": 4, "may": 5, "june": 6}
    arrive(*(call(name, started_at=STARTED.replace(month=m)) for name, m in at.items()))
    run_events()
    assert [row(name).violated for name in at] == [["sale.promise"], [], ["sale.promise"]]
    used = Reading.objects.order_by("revision__conversation__started_at")
    assert list(used.values_list("edition", flat=True)) == [
        first.edition_id, second.pk, first.edition_id,
    ]  # fmt: skip


def test_it_is_the_same_edition_so_its_verdicts_can_be_compared_and_judged_again() -> None:
    first, _ = two_editions()
    returned(first, JUNE, staff("a"), staff("b"))
    assert RulebookEdition.objects.count() == 2
    arrive(
        call("apr", started_at=STARTED.replace(month=4)),
        call("june", started_at=STARTED.replace(month=6)),
    )
    run_events()
    found = [Reading.objects.get(pk=row(id).reading_id).findings[0] for id in ("apr", "june")]
    assert found[0]["rulebook"] == found[1]["rulebook"]
    assert found[0]["rule_version"] == found[1]["rule_version"]


def test_nothing_changes_before_a_second_person_has_confirmed() -> None:
    first, second = two_editions()
    asker = staff("a")
    asked = ask_return(version=first, in_force_from=JUNE, reason="误报", actor=asker, now=now())
    current = edition_on(JUNE)
    assert current is not None
    assert current.id == second.pk
    for who in (asker, SYSTEM):
        refused("own_return", confirm_return, version=first, asked=asked.pk, actor=who)
    with pytest.raises(IntegrityError), transaction.atomic():
        EditionReturn.objects.filter(pk=asked.pk).update(confirmed_by=asker, confirmed_at=now())
    refused("asked", ask_return, version=first, in_force_from=MAY + timedelta(days=9), reason="x",
            actor=staff("c"))  # fmt: skip


def test_two_who_confirm_at_once_confirm_it_once() -> None:
    first, _ = two_editions()
    made = returned(first, JUNE, staff("a"), staff("b"))
    refused("over", confirm_return, version=first, asked=made.pk, actor=staff("c"))
    made.refresh_from_db()
    assert made.confirmed_by is not None
    assert made.confirmed_by.number == "b"
    acts = LedgerEntry.objects.filter(act__startswith="rulebook.return").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == [
        "rulebook.return_asked", "rulebook.returned",
    ]  # fmt: skip


def test_it_can_be_taken_back_until_its_day() -> None:
    first, second = two_editions()
    tomorrow = timezone.localdate() + timedelta(days=1)
    made = returned(first, tomorrow, staff("a"), staff("b"))
    assert return_asked(first) == made
    assert next(e.id for e in editions()) == first.edition_id
    end_return(version=first, asked=made.pk, actor=staff("c"), now=now())
    assert return_asked(first) is None
    assert next(e.id for e in editions()) == second.pk
    made = returned(first, timezone.localdate(), staff("d"), staff("e"))
    refused("over", end_return, version=first, asked=made.pk, actor=staff("f"))


def test_only_what_was_in_force_comes_back_and_only_where_another_one_is() -> None:
    first, second = two_editions()
    asker = staff("a")
    later = RulebookVersion.objects.get(edition=second)
    refused("in_force_then", ask_return, version=later, in_force_from=JUNE, reason="x", actor=asker)
    early = first.edition.in_force_from if first.edition else MAY
    refused("never_in_force", ask_return, version=first, in_force_from=early, reason="x",
            actor=asker)  # fmt: skip
    refused("why", ask_return, version=first, in_force_from=JUNE, reason=" ", actor=asker)
    ahead = edition(PROMISE, since=timezone.localdate() + timedelta(days=5))
    adopt_editions()
    version = RulebookVersion.objects.get(edition=ahead)
    refused("never_in_force", ask_return, version=version, in_force_from=date(2099, 1, 1),
            reason="x", actor=asker)  # fmt: skip
    today = timezone.localdate()
    assert (can_return(first, today), can_return(later, today)) == (True, False)


def test_one_person_asks_on_the_page_another_confirms_there() -> None:
    first, _ = two_editions()
    establish()
    writer, other = client_of("operations"), client_of("compliance")
    page = reverse("rulebook", args=[first.number])
    assert b'data-opens="return"' in writer.get(page).content
    asking = {"in_force_from": timezone.localdate().isoformat(), "reason": "误报太多"}
    writer.post(reverse("return_asked", args=[first.number]), asking)
    made = EditionReturn.objects.get()
    confirm = reverse("return_confirmed", args=[first.number, made.pk])
    assert "误报太多" in other.get(page).content.decode()
    assert confirm in other.get(page).content.decode()
    assert confirm not in writer.get(page).content.decode()
    assert writer.post(confirm).status_code == 404
    other.post(confirm)
    assert in_force(timezone.localdate()) == first
    shown = other.get(reverse("rereadings")).content.decode()
    assert shown.count(first.name) >= 2
