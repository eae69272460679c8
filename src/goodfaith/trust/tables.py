"""The room's tables: people, tokens, the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.tables import Column, Filter, Table
from goodfaith.platform.web.tags.text import listed
from goodfaith.trust import ledger as writing
from goodfaith.trust.entries import filter_entries
from goodfaith.trust.forms.acting import indented
from goodfaith.trust.ledger_words import kinds_in_words, words_of_acts
from goodfaith.trust.models import ApiToken, Assignment, LedgerEntry, Placement, Staff
from goodfaith.trust.queries import organisation
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer
from goodfaith.trust.visibility import (
    ledger_visible_to,
    people_visible_to,
    tokens_visible_to,
    units_visible_to,
)


def people_rows(viewer: Viewer, query: QueryDict) -> QuerySet[Staff]:
    """Visible people by `q` (name or number), `unit` with all below, `role` and `state`."""
    day = timezone.localdate()
    rows, tree = people_visible_to(viewer, day), organisation().on(day)
    placed = Placement.objects.filter(staff=OuterRef("pk"), during__contains=day)
    held = Assignment.objects.filter(staff=OuterRef("pk"), during__contains=day)
    if text := query.get("q", "").strip():
        rows = rows.filter(Q(name__icontains=text) | Q(number__istartswith=text))
    if unit := query.get("unit", ""):
        seen = id_in(unit) in units_visible_to(viewer, tree)
        part = tree.subtree(id_in(unit)) if seen else ()
        rows = rows.filter(Exists(placed.filter(unit__in=part)))
    if (role := query.get("role", "")) in Role.values:
        rows = rows.filter(Exists(held.filter(role=role)))
    return rows.filter(is_active=query.get("state") != "closed").annotate(
        unit_name=Subquery(placed.values("unit__name")[:1]),
        held_roles=ArraySubquery(held.order_by("role").values("role").distinct()),
    )


def token_rows(viewer: Viewer, query: QueryDict) -> QuerySet[ApiToken]:
    """Visible tokens: living ones, or with `state=all` also those that are worth nothing now."""
    now = timezone.now()
    rows = tokens_visible_to(viewer, timezone.localdate(now)).select_related("staff")
    return rows if query.get("state") == "all" else rows.filter(revoked_at=None, expires_at__gt=now)


def ledger_rows(viewer: Viewer, query: QueryDict) -> QuerySet[LedgerEntry]:
    """Visible entries by `who`, `act`, `object`, `from_on` and `to_on`, with the actor's name."""
    rows = filter_entries(ledger_visible_to(viewer, timezone.localdate()), query)
    actor = Cast(OuterRef("actor_id"), BigIntegerField())
    staff = Staff.objects.filter(pk=actor).values(called=Concat("name", Value(" "), "number"))
    token = ApiToken.objects.filter(pk=actor).values("name")
    return rows.annotate(
        actor=Case(
            When(actor_kind="staff", then=Subquery(staff)),
            When(actor_kind="token", then=Subquery(token)),
            default=F("actor_kind"), output_field=CharField(),
        )
    )  # fmt: skip


def _units(viewer: Viewer) -> Sequence[tuple[str, Any]]:
    tree = organisation().on(timezone.localdate())
    seen = indented(tree, units_visible_to(viewer, tree))
    return [(str(id), name) for id, name in seen]


def _roles(staff: Any) -> str:
    return listed(Role(role).label for role in staff.held_roles)


def _acts(viewer: Viewer) -> Sequence[tuple[str, Any]]:
    return sorted(words_of_acts().items(), key=lambda pair: pair[1])


def _kinds(viewer: Viewer) -> Sequence[tuple[str, Any]]:
    return kinds_in_words()


def _details(entry: LedgerEntry) -> str:
    told = ((name, value) for name, value in entry.details.items() if value not in (None, []))
    return " · ".join(f"{name} {_listed(value)}" for name, value in told)


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _actor(entry: Any) -> str:
    return gettext("the system") if entry.actor_kind == "system" else entry.actor or entry.actor_id


def _exported(viewer: Viewer, table: Table, query: QueryDict) -> None:
    """That something was taken out is an entry of its own."""
    asked = sorted(name for name in query if query[name])
    writing.record(viewer, "table.exported", ("table", table.name), timezone.now(), filters=asked)


PEOPLE = Table(
    name="people", label=_("People"), order="name", act="people.read", export_act="people.read",
    rows=people_rows, href=lambda row: reverse("trust:person", args=[row.pk]), exported=_exported,
    columns=(
        Column("name", pgettext_lazy("person", "Name"), sort="name_key", is_fixed=True,
               cell="trust/cells/person.html", export=lambda row: row.name, filter=Filter("q"),
               on_card="start"),
        Column("number", _("Staff number"), sort="number", on_card="end"),
        Column("unit", _("Unit"), value="unit_name", filter=Filter("unit", "choice", _units),
               on_card="start"),
        Column("roles", _("Roles"), value=_roles,
               filter=Filter("role", "choice", Role.choices), on_card="end"),
        Column("joined", _("Joined"), value="joined_on", kind="day", is_optional=True),
        Column("seen", _("Last signed in"), value="last_login", kind="moment", is_optional=True),
    ),
)  # fmt: skip

TOKENS = Table(
    name="tokens", label=_("Tokens"), order="-created", act="tokens.read", rows=token_rows,
    href=lambda row: reverse("trust:person", args=[row.staff_id]),
    columns=(
        Column("name", _("What it is for"), is_fixed=True),
        Column("staff", _("Acts for"), value="staff.name"),
        Column("scopes", _("It may"), value=lambda row: ", ".join(row.scopes)),
        Column("created", _("Created"), value="created_at", kind="moment", sort="id"),
        Column("expires", _("Until"), value="expires_at", kind="moment"),
        Column("used", _("Last used"), value="last_used_at", kind="moment"),
        Column("revoked", _("Revoked"), value="revoked_at", kind="moment", is_optional=True),
    ),
)  # fmt: skip

LEDGER = Table(
    name="ledger", label=_("Ledger"), order="-at", act="ledger.read", export_act="ledger.export",
    rows=ledger_rows, exported=_exported, page_size=100,
    columns=(
        Column("at", _("When"), kind="moment", sort="id", is_fixed=True, on_card="start"),
        Column("who", _("Who"), value=_actor, filter=Filter("who"), on_card="end"),
        Column("act", _("Act"), value=lambda row: words_of_acts().get(row.act, row.act),
               export=lambda row: row.act, filter=Filter("act", "choice", _acts), on_card="line"),
        Column("object", _("Object"), value=lambda row: f"{row.object_kind} {row.object_id}",
               filter=Filter("object", "choice", _kinds), on_card="line"),
        Column("details", _("Details"), value=_details, on_card="line"),
    ),
)  # fmt: skip

TABLES = (PEOPLE, TOKENS, LEDGER)
