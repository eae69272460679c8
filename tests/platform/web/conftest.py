from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

# What needs Django's models is imported where it is used: this file is read before they are ready.


def colleagues() -> Any:
    """A table of people, of which one never shows."""
    from goodfaith.platform.web.tables import Column, Filter, Table
    from goodfaith.trust.models import Staff

    def rows(viewer: Any, query: Any) -> Any:
        visible = Staff.objects.exclude(name="隐藏")
        return visible.filter(name__contains=query["name"]) if query.get("name") else visible

    return Table(
        name="test_staff",
        label="Colleagues",
        columns=(
            Column("number", "Number", sort="number", is_fixed=True),
            Column("name", "Name", sort="name", filter=Filter("name")),
            Column("joined", "Joined", value="joined_on", kind="day", sort="joined_on"),
            Column("email", "E-mail", is_optional=True),
        ),
        rows=rows,
        order="number",
        act="organisation.read",
        export_act="organisation.change",
        href=lambda row: f"/people/{row.pk}/",
        page_size=3,
        count_limit=5,
    )


@pytest.fixture
def staff_table(monkeypatch: pytest.MonkeyPatch) -> Any:
    from goodfaith.platform.web.tables import table as tables

    found = colleagues()
    room = SimpleNamespace(TABLES=(found,))
    monkeypatch.setattr(tables, "furniture", lambda name: iter([("test", room)]))
    return found


@pytest.fixture
def signed_in() -> Callable[..., Any]:
    """A browser of somebody with `roles` at the top of the organisation; `client.staff` is who."""
    from django.test import Client

    from goodfaith.trust.models import Assignment, Level, Staff, Unit

    def sign_in(*roles: Any, number: str = "9000", **values: Any) -> Any:
        level, _ = Level.objects.get_or_create(order=1, defaults={"name": "总公司"})
        unit, _ = Unit.objects.get_or_create(code="HQ", defaults={"name": "总", "level": level})
        staff = Staff.objects.create_user(number, name="经办", **values)
        during = (date(2020, 1, 1), None)
        for role in roles:
            Assignment.objects.create(staff=staff, role=role, unit=unit, during=during)
        client: Any = Client()
        client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
        client.staff = staff
        return client

    return sign_in
