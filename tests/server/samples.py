"""Things that the pages and routes with a parameter are about, all of the northern branch.

`samples` maps the beginning of a route to what its parameters are. A room that has pages or routes
of its own things adds one of them here; without it only who may not see such a thing is tried.
"""

from __future__ import annotations

import wave
from datetime import datetime, time, timedelta
from functools import partial
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from conversations.arrivals import arrive, call, edition, row
from goodfaith.analysis.facts import Fact
from goodfaith.conversations.deliveries import add_bytes, begin_delivery
from goodfaith.conversations.models import Conversation, Delivery, Rereading
from goodfaith.conversations.reading import start_rereading
from goodfaith.conversations.recordings import attach_file
from goodfaith.platform.events import run_events
from goodfaith.platform.web.filtering.keeping import keep_filter
from goodfaith.platform.webhooks.models import WebhookDelivery
from goodfaith.platform.webhooks.services import Described, add_endpoint, send_test
from goodfaith.policies.imports import add_bytes as add_import_bytes
from goodfaith.policies.imports import begin_import
from goodfaith.policies.services import receive_facts
from goodfaith.quality.cases.looking import look_at_singles
from goodfaith.quality.models import (
    Appeal,
    Case,
    Charge,
    CorrectiveAction,
    Decision,
    ExampleProposal,
    Notice,
    ReviewTask,
    RulebookVersion,
    SamplingPlan,
)
from goodfaith.quality.overview.reports.making import ask_report, make_report
from goodfaith.quality.queue.opening import keep_tasks
from goodfaith.quality.queue.plans import first_plan
from goodfaith.quality.services import open_single
from goodfaith.quality.versions.adopting import adopt_editions
from goodfaith.quality.versions.backtesting.asking import start_backtest
from goodfaith.quality.versions.contents import files_of
from goodfaith.quality.versions.drafting import save_file, start_draft
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Staff
from goodfaith.trust.services.accounts import invite
from goodfaith.trust.services.tokens import create_token
from small_insurer import PEOPLE, TODAY, person, unit, viewer

NORTHERN = "northern-call"
SOUTHERN = "southern-call"


def samples() -> dict[str, dict[str, Any]]:
    """The longest beginning that fits a route decides.

    A value may be a function of the number of whoever visits. `is_seen` says whether they find it,
    where that is more than whether they may do the act. `is_everybodys`: it belongs to no branch.
    """
    adviser = person("adviser-n1")
    key = invite(actor=SYSTEM, staff=adviser, now=timezone.now())
    token, _ = create_token(
        actor=SYSTEM, staff=adviser, name="northern-token", scopes=["conversations.read"],
        now=timezone.now(), expires_at=timezone.now() + timedelta(days=9),
    )  # fmt: skip
    role = adviser.assignments.get()
    return {
        "/people/": {"pk": adviser.pk},
        "/api/v1/people/": {"number": adviser.number, "id": role.pk},
        "/api/v1/units/": {"code": unit("N1").code},
        "/api/v1/tokens/": {"id": token.pk},
        "/account/invitation/": {"key": key},
        "/tables/<str:name>/": {"name": "people", "form": "csv"},
        **_of_conversations(),
        **_of_rulebooks(),
        **_of_webhooks(),
        **_of_facts(),
        **_of_cases(),
        **_of_the_queue(),
        **_of_outcome(),
        **_of_overview(),
    }


def _of_webhooks() -> dict[str, dict[str, Any]]:
    delivery = a_webhook_delivery()
    return {
        "/operation/webhooks/": {"pk": delivery.endpoint_id},
        "/operation/webhooks/deliveries/": {"pk": delivery.pk},
        "/api/v1/webhooks/": {"id": delivery.endpoint_id},
        "/api/v1/webhooks/deliveries/": {"id": delivery.pk},
    }


def a_webhook_delivery() -> WebhookDelivery:
    """A test message on its way to a receiver that nobody has."""
    admin, now = person("admin"), timezone.now()
    described = Described("core system", "https://core.invalid/hooks")
    endpoint, _ = add_endpoint(actor=admin, described=described, staff_id=admin.pk, now=now)
    return send_test(actor=admin, endpoint=endpoint, now=now)


def _of_rulebooks() -> dict[str, dict[str, Any]]:
    made, path = a_version(), "rules/sale.promise.yaml"
    backtest = made.backtests.get().pk
    one = {"number": made.number, "path": path, "asked": 1, "is_everybodys": True}
    return {
        "/rulebooks/": one,
        "/rulebooks/backtests/": {"id": backtest, "is_everybodys": True},
        "/api/v1/rulebooks/": one,
        "/api/v1/backtests/": {"id": backtest, "is_everybodys": True},
    }


