"""Concluded cases for tests: people of every kind, decisions, conclusions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from conversations.arrivals import LONG_AGO, PROMISE, arrive, person, unit
from goodfaith.platform.events import run_events
from goodfaith.quality.models import Case, Charge, Decision, Notice, Seat
from goodfaith.quality.outcome.notifying import follow
from goodfaith.quality.review.standing import group_hash, standing
from goodfaith.quality.services import conclude, reopen
from goodfaith.trust.models import Placement, Staff
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer, viewer_of
from quality.cases.sold import TOLD, applied, deliver, issued, rules, seen, sold, the_case

EXAMPLES = {"violated": [[{"adviser": "这款产品保本"}]], "passed": [[{"adviser": "您好"}]]}
WRONG = ("A", "您好，我叫张建国，这款产品保本"), ("C", "好的，我的电话13812345678")
MOVED = date(2026, 3, 15)


def insurer() -> dict[str, Staff]:
    """总公司 with two teams: sellers, reviewers, managers, compliance."""
    top = unit("HQ")
    one, two = unit("T1", top), unit("T2", top)
    return {
        "seller": person("0231", Role.ADVISER, one),
        "other": person("0232", Role.ADVISER, two),
        "reviewer": person("Q1", Role.REVIEWER, top),
        "second": person("Q2", Role.REVIEWER, top),
        "manager": person("M1", Role.MANAGER, one),
        "stranger": person("M2", Role.MANAGER, two),
        "compliance": person("L1", Role.COMPLIANCE, top),
        "operations": person("O1", Role.OPERATIONS, top),
        "service": person("S1", Role.SERVICE, top),
    }


def moves(staff: Staff, code: str, on: date = MOVED) -> None:
    """Somebody works in another team from a day on."""
    from goodfaith.trust.models import Unit

    old = Placement.objects.get(staff=staff)
    old.during = DateRange(LONG_AGO, on)
    old.save()
    Placement.objects.create(
        staff=staff, unit=Unit.objects.get(code=code), during=DateRange(on, None)
    )


def judged(*turns: tuple[str, str]) -> Case:
    """A sale in which two rules are violated: a promise in a call, exclusions left out."""
    rules(PROMISE | {"examples": EXAMPLES, "instead": {"zh": "收益不保证", "en": "Not guaranteed"}},
          TOLD)  # fmt: skip
    deliver(applied(), issued())
    arrive(sold("c1", *(turns or WRONG)))
    seen()
    return the_case()


def decided(
    case: Case, by: Staff, verdict: str = "confirmed", rules: Sequence[str] = (), seat: int = 1
) -> None:
    """What `by` says of each violated group, or of some of them."""
    case.refresh_from_db()
    judgement = case.judgement
    assert judgement is not None
    for group in judgement.findings:
        if group["verdict"] == "violated" and (not rules or group["rule"] in rules):
            own = {"case": case, "rule": group["rule"], "seat": seat, "ended_at": None}
            Decision.objects.filter(**own).update(ended_at=timezone.now(), ended_as="replaced")
            number = Decision.objects.count()
            Decision.objects.create(
                **own, judgement=judgement, group=group_hash(group), machine="violated",
                severity=group["severity"], verdict=verdict, by=by, at=timezone.now(),
                key=f"k{number}", reason="harmless" if verdict == "dismissed" else "",
            )  # fmt: skip


def concluded(case: Case, by: Staff, conclusion: str = "unqualified") -> Case:
    """What nobody has decided is dismissed: everything has to be."""
    case.refresh_from_db()
    known = standing([case.pk]).get(case.pk, {})
    if left := [rule for rule in case.violated if rule not in known]:
        decided(case, by, "dismissed", rules=left)
    return conclude(actor=by, case=case, seen=case.revision, conclusion=conclusion,
                    now=timezone.now())  # fmt: skip


def opened_again(case: Case, by: Staff) -> Case:
    case.refresh_from_db()
    return reopen(actor=by, case=case, seen=case.revision, note="新情况", now=timezone.now())


def charged(staff: dict[str, Staff], *turns: tuple[str, str]) -> Case:
    """A case that was concluded with all confirmed, and the adviser told."""
    case = judged(*turns)
    decided(case, staff["reviewer"])
    concluded(case, staff["reviewer"])
    run_events()
    case.refresh_from_db()
    return case


def the_notice() -> Notice:
    return Notice.objects.get()


def charge(rule: str = "sale.promise") -> Charge:
    return Charge.objects.get(rule=rule)


def client_of(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def viewer(staff: Staff) -> Viewer:
    return viewer_of(staff, timezone.localdate())


def later(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


__all__ = ["TOLD", "Any", "Role", "Seat", "arrive", "follow", "sold"]
