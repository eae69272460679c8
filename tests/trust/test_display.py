from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from pytest_django.asserts import assertNumQueries

from goodfaith.trust.display import (
    Transcript,
    clear_kinds,
    displayed_name,
    displayed_reference,
    keep_private_spans,
    mask_conversation,
    muted_seconds,
    private_spans,
)
from goodfaith.analysis.conversation import Utterance
from goodfaith.trust.models import LedgerEntry, PrivateSpans, Unmasking
from goodfaith.trust.refusing import Refused
from goodfaith.trust.roles import Role
from goodfaith.trust.services.unmasking import (
    field_place,
    unmask,
    unmasked_fields,
    unmasked_values,
    value_place,
)
from goodfaith.trust.viewing import Viewer
from small_insurer import NOW, viewer

pytestmark = pytest.mark.django_db
KIND, KEY = "conversations.conversation", "7"
TALK = Transcript(
    "hash",
    ("您好，请问是张伟先生吗", "是我，我手机号幺三八零零幺三", "八零零零", "卡号6222021234567890128"),
    ("a", "c", "c", "c"),
)


def seen_by(*roles: Role) -> Viewer:
    return Viewer(1, "1", frozenset(roles), {role: (1,) for role in roles})


def asked(viewer: Viewer, place: str, **more: Any) -> Unmasking:
    values = {"object_kind": KIND, "object_id": KEY, "reason": "review", "now": NOW} | more
    return unmask(viewer=viewer, place=place, **values)


def test_masked_texts_are_as_long_as_before_and_show_no_private_data() -> None:
    shown = mask_conversation(seen_by(Role.REVIEWER), TALK, own=False)
    assert [len(text) for text in shown] == [len(text) for text in TALK.texts]
    assert "张＊先生" in shown[0]
    assert "6222021234567890128" not in shown[3]
    assert shown[2] != TALK.texts[2] or shown[1] != TALK.texts[1]


def test_an_adviser_sees_name_and_phone_of_the_own_customer_and_no_card() -> None:
    shown = mask_conversation(seen_by(Role.ADVISER), TALK, own=True)
    assert shown[:3] == list(TALK.texts[:3])
    assert "6222021234567890128" not in shown[3]


def test_an_adviser_who_manages_sees_the_teams_customers_masked() -> None:
    assert clear_kinds(seen_by(Role.ADVISER, Role.MANAGER), own=False) == frozenset()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.REVIEWER, Role.OPERATIONS, Role.COMPLIANCE])
def test_who_judges_sees_nothing_private_in_the_clear(role: Role) -> None:
    assert clear_kinds(seen_by(role), own=True) == frozenset()


def test_spans_are_found_once_and_read_in_one_query() -> None:
    found = private_spans(TALK)
    with assertNumQueries(1):
        assert private_spans(TALK) == found


def test_spans_of_an_older_finder_are_found_again() -> None:
    private_spans(TALK)
    PrivateSpans.objects.update(finder=0, spans=b"\x90")
    assert private_spans(TALK)


def test_many_transcripts_are_kept_in_two_queries() -> None:
    many = [Transcript(f"h{n}", (f"我叫王{n}号", "手机13800138000")) for n in range(50)]
    with assertNumQueries(2):
        keep_private_spans(many)


@pytest.mark.usefixtures("insurer")
def test_one_value_is_unmasked_in_all_its_pieces_and_nothing_else() -> None:
    who = viewer("reviewer")
    phone = next(span for span in private_spans(TALK) if span.kind == "phone")
    asked(who, value_place(TALK.hash, phone.value))
    values = unmasked_values(who, KIND, KEY, NOW)
    shown = mask_conversation(who, TALK, own=False, unmasked=values)
    assert shown[1:3] == list(TALK.texts[1:3])
    assert "张伟" not in shown[0]


@pytest.mark.usefixtures("insurer")
def test_unmasking_ends_and_is_for_one_person_alone() -> None:
    who = viewer("reviewer")
    asked(who, field_place("customer"))
    assert unmasked_fields(who, KIND, KEY, NOW) == {"customer"}
    assert unmasked_fields(viewer("compliance"), KIND, KEY, NOW) == frozenset()
    assert unmasked_fields(who, KIND, KEY, NOW + timedelta(minutes=15)) == frozenset()


@pytest.mark.usefixtures("insurer")
def test_every_look_is_in_the_ledger_with_its_reason_and_without_words() -> None:
    asked(viewer("reviewer"), field_place("customer"), reason="other", text="sentinel words")
    entry = LedgerEntry.objects.get(act="private.unmasked")
    assert entry.details["reason"] == "other"
    assert (entry.object_kind, entry.object_id) == (KIND, KEY)
    assert "sentinel" not in str(entry.details)
    assert Unmasking.objects.get().text == "sentinel words"


@pytest.mark.usefixtures("insurer")
@pytest.mark.parametrize("reason", ["", "curious", "other"])
def test_nothing_is_unmasked_without_a_reason(reason: str) -> None:
    with pytest.raises(Refused):
        asked(viewer("reviewer"), field_place("customer"), reason=reason)
    assert not LedgerEntry.objects.filter(act="private.unmasked").exists()


@pytest.mark.usefixtures("insurer")
def test_who_may_not_unmask_finds_nothing_there() -> None:
    with pytest.raises(Http404):
        asked(viewer("manager-n"), field_place("customer"))


def test_names_in_lists_show_the_surname() -> None:
    assert displayed_name("张伟") == "张＊"
    assert displayed_name("欧阳修远") == "欧阳＊＊"
    assert displayed_name("张伟", {"name"}) == "张伟"
    assert displayed_name("") == ""


def test_a_reference_that_is_a_phone_number_is_covered() -> None:
    assert "1380013" not in displayed_reference("13800138000", clear=False)[3:-4]
    assert displayed_reference("C-000231", clear=False) == "C-000231"


def test_what_may_not_be_read_is_not_heard() -> None:
    said = [Utterance(text=t, start=5.0 * n, end=5.0 * n + 4) for n, t in enumerate(TALK.texts)]
    spans = private_spans(TALK)
    card = next(span for span in spans if span.kind == "card")
    assert muted_seconds(spans, said)
    assert muted_seconds(spans, said, values={card.value}) == []