def a_version() -> RulebookVersion:
    """A draft in which one rule is milder, and a back-test of it."""
    adopt_editions()
    now = timezone.now()
    first = RulebookVersion.objects.get(number=1)
    made = start_draft(based_on=first, actor=SYSTEM, now=now)
    path = "rules/sale.promise.yaml"
    text = files_of(made)[path].replace("critical", "minor")
    save_file(version=made, path=path, text=text, number=0, actor=SYSTEM, now=now)
    start_backtest(version=made, against=first, from_on=TODAY, to_on=TODAY, actor=SYSTEM, now=now)
    return made


def _of_conversations() -> dict[str, dict[str, Any]]:
    edition()
    northern, _ = calls()
    kept = filters_of_everybody("conversations")
    delivered, again = a_delivery().pk, a_rereading().pk

    def sees(number: str) -> bool:
        if number not in PEOPLE:
            return False
        return Conversation.objects.visible_to(viewer(number)).filter(pk=northern.pk).exists()

    return {
        "/conversations/": {"id": northern.pk, "turn": 0, "is_seen": sees},
        "/conversations/filters/": {"id": lambda number: kept.get(number, 0)},
        "/conversations/deliveries/": {"id": delivered},
        "/conversations/rereadings/": {"id": again},
        "/api/v1/conversations/": {"id": northern.pk, "is_seen": sees},
        "/api/v1/deliveries/": {"id": delivered},
        "/api/v1/rereadings/": {"id": again},
    }


def _of_facts() -> dict[str, dict[str, Any]]:
    """The policy that the northern call is about, and a file of which the first half has come."""
    made = begin_import(
        name="a.csv",
        size=4,
        kind="policy",
        source="core",
        actor=viewer("operations-n"),
        now=timezone.now(),
    )
    add_import_bytes(made, offset=0, piece=b"id")
    return {
        "/imports/": {"id": made.pk},
        "/api/v1/imports/": {"id": made.pk},
        "/api/v1/facts/": {
            "kind": "policy",
            "key": "PN1",
            "is_seen": {"compliance", "operations"}.__contains__,
        },
    }


def _of_cases() -> dict[str, dict[str, Any]]:
    """The case of the northern call by itself, and the sale of an application of the north."""
    single = open_single(row(NORTHERN), now=timezone.now())
    values = {"adviser": "adviser-n1", "customer": "KN2", "signed_on": TODAY}
    now = timezone.now()
    receive_facts([Fact("application", "AN1", values)], source="core", known_at=now, actor=SYSTEM,
                  now=now)  # fmt: skip
    run_events()
    sale = Case.objects.get(sale="AN1")
    kept = filters_of_everybody("cases")

    def sees(case: Case, number: str) -> bool:
        if number not in PEOPLE:
            return False
        return Case.objects.visible_to(viewer(number)).filter(pk=case.pk).exists()

    said = taken_back(single)
    return {
        "/cases/": {"id": single.pk, "is_seen": partial(sees, single)},
        "/api/v1/cases/": {
            "id": single.pk,
            "decision": lambda number: said.get(number, 0),
            "is_seen": partial(sees, single),
        },
        "/cases/filters/": {"id": lambda number: kept.get(number, 0)},
        "/api/v1/sales/": {"id": "AN1", "is_seen": partial(sees, sale)},
    }


def _of_overview() -> dict[str, dict[str, Any]]:
    """A report of the northern branch that its manager has asked for."""
    asker = viewer("manager-n")
    made = ask_report(viewer=asker, kind="daily", day=TODAY, unit=None, now=timezone.now())
    make_report(report=made.pk)
    return {
        "/overview/precision/": {"form": "csv", "is_everybodys": True},
        "/overview/reports/": {
            "id": made.pk,
            "is_seen": {"manager-n", "compliance"}.__contains__,
        },
    }


def _of_the_queue() -> dict[str, dict[str, Any]]:
    """The northern call waits for a reviewer; a plan that draws all sales."""
    now = timezone.now()
    single = open_single(row(NORTHERN), now=now)
    keep_tasks([single.pk], drawn={single.pk: ["complaint"]}, now=now)
    task = ReviewTask.objects.get(case=single)
    plan = first_plan(now=now) or SamplingPlan.objects.get()
    kept = filters_of_everybody("review_queue")

    def sees(number: str) -> bool:
        if number not in PEOPLE:
            return False
        return ReviewTask.objects.visible_to(viewer(number)).filter(pk=task.pk).exists()

    return {
        "/queue/": {"id": task.pk, "is_seen": sees},
        "/api/v1/queue/": {"id": task.pk, "is_seen": sees},
        "/queue/filters/": {"id": lambda number: kept.get(number, 0)},
        "/queue/sampling/": {"id": plan.pk, "is_everybodys": True},
    }


