"""Imports in several states, facts of a few kinds, the shipped rulebook that reads them."""

from __future__ import annotations

from typing import Any

POLICIES = """保单号,投保人客户号,产品代码,首期保费（元）,保单状态,承保日,签收日,备注
P2026{n:04},K{n:03},X1,"{premium},000.00",有效,2026年3月8日,2026-03-12,无
"""


def seed(staff: dict[str, Any]) -> None:
    from django.utils import timezone

    from goodfaith.platform.events import run_events
    from goodfaith.policies.imports import (
        Column,
        add_bytes,
        begin_import,
        complete_import,
        confirm_import,
        map_columns,
    )
    from goodfaith.policies.models import FactImport
    from goodfaith.policies.readiness.counting import count_again
    from goodfaith.quality.shipped import publish_shipped_rulebook

    who, now = staff["operations"], timezone.now()
    publish_shipped_rulebook(now=now)

    def handed_in(name: str, kind: str, text: str) -> FactImport:
        data = text.encode()
        made = begin_import(
            name=name, size=len(data), kind=kind, source="core", actor=who, now=now
        )  # fmt: skip
        add_bytes(made, offset=0, piece=data)
        complete_import(made, actor=who, now=now)
        run_events(raising=False)
        return FactImport.objects.get(pk=made.pk)

    def compared(of: FactImport) -> FactImport:
        columns = [Column(**column) for column in of.mapping]
        map_columns(of, columns=columns, actor=who, now=now)
        run_events(raising=False)
        return FactImport.objects.get(pk=of.pk)

    def taken_in(of: FactImport) -> None:
        confirm_import(compared(of), actor=who, now=timezone.now())
        run_events(raising=False)

    head, row = POLICIES.strip().split("\n")
    rows = [row.format(n=n, premium=5 + n % 9) for n in range(60)]
    taken_in(handed_in("保单_三月.csv", "policy", "\n".join([head, *rows])))
    people = "客户号,姓名,电话,地区,服务人员工号\n" + "\n".join(
        f"K{n:03},张{'晓梅建国小红'[n % 5 : n % 5 + 2]},138123456{n:02},上海,2000"
        for n in range(60)
    )
    taken_in(handed_in("客户.csv", "customer", people))
    changed = [line.replace("有效", "失效") if n % 7 == 0 else line for n, line in enumerate(rows)]
    wrong = ["P20269999,K001,X1,很多,睡着了,昨天,2026-03-12,无"] * 3
    new = [row.format(n=n, premium=9) for n in range(70, 74)]
    compared(handed_in("保单_四月.csv", "policy", "\n".join([head, *changed, *new, *wrong])))
    handed_in("回访.csv", "callback", "回访流水号,保单号,回访时间,是否接通,问一\nB1,P20260001,"
                                      "2026-03-15 10:00,是,是\n")  # fmt: skip
    count_again(timezone.now())
