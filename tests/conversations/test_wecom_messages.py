"""Messages of the WeCom archive: in any order, late ones too, recalled ones known as such."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from arrivals import person, unit
from django.conf import settings
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from goodfaith.analysis.conversation import Conversation as Said
from goodfaith.conversations.models import Conversation, WecomMessage
from goodfaith.conversations.wecom import receive_messages
from goodfaith.conversations.wecom.receiving import read_messages
from goodfaith.platform.events import run_events
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.roles import Role

pytestmark = pytest.mark.django_db
MORNING = 1_772_500_000_000
HOUR = 3_600_000
CUSTOMER = "wmERxZYxxyABCDEFGHIJKLMNOP"


def message(id: str, at: int, text: str = "", **more: Any) -> dict[str, Any]:
    said = {"msgtype": "text", "text": {"content": text or id}}
    people = {"from": "zhang", "tolist": [CUSTOMER], "roomid": ""}
    return {"msgid": id, "action": "send", "msgtime": MORNING + at, **people, **said, **more}


def arrive(*records: dict[str, Any]) -> None:
    messages, wrong = read_messages(records)
    assert not wrong
    receive_messages(messages, actor=SYSTEM, now=timezone.now())
    run_events()


def texts() -> list[list[str]]:
    """What was said in each conversation, in order of time; those without words left out."""
    rows = Conversation.objects.select_related("revision").order_by("started_at", "id")
    said = [msgspec.convert(row.revision.content, Said) for row in rows if row.revision]
    return [[u.text for u in one.utterances] for one in said if one.utterances]


def test_a_late_message_is_a_revision_of_its_session_which_keeps_its_id() -> None:
    arrive(message("m2", 1_000), message("m3", 2_000))
    before = Conversation.objects.get()
    arrive(message("m1", 0))
    after = Conversation.objects.get()
    assert after.external_id == before.external_id
    assert (after.revisions.count(), texts()) == (2, [["m1", "m2", "m3"]])


def test_sessions_that_a_late_message_joins_become_one() -> None:
    arrive(message("m1", 0), message("m3", 10 * HOUR))
    assert texts() == [["m1"], ["m3"]]
    arrive(message("m2", 5 * HOUR))
    assert texts() == [["m1", "m2", "m3"]]
    assert Conversation.objects.count() == 2


def test_a_recall_that_comes_later_marks_what_it_takes_back() -> None:
    arrive(message("m1", 0, "保本的"))
    arrive(message("r1", 5_000, action="recall", msgtype="revoke", revoke={"pre_msgid": "m1"}))
    row = Conversation.objects.get()
    assert row.revision is not None
    said = msgspec.convert(row.revision.content, Said)
    assert (said.utterances[0].text, said.utterances[0].recalled_at is not None) == ("保本的", True)


def test_the_same_messages_again_change_nothing() -> None:
    arrive(message("m1", 0))
    arrive(message("m1", 0))
    assert (WecomMessage.objects.count(), Conversation.objects.get().revisions.count()) == (1, 1)


_batches = st.permutations(range(6)).flatmap(
    lambda order: st.lists(st.integers(1, 3), min_size=6).map(lambda cuts: _cut(order, cuts))
)


def _cut(order: Sequence[int], cuts: Sequence[int]) -> list[list[int]]:
    left, batches = list(order), []
    for size in cuts:
        if left:
            batches.append(left[:size])
            left = left[size:]
    return batches


@given(_batches)
@examples(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_in_whatever_order_they_come_the_same_is_said_in_the_end(batches: list[list[int]]) -> None:
    Conversation.objects.update(revision=None, reading=None)
    Conversation.objects.all().delete()
    WecomMessage.objects.all().delete()
    for batch in batches:
        arrive(*(message(f"m{n}", n * 4 * HOUR) for n in batch))
    assert [text for said in texts() for text in said] == [f"m{n}" for n in range(6)]


def test_messages_are_handed_in_by_a_program() -> None:
    client = _client()
    sent = _post(client, [message("m1", 0), message("m1", 0)])
    assert (sent.status_code, sent.json()) == (202, {"added": 1, "same": 1})
    bad = _post(client, [message("m2", 0), {"msgid": "m3"}])
    assert {(e["index"], e["field"]) for e in bad.json()["errors"]} == {(1, "msgtime"), (1, "from")}
    assert WecomMessage.objects.count() == 1


def test_with_a_secret_messages_have_to_be_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "s" * 40
    changed = msgspec.structs.replace(settings.CONFIGURATION, wecom_secret=secret)
    monkeypatch.setattr(settings, "CONFIGURATION", changed)
    client, body = _client(), msgspec.json.encode([message("m1", 0)])
    assert _post(client, [message("m1", 0)]).status_code == 401
    signed = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    assert _post(client, [message("m1", 0)], **{"X-Goodfaith-Signature": signed}).status_code == 202


def _client() -> Client:
    client = Client()
    client.force_login(person("9001", Role.OPERATIONS, unit("top")))
    return client


def _post(client: Client, records: list[dict[str, Any]], **headers: str) -> Any:
    body = msgspec.json.encode(records)
    return client.post("/api/v1/wecom/messages", body, "application/json", headers=headers)
