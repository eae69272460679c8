"""From draft to published: tested as it is, by a second person, from a day on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.arrivals import GREETING, arrive, call, edition, row
from goodfaith.conversations.models import RulebookEdition
from goodfaith.platform.events import run_events
from goodfaith.quality.models import RulebookVersion
from goodfaith.quality.shipped import publish_shipped_rulebook
from goodfaith.quality.versions import testing
from goodfaith.quality.versions.adopting import adopt_editions
from goodfaith.quality.versions.contents import file_state, files_of, text_at
from goodfaith.quality.versions.drafting import (
    ChangedMeanwhile,
    restore_file,
    save_file,
    start_draft,
)
from goodfaith.quality.versions.publishing import publish_version, withdraw_version
from goodfaith.quality.versions.refusals import NotPossible
from goodfaith.quality.versions.testing import start_test
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import LedgerEntry
from quality.versions_made import PROMISE_PATH, change, draft, first_version, staff

pytestmark = pytest.mark.django_db


def now() -> Any:
    return timezone.now()


def once_tested(version: RulebookVersion) -> RulebookVersion:
    start_test(version=version, actor=SYSTEM, now=now())
    run_events()
    version.refresh_from_db()
    return version


def refused(code: str, act: Any, **values: Any) -> None:
    with pytest.raises(NotPossible) as found:
        act(now=now(), **values)
    assert found.value.code == code


def test_the_shipped_rulebook_is_version_1_and_published() -> None:
    publish_shipped_rulebook(now=now())
    assert (adopt_editions(), adopt_editions()) == (1, 0)
    version = RulebookVersion.objects.get()
    assert (version.number, version.state, version.author) == (1, "published", None)
    assert len(files_of(version)) > 200


def test_what_others_publish_becomes_a_version_too() -> None:
    first_version()
    edition(GREETING, since=date(2026, 2, 1))
    run_events()
    assert list(RulebookVersion.objects.values_list("number", flat=True)) == [1, 2]


def test_a_draft_whose_examples_pass_is_tested_and_a_change_makes_it_a_draft_again() -> None:
    version = once_tested(draft(staff("w"), promise={"severity": "minor"}))
    assert (version.state, version.testing) == ("tested", "passed")
    change(version, PROMISE_PATH, staff("x"), severity="major")
    version.refresh_from_db()
    assert version.state == "draft"
    refused("not_tested", publish_version, version=version, actor=staff("p"),
            in_force_from=timezone.localdate())  # fmt: skip


def test_failing_examples_are_told_with_what_they_say_and_why() -> None:
    says = {"promise": {"by": "adviser", "any": ["没人说"]}}
    version = once_tested(draft(staff("w"), promise={"says": says}))
    found = testing.test_of(version)
    assert found is not None
    assert (version.state, found.failed, found.is_passed) == ("draft", 2, False)
    (first, _) = found.failures
    assert (first.kind, first.got, first.example) == ("violated", "passed", "adviser: 这款产品保本")
    assert first.because


def test_a_file_that_cannot_be_read_is_told_by_the_test() -> None:
    version = once_tested(draft(staff("w"), promise={"violated": "promise and"}))
    found = testing.test_of(version)
    assert found is not None
    assert [p["file"] for p in found.problems] == [PROMISE_PATH]
    assert version.state == "draft"


def test_a_test_of_files_that_have_changed_meanwhile_says_nothing_of_them() -> None:
    version = draft(staff("w"), promise={"severity": "minor"})
    start_test(version=version, actor=SYSTEM, now=now())
    change(version, PROMISE_PATH, staff("x"), violated="promise and")
    run_events()
    version.refresh_from_db()
    assert (version.testing, version.state) == ("passed", "draft")
    assert version.tested_changes < version.changes


def test_neither_its_author_nor_who_changed_a_file_publishes_it() -> None:
    author, helper = staff("w"), staff("h")
    version = draft(author, promise={"severity": "minor"})
    change(version, PROMISE_PATH, helper, severity="major")
    once_tested(version)
    day = timezone.localdate()
    for person in (author, helper, SYSTEM):
        refused("own", publish_version, version=version, actor=person, in_force_from=day)
    second = staff("p")
    publish_version(version=version, actor=second, in_force_from=day, now=now())
    version.refresh_from_db()
    assert (version.state, version.published_by, version.edition is None) == (
        "published", second, False,
    )  # fmt: skip
    assert LedgerEntry.objects.filter(act="rulebook.version_published").exists()
    refused("closed", publish_version, version=version, actor=second, in_force_from=day)


def test_it_judges_from_its_day_on_and_what_was_read_stays() -> None:
    changed = {"when": "purpose is service", "examples": {}}
    version = once_tested(draft(staff("w"), promise=changed))
    arrive(call("before", started_at=now()))
    run_events()
    publish_version(version=version, actor=staff("p"), in_force_from=timezone.localdate(),
                    now=now())  # fmt: skip
    arrive(call("after", started_at=now()))
    run_events()
    assert (row("before").violated, row("after").violated) == (["sale.promise"], [])


def test_a_day_that_is_over_needs_a_reason() -> None:
    version = once_tested(draft(staff("w"), promise={"severity": "minor"}))
    day = timezone.localdate() - timedelta(days=1)
    refused("past", publish_version, version=version, actor=staff("p"), in_force_from=day)
    made = publish_version(version=version, actor=staff("q"), in_force_from=day,
                           reason="监管要求", now=now())  # fmt: skip
    assert made.in_force_from == day


def test_the_same_meaning_is_not_published_twice() -> None:
    version = once_tested(draft(staff("w"), promise={"examples": {}}))
    refused("same_meaning", publish_version, version=version, actor=staff("p"),
            in_force_from=timezone.localdate())  # fmt: skip
    assert RulebookEdition.objects.count() == 1


def test_what_is_not_in_force_yet_can_be_taken_back_and_what_is_cannot() -> None:
    version = once_tested(draft(staff("w"), promise={"severity": "minor"}))
    ahead = timezone.localdate() + timedelta(days=3)
    publish_version(version=version, actor=staff("p"), in_force_from=ahead, now=now())
    version.refresh_from_db()
    withdraw_version(version=version, actor=SYSTEM, now=now())
    assert (version.state, RulebookEdition.objects.count()) == ("withdrawn", 1)
    first = RulebookVersion.objects.get(number=1)
    refused("in_force", withdraw_version, version=first, actor=SYSTEM)


def test_a_version_that_is_closed_is_not_changed() -> None:
    first = first_version()
    refused("closed", save_file, version=first, path=PROMISE_PATH, text="x", number=0, actor=SYSTEM)
    refused("closed", start_test, version=first, actor=SYSTEM)


def test_who_began_from_an_earlier_text_is_told_and_nothing_is_lost() -> None:
    version = draft(staff("w"))
    other = staff("other")
    save_file(version=version, path=PROMISE_PATH, text="theirs", number=0, actor=other, now=now())
    with pytest.raises(ChangedMeanwhile) as found:
        save_file(
            version=version, path=PROMISE_PATH, text="mine", number=0, actor=SYSTEM, now=now()
        )
    assert (found.value.theirs.text, found.value.by) == ("theirs", other.name)
    assert found.value.base == files_of(version, 0)[PROMISE_PATH]
    assert file_state(version, PROMISE_PATH).number == 1


def test_the_same_text_again_changes_nothing() -> None:
    version = draft(staff("w"))
    for _ in range(2):
        state = save_file(version=version, path=PROMISE_PATH, text="a", number=0, actor=SYSTEM,
                          now=now())  # fmt: skip
    assert (state.number, version.file_changes.count()) == (1, 1)


def test_every_text_that_was_kept_can_be_brought_back() -> None:
    version = draft(staff("w"))
    began = files_of(version)[PROMISE_PATH]
    for number, text in enumerate(("a", None, "b")):
        save_file(version=version, path=PROMISE_PATH, text=text, number=number, actor=SYSTEM,
                  now=now())  # fmt: skip
    for to, expected in ((0, began), (1, "a"), (2, None), (3, "b")):
        number = file_state(version, PROMISE_PATH).number
        restore_file(version=version, path=PROMISE_PATH, to=to, number=number, actor=SYSTEM,
                     now=now())  # fmt: skip
        assert file_state(version, PROMISE_PATH).text == expected
    assert [text_at(version, PROMISE_PATH, n) for n in range(4)] == [began, "a", None, "b"]
    assert files_of(version)[PROMISE_PATH] == "b"


def test_drafts_are_numbered_one_after_the_other() -> None:
    first = first_version()
    made = [start_draft(based_on=first, actor=SYSTEM, now=now()) for _ in range(3)]
    assert [one.number for one in made] == [2, 3, 4]
