"""A tree below the top, people in it, roles, licences, a token, sessions."""

from __future__ import annotations

from datetime import date
from typing import Any


def seed(staff: dict[str, Any]) -> None:
    from django.utils import timezone

    from goodfaith.trust.ledger import SYSTEM
    from goodfaith.trust.models import SignIn
    from goodfaith.trust.organisation_plan import (
        AssignmentPlan,
        LevelPlan,
        LicencePlan,
        OrganisationPlan,
        PlacementPlan,
        PositionPlan,
        StaffPlan,
        UnitPlan,
    )
    from goodfaith.trust.services.establishing import establish_organisation
    from goodfaith.trust.services.tokens import create_token

    first, moved, now = date(2024, 1, 1), date(2026, 3, 1), timezone.now()
    units = {
        "SH": ("上海分公司", 2, "HQ", "own"),
        "SH-PD": ("浦东职场", 3, "SH", "own"),
        "SH-PD-1": ("浦东一队", 4, "SH-PD", "own"),
        "SH-PD-2": ("浦东二队", 4, "SH-PD", "own"),
        **{f"SH-PD-{n}": (f"浦东{n}队", 4, "SH-PD", "own") for n in range(3, 10)},
        "SH-OUT": ("徐汇外包职场", 3, "SH", "outsourced"),
        "SC": ("四川分公司", 2, "HQ", "own"),
        "SC-BANK": ("成都高新支行（合作银行）", 3, "SC", "bank"),
    }
    names = ["张晓梅", "李强", "欧阳静", "王建国", "赵雪", "陈思远", "刘芳", "周敏", "吴昊", "郑丽"]
    people = {f"20{n:02}": name for n, name in enumerate(names)}
    at = dict(zip(people, ["SH-PD-1", "SH-PD-2", "SH-OUT", "SC-BANK"] * 3, strict=False))
    plan = OrganisationPlan(
        levels=(
            LevelPlan(1, "总公司", "Head office"), LevelPlan(2, "分公司", "Branch"),
            LevelPlan(3, "职场", "Site"), LevelPlan(4, "团队", "Team"),
        ),
        units=tuple(UnitPlan(c, name, lv, kind) for c, (name, lv, _, kind) in units.items()),  # type: ignore[arg-type]
        positions=(
            PositionPlan("HQ", None, first),
            *(PositionPlan(code, parent, first) for code, (_, _, parent, _) in units.items()),
        ),
        staff=tuple(StaffPlan(number, name) for number, name in people.items()),
        placements=(
            *(PlacementPlan(n, u, first) for n, u in at.items() if n != "2000"),
            PlacementPlan("2000", "SH-PD-2", first, moved), PlacementPlan("2000", "SH-PD-1", moved),
            *(PlacementPlan(f"1{n:03}", "HQ", first) for n in range(7)),
        ),
        assignments=(
            *(AssignmentPlan(n, "adviser", u, first) for n, u in at.items()),
            AssignmentPlan("2001", "manager", "SH-PD-2", first),
        ),
        licences=(
            LicencePlan("2000", "registration", first, number="02000131000080002024000001"),
            LicencePlan("2000", "grade", first, grade=2),
        ),
    )  # fmt: skip
    establish_organisation(plan=plan, actor=SYSTEM, now=now)
    create_token(
        actor=SYSTEM, staff=staff["operations"], name="夜间导入", now=now,
        scopes=["conversations.receive"], expires_at=now.replace(year=now.year + 1),
    )  # fmt: skip
    for n, agent in enumerate(("Chrome · Windows", "WeChat · Android")):
        SignIn.objects.create(
            staff=staff["administrator"], session_key=f"seed{n}", agent=agent, begun_at=now,
            seen_at=now, address="127.0.0.1",
        )  # fmt: skip
