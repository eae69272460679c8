"""What every page is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext

from goodfaith.platform.web.navigation import groups
from goodfaith.platform.web.preferences import theme_of

SHEETS = tuple(
    f"platform/css/{name}.css"
    for name in ("tokens", "base", "shell", "components", "forms", "tables")
)


class Link(msgspec.Struct, frozen=True):
    label: str
    url: str
    icon: str


class Person(msgspec.Struct, frozen=True):
    """Who is signed in, as their menu shows them."""

    name: str
    number: str
    roles: str
    links: tuple[Link, ...]

    @property
    def initial(self) -> str:
        return (self.name or self.number or "·")[0].upper()


def shell(request: HttpRequest) -> dict[str, Any]:
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "navigation": groups(viewer, request.path) if viewer else (),
        "person": _person(request, viewer) if viewer else None,
        "languages": settings.LANGUAGES,
        "LANGUAGE_CODE": get_language(),
        "theme": theme_of(request),
        "sheets": SHEETS,
    }


def _person(request: HttpRequest, viewer: Any) -> Person:
    roles = gettext(", ").join(sorted(str(getattr(r, "label", r)) for r in viewer.roles))
    name = getattr(request.user, "name", "")
    return Person(name, viewer.number, roles, tuple(_links()))


def _links() -> Iterator[Link]:
    """The account pages that are installed."""
    for label, names, icon in (
        (gettext("My account"), ("trust:account", "account"), "person"),
        (gettext("Second factor"), ("mfa_index",), "lock"),
        (gettext("Change password"), ("account_change_password",), "key"),
        (gettext("Exports by e-mail"), ("scheduled_exports",), "mail"),
    ):
        for name in names:
            try:
                yield Link(label, reverse(name), icon)
                break
            except NoReverseMatch:
                continue
