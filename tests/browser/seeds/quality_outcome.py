"""What follows from cases: two notices, an appeal that waits, one answered, corrective actions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any


def seed(staff: dict[str, Any]) -> None:
    from django.utils import timezone

    from conversations.arrivals import arrive
    from goodfaith.platform.events import run_events
    from goodfaith.quality.models import Case, Charge
    from goodfaith.quality.outcome import appealing, corrective
    from goodfaith.quality.outcome.corrective import Wanted
    from goodfaith.quality.outcome.notices import appeal
    from goodfaith.trust.models import Placement, Staff, Unit
    from goodfaith.trust.viewing import viewer_of
    from quality.cases.sold import applied, deliver, sold
    from quality.outcome.concluded import concluded, decided

    now, seller = timezone.now(), staff["adviser"]
    top = Unit.objects.get(code="HQ")
    Placement.objects.get_or_create(staff=seller, unit=top, during=(date(2020, 1, 1), None))
    first = timezone.localdate(now) - timedelta(days=40)
    said = {
        "B1": "您好，这款产品保本的，跟存银行一个样，您放心，我给很多老客户都办过",
        "B2": "您好，放心吧，这个保本",
        "B3": "您好，这个比定期划算，也保本",
        "B4": "您好，我们的产品是保本保息的",
    }
    for place, (sale, words) in enumerate(said.items()):
        day = first + timedelta(days=12 * place)
        deliver(applied(sale, adviser=seller.number, signed_on=day, customer=f"K{sale}"), now=now)
        turns = ("A", words), ("C", "那到期能拿回本金吗"), ("A", "能的"), ("C", "好的")
        arrive(
            sold(
                f"call-{sale}",
                *turns,
                adviser=seller.number,
                applications=(sale,),
                customer=f"K{sale}",
                started_at=now - timedelta(days=40 - 12 * place),
            )
        )
    run_events()
    for sale in ("B1", "B2", "B3"):
        case = Case.objects.get(sale=sale)
        decided(case, staff["reviewer"])
        concluded(case, staff["reviewer"])
    run_events()
    judge = viewer_of(staff["compliance"], timezone.localdate(now))
    charges = {
        sale: Charge.objects.get(case__sale=sale, rule="sale.promise") for sale in ("B1", "B2")
    }
    text = "我当时说的是保险责任，客户问的是到期金额，录音前半段已经说明收益不保证，请复核。"
    appeal(actor=seller, charge=charges["B1"], text=text, now=now)
    done = appeal(actor=seller, charge=charges["B2"], text="没有说过这句话", now=now)
    appealing.reject(viewer=judge, appeal=done, seen=1, reason="录音第 3 秒清楚可闻", now=now)
    appealing.carry_on(actor=seller, appeal=done, seen=2, text="请主管再听一遍", now=now)
    third = Case.objects.get(sale="B3")
    wanted = [
        Wanted("call", "致电客户，说明收益不保证，并录音。", "sale.promise"),
        Wanted("retraining", "对照规则和录音做一次辅导。"),
    ]
    owner = Staff.objects.get(pk=seller.pk)
    corrective.open_actions(viewer=judge, case=third, wanted=wanted, owner=owner, now=now,
                            due_on=timezone.localdate(now) + timedelta(days=5))  # fmt: skip
    _upheld(staff, now)


def _upheld(staff: dict[str, Any], now: Any) -> None:
    """The fourth was a mistake of the rule: its words are proposed as an example."""
    from django.utils import timezone

    from goodfaith.platform.events import run_events
    from goodfaith.quality.models import Case, Charge
    from goodfaith.quality.outcome import appealing
    from goodfaith.quality.outcome.notices import appeal
    from goodfaith.trust.viewing import viewer_of
    from quality.outcome.concluded import concluded, decided

    case = Case.objects.get(sale="B4")
    decided(case, staff["reviewer"])
    concluded(case, staff["reviewer"])
    run_events()
    charge = Charge.objects.get(case=case, rule="sale.promise")
    made = appeal(actor=staff["adviser"], charge=charge, text="客户先问的，我在复述", now=now)
    judge = viewer_of(staff["compliance"], timezone.localdate(now))
    appealing.uphold(viewer=judge, appeal=made, seen=1, reason="确是复述", code="harmless", now=now)
    run_events()
