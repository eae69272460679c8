"""The list of customers, private data covered as the viewer's role asks."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from goodfaith.customers.models import Customer
from goodfaith.platform.web.tables import Column, Filter, Table
from goodfaith.trust import ledger
from goodfaith.trust.display import clear_kinds, displayed_name, displayed_reference, mask_alone
from goodfaith.trust.viewing import Viewer


def customer_rows(viewer: Viewer, query: QueryDict) -> QuerySet[Customer]:
    """Visible customers by `q` (id, or how the name begins), `adviser`, `care` and `region`.

    Names and phones are looked for only by those who see them: an answer tells what is asked.
    """
    rows = Customer.objects.visible_to(viewer)
    if text := query.get("q", "").strip():
        named = Q(name__istartswith=text) if _clear(viewer, "name", own=False) else Q()
        own = Q(name__istartswith=text, adviser_number=viewer.number)
        wanted = Q(external_id__istartswith=text) | named if named else Q(external_id=text)
        rows = rows.filter(wanted | own if _clear(viewer, "name", own=True) else wanted)
    if adviser := query.get("adviser", "").strip():
        rows = rows.filter(adviser_number=adviser)
    if region := query.get("region", "").strip():
        rows = rows.filter(region__icontains=region)
    if query.get("care") == "yes":
        rows = rows.filter(vulnerable=True)
    return rows.annotate(
        clear_name=_seen(viewer, "name"),
        clear_phone=_seen(viewer, "phone"),
    )


def _clear(viewer: Viewer, kind: str, *, own: bool) -> bool:
    return kind in clear_kinds(viewer, own=own)


def _seen(viewer: Viewer, kind: str) -> Case:
    return Case(
        When(adviser_number=viewer.number, then=Value(_clear(viewer, kind, own=True))),
        default=Value(_clear(viewer, kind, own=False)),
        output_field=BooleanField(),
    )


def _name(row: Any) -> str:
    return displayed_name(row.name, {"name"} if row.clear_name else ())


def _phone(row: Any) -> str:
    return row.phone if row.clear_phone else mask_alone(row.phone)


def _reference(row: Any) -> str:
    return displayed_reference(row.external_id, clear=False)


def _care(row: Any) -> str:
    return gettext("needs special care") if row.vulnerable else ""


def _consent(row: Any) -> str:
    if row.marketing_consent is None:
        return ""
    return gettext("yes") if row.marketing_consent else gettext("no")


def _exported(viewer: Viewer, table: Table, query: QueryDict) -> None:
    asked = sorted(name for name in query if query[name])
    ledger.record(viewer, "table.exported", ("table", table.name), timezone.now(), filters=asked)


CUSTOMERS = Table(
    name="customers", label=_("Customers"), order="reference", act="customers.read",
    export_act="conversations.export", rows=customer_rows, exported=_exported,
    columns=(
        Column("reference", _("Customer"), value=_reference, sort="external_id", is_fixed=True,
               filter=Filter("q")),
        Column("name", pgettext_lazy("person", "Name"), value=_name),
        Column("phone", _("Phone"), value=_phone),
        Column("adviser", _("Adviser"), value="adviser_number", filter=Filter("adviser")),
        Column("region", _("Region"), filter=Filter("region")),
        Column("care", _("Care"), value=_care,
               filter=Filter("care", "choice", (("yes", _("needs special care")),))),
        Column("consent", _("Agreed to marketing"), value=_consent, is_optional=True),
        Column("known", _("Last heard of"), value="known_at", kind="moment"),
    ),
)  # fmt: skip

TABLES = (CUSTOMERS,)