def _of_outcome() -> dict[str, dict[str, Any]]:
    """What follows from a case of the north: a notice, an appeal, an action, a proposed example."""
    now, case = timezone.now(), Case.objects.get(sale="AN1")
    judgement = case.judgement
    assert judgement is not None
    decision = Decision.objects.create(
        case=case, rule="sale.promise", judgement=judgement, verdict="confirmed", at=now,
        by=person("reviewer"), key="sample", severity="critical", machine="violated",
    )  # fmt: skip
    adviser, path = person("adviser-n1"), case.unit_path
    own: dict[str, Any] = {"adviser": adviser, "unit_path": path, "day": TODAY, "case": case}
    notice = Notice.objects.create(number=1, sent_at=now, answer_by=now, appeal_by=now, **own)
    charge = Charge.objects.create(
        notice=notice, decision=decision, rule=decision.rule, severity="critical", points=20,
        made_at=now, **own,
    )  # fmt: skip
    appeal = Appeal.objects.create(charge=charge, text="x", filed_at=now, answer_by=now)
    proposal = ExampleProposal.objects.create(
        appeal=appeal, rule=charge.rule, example="[{adviser: x}]", proposed_at=now
    )
    action = CorrectiveAction.objects.create(
        case=case, kind="call", what="x", owner=person("adviser-n1"), unit_path=case.unit_path,
        due_on=TODAY, opened_by=person("reviewer"), opened_at=now,
    )  # fmt: skip

    def sees(model: Any, pk: int, number: str) -> bool:
        if number not in PEOPLE:
            return False
        return bool(model.objects.visible_to(viewer(number)).filter(pk=pk).exists())

    told = {"id": notice.pk, "is_seen": partial(sees, Notice, notice.pk)}
    charged = {"id": charge.pk, "is_seen": partial(sees, Charge, charge.pk)}
    appealed = {"id": appeal.pk, "is_seen": partial(sees, Appeal, appeal.pk)}
    put_right = {"id": action.pk, "is_seen": partial(sees, CorrectiveAction, action.pk)}
    return {
        "/findings/": told,
        "/charges/": charged,
        "/appeals/": appealed,
        "/corrective/": put_right,
        "/api/v1/notices/": told,
        "/api/v1/charges/": charged,
        "/api/v1/appeals/": appealed,
        "/api/v1/corrective/": put_right,
        "/rulebooks/proposals/": {"id": proposal.pk, "is_everybodys": True},
    }


def taken_back(case: Case) -> dict[str, int]:
    """Everybody has said something of a case and taken it back; its id by their number."""
    now = timezone.now()
    with transaction.atomic():
        look_at_singles([case.conversation_id or 0], now=now)
    judgement = Case.objects.get(pk=case.pk).judgement
    found = Staff.objects.filter(number__in=PEOPLE)
    rows = [
        Decision(case=case, judgement=judgement, rule="sale.promise", verdict="confirmed", by=one,
                 at=now, key="k", ended_at=now, ended_as="undone")
        for one in found
    ]  # fmt: skip
    return {row.by.number: row.pk for row in Decision.objects.bulk_create(rows)}


def calls() -> tuple[Conversation, Conversation]:
    """A service call of the north with a recording and facts, and one of the south, both read."""
    started = timezone.make_aware(datetime.combine(TODAY, time(10)))
    common: dict[str, Any] = {"purpose": "service", "started_at": started}
    said = ("A", "您好，北方的这款产品保本"), ("C", "我叫张建国，电话13812345678，好的")
    arrive(
        call(NORTHERN, *said, adviser="adviser-n1", customer="KN1", policies=("PN1",), **common),
        call(SOUTHERN, ("A", "您好，南方的保本"), adviser="adviser-s1", customer="KS1", **common),
    )
    fact = Fact("policy", "PN1", {"customer": "KN1"})
    now = timezone.now()
    receive_facts([fact], source="core", known_at=now, actor=SYSTEM, now=now)
    run_events()
    northern = row(NORTHERN)
    attach_file(northern, ContentFile(_sound()).chunks(), actor=SYSTEM, now=now)
    return northern, row(SOUTHERN)


def filters_of_everybody(page: str) -> dict[str, int]:
    """Everybody keeps a filter of the page; its id by the number of its owner."""
    now = timezone.now()
    return {
        one.number: keep_filter(page=page, staff_id=one.pk, name="x", query="q=保本", now=now).pk
        for one in Staff.objects.filter(number__in=PEOPLE)
    }


def a_delivery() -> Delivery:
    """A file of the north of which the first half has come."""
    giver = viewer("operations-n")
    made = begin_delivery(name="a.jsonl", size=4, actor=giver, now=timezone.now())
    add_bytes(made, offset=0, piece=b"{}")
    return made


def a_rereading() -> Rereading:
    asked_by = viewer("operations-n")
    return start_rereading(edition=edition(), from_on=TODAY, to_on=TODAY, actor=asked_by)


def _sound() -> bytes:
    file = BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8_000)
        written.writeframes(bytes(8_000))
    return file.getvalue()
