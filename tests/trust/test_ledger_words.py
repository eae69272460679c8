from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone, translation

from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.ledger_words import MOST_NAMED, things, words_of_acts
from goodfaith.trust.models import Level
from small_insurer import person, unit

pytestmark = pytest.mark.usefixtures("insurer")


def rows(client: Client, act: str, language: str = "zh-hans") -> str:
    client.cookies["django_language"] = language
    body = client.get(f"/ledger/?act={act}").content.decode()
    return body[body.index("<tbody") : body.index("</tbody>")]


def client_of(number: str) -> Client:
    client = Client()
    client.force_login(person(number), backend="django.contrib.auth.backends.ModelBackend")
    return client


def plain(html: str) -> str:
    """What is read, without what stands under "as written"."""
    html = re.sub(r"<details>.*?</details>", "", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_an_entry_names_the_person_with_a_way_to_them() -> None:
    moved, into = person("adviser-n1"), unit("N1")
    ledger.record(SYSTEM, "person.moved", moved, timezone.now(), unit=into.pk, to_on=None)
    found = rows(client_of("admin"), "person.moved")
    assert f'href="/people/{moved.pk}/"' in found
    assert f'href="/organisation/?unit={into.pk}"' in found
    assert f"人员 {moved.name} {moved.number}" in plain(found)
    assert f"机构 {into.name}" in plain(found)
    assert "trust.staff" not in plain(found)
    assert f"trust.staff:{moved.pk}" in found


def test_codes_are_in_words_of_the_page_s_language() -> None:
    about, role = person("adviser-n1"), {"role": "reviewer", "unit": unit("N1").pk}
    ledger.record(SYSTEM, "role.granted", about, timezone.now(), **role)
    assert "Role Reviewer" in plain(rows(client_of("admin"), "role.granted", "en"))
    assert "角色 质检员" in plain(rows(client_of("admin"), "role.granted"))


def test_a_long_list_is_a_number() -> None:
    received = list(range(1, MOST_NAMED + 2))
    about = ("conversations.batch", "demo")
    ledger.record(SYSTEM, "conversations.received", about, timezone.now(), conversations=received)
    assert f"会话 {len(received)}" in plain(rows(client_of("admin"), "conversations.received"))


def test_whoever_may_not_read_conversations_is_not_led_to_one() -> None:
    about = ("conversations.conversation", "1")
    ledger.record(SYSTEM, "conversation.corrected", about, timezone.now(), change="words")
    found = rows(client_of("admin"), "conversation.corrected")
    assert "/conversations/1/" not in found
    assert "更正内容" in plain(found)


def test_every_kind_has_a_label_in_both_languages() -> None:
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert all(str(thing.label) for thing in things().values())
            assert all(words_of_acts().values())


def test_a_level_is_called_as_the_language_has_it() -> None:
    level = Level(order=90, name="职场", english_name="Workplace")
    nameless = Level(order=91, name="小组")
    with translation.override("en"):
        assert (str(level), str(nameless)) == ("Workplace", "小组")
    with translation.override("zh-hans"):
        assert str(level) == "职场"
