"""A bank sale of which four sources tell, and what the insurer's systems are told of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sold import (
    CALLBACK,
    PROMISE,
    TOLD,
    applied,
    arrive,
    day,
    deliver,
    fact,
    issued,
    people,
    rules,
    seen,
    sold,
    the_case,
)

from goodfaith.platform.webhooks.models import WebhookMessage
from goodfaith.platform.webhooks.services import Described, add_endpoint
from goodfaith.quality.cases.detail import detail_of
from goodfaith.quality.models import Case
from goodfaith.quality.services import conclude
from goodfaith.quality.webhook_kinds import QUALITY_CHANGED
from goodfaith.trust.viewing import viewer_of
from small_world import rule

pytestmark = pytest.mark.django_db
COACHED = rule(
    "callback.coached",
    title={"zh": "教客户应付回访", "en": "Coaches the customer for the callback"},
    scope="sale",
    severity="critical",
    deducts=30,
    family="callback",
    says={
        "coached": {"by": "adviser", "any": ["回访都答清楚"]},
        "agreed": {"by": "customer", "any": ["是的", "是"], "at": "start"},
    },
    violated="coached and complaint",
)


def test_one_case_joins_the_recording_the_chat_the_callback_and_the_complaint() -> None:
    """The recording is fluent, the chat before it says 回访都答清楚, every answer is 是."""
    staff = people()
    rules(PROMISE, CALLBACK, TOLD, COACHED)
    deliver(applied(channel="bank"))
    deliver(
        issued(),
        fact("dual_recording", "D1", application="A1", conversation="video",
             recorded_at="2026-03-02T10:00:00"),
        fact("callback", "CB1", policy="P1", conversation="callback", at="2026-03-06T10:00:00",
             succeeded=True, answered=True),
        fact("complaint", "CO1", policy="P1", at="2026-03-20T10:00:00"),
    )  # fmt: skip
    bare: dict[str, Any] = {"applications": (), "policies": ()}
    arrive(
        sold("chat", ("A", "明天录像别紧张，回访都答清楚就行"), ("C", "好"), channel="wecom",
             started_at=day(-1)),
        sold("video", channel="counter", **bare),
        sold("callback", ("A", "您清楚犹豫期吗"), ("C", "是"), purpose="callback",
             started_at=day(4), **bare),
        sold("complaint", ("C", "我要投诉"), ("A", "好的"), purpose="complaint",
             started_at=day(18), applications=(), policies=("P1",)),
    )  # fmt: skip
    seen(now=day(19))
    case = Case.objects.get()
    assert case.conversation_count == 4
    assert case.violated == ["callback.coached"]
    reviewer = viewer_of(staff["reviewer"], day(19).date())
    shown = detail_of(reviewer, case.pk, "", day(19))
    kinds = {entry.label for entry in shown.entries if entry.kind == "event"}
    assert {"投诉", "双录"} <= kinds or {"Complaint", "Dual recording"} <= kinds
    assert not Case.objects.visible_to(viewer_of(staff["seller"], day(19).date())).exists()


def test_the_gate_tells_when_its_answer_changes_and_not_when_it_does_not() -> None:
    staff = people()
    admin = staff["reviewer"]
    described = Described("core system", "https://core.invalid/hooks")
    add_endpoint(actor=admin, described=described, staff_id=admin.pk, now=day(0))
    rules()
    deliver(applied())
    arrive(sold())
    seen()
    assert [one["waits_for"] for one in told()] == ["review"]
    deliver(fact("customer", "K1", birth_on="1980-01-01"))
    seen(now=day(1))
    assert len(told()) == 1
    case = the_case()
    conclude(actor=staff["reviewer"], case=case, seen=case.revision, conclusion="qualified",
             now=day(2))  # fmt: skip
    assert [one["conclusion"] for one in told()] == ["", "qualified"]
    assert "K1" not in str(told())


def told() -> list[dict[str, Any]]:
    messages = WebhookMessage.objects.filter(kind=QUALITY_CHANGED.name).order_by("pk")
    return [json.loads(message.body)["data"] for message in messages]
