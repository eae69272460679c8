"""The pages of rulebook versions, asked for over HTTP."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conversations.arrivals import arrive, call
from goodfaith.platform.events import run_events
from goodfaith.quality.models import RulebookVersion
from goodfaith.quality.versions.contents import file_state, files_of
from quality.versions_made import PROMISE_PATH, change, draft, first_version
from small_insurer import establish, person
from spoilt_archives import METHODS, spoilt

pytestmark = pytest.mark.django_db
TODAY = "2026-11-22"


def client_of(number: str) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(person(number), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def version(db: Any) -> RulebookVersion:
    establish()
    return draft(person("operations"), promise={"severity": "minor"})


def test_every_page_of_a_version_is_there(version: RulebookVersion) -> None:
    client = client_of("compliance")
    for name in ("rulebook", "rulebook_difference", "rulebook_test", "rulebook_backtests"):
        for number in (1, 2):
            assert client.get(reverse(name, args=[number])).status_code == 200, name
    page = client.get(reverse("rulebooks")).content.decode()
    assert "Version 2" in page
    assert "from version 1" in page
    for path in (PROMISE_PATH,):
        page = client.get(reverse("rule_file", args=[2, path])).content.decode()
        assert "Severity: minor" in page
        assert "级别：三类" in page


def test_rules_are_searched_and_narrowed_to_what_was_changed(version: RulebookVersion) -> None:
    client = client_of("reviewer")
    address = reverse("rulebook", args=[2])
    changed = client.get(address, {"only": "changed"}).content.decode()
    assert "sale.promise" in changed
    assert "service.greeting" not in changed
    assert "sale.promise" in client.get(address, {"q": "保本"}).content.decode()
    assert "No rule like that" in client.get(address, {"q": "没有"}).content.decode()


def test_the_difference_is_told_in_words(version: RulebookVersion) -> None:
    change(version, PROMISE_PATH, person("operations"),
           says={"promise": {"by": "adviser", "any": ["稳赚"], "unless": "negated"}})  # fmt: skip
    page = client_of("reviewer").get(reverse("rulebook_difference", args=[2])).content.decode()
    assert "<del>critical</del> <ins>minor</ins>" in page
    assert '<del class="phrase">保本</del>' in page
    assert '<ins class="phrase">稳赚</ins>' in page


def test_what_is_typed_is_checked_and_points_at_the_place(version: RulebookVersion) -> None:
    client = client_of("operations")
    text = file_state(version, PROMISE_PATH).text or ""
    address = reverse("rule_checked", args=[2, PROMISE_PATH])
    assert "Nothing wrong" in client.post(address, {"text": text}).content.decode()
    wrong = text.replace("violated: promise", "violated: promise and and").replace(
        "severity: minor", "severity: grave"
    )
    page = client.post(address, {"text": wrong}).content.decode()
    assert "2 problems" in page
    assert "promise and and" in page
    assert "^</pre>" in page
    assert "one of critical, major, minor, note" in page


def test_saving_over_what_somebody_else_saved_loses_neither(version: RulebookVersion) -> None:
    text = file_state(version, PROMISE_PATH).text or ""
    address = reverse("rule_saved", args=[2, PROMISE_PATH])
    theirs = text.replace("severity: minor", "severity: major")
    mine = text.replace("severity: minor", "severity: note")
    assert client_of("compliance").post(address, {"text": theirs, "number": 1}).status_code == 302
    answer = client_of("operations").post(address, {"text": mine, "number": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "changed this file while you did" in page
    assert "severity: note" in page
    assert "<del>severity: major</del>" in page
    assert 'name="number" value="2"' in page
    assert file_state(version, PROMISE_PATH).text == theirs


def test_changes_that_do_not_touch_are_put_together(version: RulebookVersion) -> None:
    text = file_state(version, PROMISE_PATH).text or ""
    address = reverse("rule_saved", args=[2, PROMISE_PATH])
    theirs = text.replace("severity: minor", "severity: major")
    mine = text + "note: 注\n"
    client_of("compliance").post(address, {"text": theirs, "number": 1})
    page = client_of("operations").post(address, {"text": mine, "number": 1}).content.decode()
    assert "do not touch" in page
    assert "severity: major" in page
    assert "note: 注" in page


def test_a_file_goes_back_to_what_it_was_and_forward_again(version: RulebookVersion) -> None:
    client = client_of("operations")
    address = reverse("rule_restored", args=[2, PROMISE_PATH])
    changed = file_state(version, PROMISE_PATH).text
    client.post(address, {"to": 0, "number": 1})
    assert "severity: critical" in (file_state(version, PROMISE_PATH).text or "")
    client.post(address, {"to": 1, "number": 2})
    assert file_state(version, PROMISE_PATH).text == changed
    client.post(reverse("rule_saved", args=[2, PROMISE_PATH]), {"remove": "1", "number": 3})
    assert PROMISE_PATH not in files_of(RulebookVersion.objects.get(number=2))
    assert client.get(reverse("rule_file", args=[2, PROMISE_PATH])).status_code == 200


def test_a_rule_is_tried_beside_the_one_in_force(version: RulebookVersion) -> None:
    arrive(call("c1", adviser="adviser-n1"))
    run_events()
    page = client_of("compliance").get(
        reverse("rule_run", args=[2, PROMISE_PATH]), {"about": "c1"}
    ).content.decode()  # fmt: skip
    assert page.count("violated") >= 2
    assert "<mark>保本</mark>" in page
    hidden = client_of("manager-s").get(
        reverse("rule_run", args=[2, PROMISE_PATH]), {"about": "c1"}
    )
    assert "Nothing of that id" in hidden.content.decode()


def test_a_real_turn_becomes_an_example_with_private_data_covered(
    version: RulebookVersion,
) -> None:
    arrive(call("c9", ("A", "您好，这款保本，电话13812345678"), ("C", "好的")))
    run_events()
    client = client_of("compliance")
    answer = client.post(reverse("rule_example", args=[2, PROMISE_PATH]),
                         {"about": "c9", "first": 1, "last": 2, "kind": "violated"})  # fmt: skip
    assert answer.status_code == 302
    text = file_state(version, PROMISE_PATH).text or ""
    assert "这款保本" in text
    assert "13812345678" not in text
    assert "- customer: 好的" in text or "customer: 好的" in text


def test_publishing_is_for_a_second_person_and_after_its_examples_passed(
    version: RulebookVersion,
) -> None:
    writer, other = client_of("operations"), client_of("compliance")
    publish = reverse("rulebook_published", args=[2])
    other.post(publish, {"in_force_from": TODAY})
    version.refresh_from_db()
    assert version.state == "draft"
    writer.post(reverse("rulebook_tested", args=[2]))
    run_events()
    version.refresh_from_db()
    assert version.state == "tested"
    assert writer.post(publish, {"in_force_from": TODAY}).status_code == 404
    day = timezone.localdate().isoformat()
    other.post(publish, {"in_force_from": day})
    version.refresh_from_db()
    assert (version.state, version.published_by) == ("published", person("compliance"))


def test_its_files_come_and_go_as_a_zip(version: RulebookVersion) -> None:
    client = client_of("compliance")
    content = client.get(reverse("rulebook_archive", args=[2])).content
    given = io.BytesIO(content)
    given.name = "rules.zip"
    answer = client.post(reverse("rulebook_handed_in", args=[1]), {"file": given, "note": "n"})
    assert answer["Location"] == reverse("rulebook", args=[3])
    assert files_of(RulebookVersion.objects.get(number=3)) == files_of(version)


def test_a_zip_that_is_none_is_refused_with_everything_wrong(version: RulebookVersion) -> None:
    bad = io.BytesIO()
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("../rules/a.yaml", "x")
        archive.writestr("rules/b.exe", "x")
    bad.seek(0)
    bad.name = "x.zip"
    answer = client_of("compliance").post(reverse("rulebook_handed_in", args=[1]), {"file": bad})
    assert answer.status_code == 422
    assert answer.content.decode().count("no file of a rulebook") == 2


@pytest.mark.parametrize("method", METHODS)
def test_a_spoilt_zip_is_refused_on_the_page(version: RulebookVersion, method: str) -> None:
    bad = io.BytesIO(spoilt(PROMISE_PATH, method))
    bad.name = "x.zip"
    answer = client_of("compliance").post(reverse("rulebook_handed_in", args=[1]), {"file": bad})
    assert answer.status_code == 422


def test_a_back_test_is_asked_for_and_read_on_its_page(version: RulebookVersion) -> None:
    arrive(call("c1", adviser="adviser-n1"))
    run_events()
    client = client_of("compliance")
    period = {"from_on": "2026-03-01", "to_on": "2026-03-31", "against": "1"}
    started = client.post(reverse("backtest_started", args=[2]), period)
    run_events()
    page = client.get(started["Location"], {"rule": "sale.promise", "how": "moved"})
    assert "<mark>保本</mark>" in page.content.decode()
    client.post(reverse("minutes_decided", args=[version.backtests.get().pk]), {"minutes": "4"})
    assert 'value="4"' in client.get(started["Location"]).content.decode()


def test_a_draft_is_not_for_advisers(version: RulebookVersion) -> None:
    assert client_of("adviser-n1").get(reverse("rulebooks")).status_code == 404


def test_a_new_rule_begins_with_what_every_rule_has(version: RulebookVersion) -> None:
    client = client_of("operations")
    answer = client.post(reverse("rule_added", args=[2]), {"id": "sale.new_one"})
    page = client.get(answer["Location"]).content.decode()
    assert "id: sale.new_one" in page
    assert client.post(reverse("rule_added", args=[2]), {"id": "../x"}).status_code == 302
    assert len(files_of(RulebookVersion.objects.get(number=2))) == 3


def test_without_versions_the_list_says_so() -> None:
    establish()
    assert "No rulebook" in client_of("compliance").get(reverse("rulebooks")).content.decode()
    first_version()
