"""Lists of charges, appeals and corrective actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.batch.report.words import titled
from goodfaith.conversations.rulebooks import current_rulebook, shown_rulebook
from goodfaith.conversations.shown.findings import titles
from goodfaith.conversations.shown.language import told
from goodfaith.conversations.units import unit_choices
from goodfaith.conversations.words import SEVERITIES as SEVERITY_WORDS
from goodfaith.platform.web.tables import Column, Filter, Table
from goodfaith.quality.models import Appeal, CorrectiveAction
from goodfaith.quality.models.outcomes import (
    AppealQuerySet,
    ChargeQuerySet,
    CorrectiveActionQuerySet,
)
from goodfaith.quality.outcome import words
from goodfaith.quality.outcome.filters import actions_asked, appeals_asked, charges_asked
from goodfaith.trust import ledger
from goodfaith.trust.viewing import Viewer


def charge_rows(viewer: Viewer, query: QueryDict) -> ChargeQuerySet:
    rows = charges_asked(viewer, query).annotate(edition=F("decision__judgement__edition_id"))
    return rows.select_related("adviser", "unit", "case__conversation")


def appeal_rows(viewer: Viewer, query: QueryDict) -> AppealQuerySet:
    related = ("charge__adviser", "charge__unit", "charge__case__conversation", "judge")
    edition = F("charge__decision__judgement__edition_id")
    return appeals_asked(viewer, query).annotate(edition=edition).select_related(*related)


def action_rows(viewer: Viewer, query: QueryDict) -> CorrectiveActionQuerySet:
    return actions_asked(viewer, query).select_related("owner", "case__conversation", "opened_by")


def rule_title(rule: str, edition: int) -> str:
    """What a rule is called in an edition; its id where it is not in it."""
    try:
        return told(titled(shown_rulebook(edition).rule(rule).title, rule))
    except KeyError:
        return rule


def case_name(case: Any) -> str:
    return case.sale or (case.conversation.external_id if case.conversation else str(case.pk))


def _record(viewer: Viewer, table: Table, query: QueryDict) -> None:
    filters = sorted(name for name in query if query[name])
    about = "quality.table", table.name
    ledger.record(viewer, "outcome.exported", about, timezone.now(), filters=filters)


def _units(viewer: Viewer) -> Sequence[tuple[str, Any]]:
    found = unit_choices(viewer, timezone.localdate())
    return [(str(unit.id), "\u3000" * unit.depth + unit.name) for unit in found]


def _rules(viewer: Viewer) -> Sequence[tuple[str, Any]]:
    rulebook = current_rulebook()
    return sorted(titles(rulebook).items(), key=lambda rule: rule[1]) if rulebook else []


_SEVERITIES = [(level, SEVERITY_WORDS[level]) for level in SEVERITIES]
_STATES = [(code, word) for code, word in words.CHARGES.items() if code]

CHARGES = Table(
    name="charges", label=_("Deductions"), order="-day", act="notices.read",
    export_act="notices.read", rows=charge_rows, exported=_record,
    href=lambda row: reverse("notice", args=[row.notice_id]),
    columns=(
        Column("day", pgettext_lazy("charge", "Day"), kind="day", sort="day", is_fixed=True,
               on_card="start"),
        Column("severity", _("Severity"), kind="severity", on_card="end",
               filter=Filter("severity", "choice", _SEVERITIES)),
        Column("rule", _("Rule"), lambda row: rule_title(row.rule, row.edition), on_card="line",
               filter=Filter("rule", "choice", _rules)),
        Column("adviser", _("Adviser"), "adviser.name", filter=Filter("adviser"),
               cell="quality/outcome/cells/adviser.html", on_card="start"),
        Column("unit", _("Team on the day"), "unit.name", filter=Filter("unit", "choice", _units),
               on_card="end"),
        Column("state", pgettext_lazy("charge", "State"), lambda row: row.get_ended_as_display(),
               filter=Filter("state", "choice", _STATES), on_card="start"),
        Column("points", _("Points"), kind="number", sort="points", on_card="named"),
        Column("case", _("Case"), lambda row: case_name(row.case), is_optional=True),
        Column("made_at", pgettext_lazy("charge", "Told"), kind="moment", is_optional=True),
        Column("ended_at", pgettext_lazy("charge", "Ended"), kind="moment", is_optional=True),
    ),
)  # fmt: skip

APPEALS = Table(
    name="appeals", label=_("Appeals"), order="answer_by", act="appeals.judge",
    export_act="appeals.judge", rows=appeal_rows, exported=_record,
    href=lambda row: reverse("appeal", args=[row.pk]),
    columns=(
        Column("answer_by", _("To be answered by"), kind="moment", sort="answer_by",
               is_fixed=True, cell="quality/outcome/cells/answer_by.html", on_card="start"),
        Column("rule", _("Rule"), lambda row: rule_title(row.charge.rule, row.edition),
               on_card="line",               filter=Filter("rule", "choice", _rules)),
        Column("adviser", _("Adviser"), "charge.adviser.name", filter=Filter("adviser"),
               on_card="start"),
        Column("unit", _("Team on the day"), "charge.unit.name",
               filter=Filter("unit", "choice", _units), on_card="end"),
        Column("stage", pgettext_lazy("appeal", "Answers"), lambda row: row.get_stage_display(),
               filter=Filter("stage", "choice", Appeal.Stage.choices)),
        Column("state", pgettext_lazy("appeal", "State"), lambda row: row.get_state_display(),
               cell="quality/outcome/cells/appeal.html", on_card="end"),
        Column("case", _("Case"), lambda row: case_name(row.charge.case)),
        Column("filed_at", pgettext_lazy("appeal", "Filed"), kind="moment", sort="filed_at"),
        Column("points", _("Points"), "charge.points", kind="number", is_optional=True),
    ),
)  # fmt: skip

ACTIONS = Table(
    name="corrective", label=_("Corrective actions"), order="due_on", act="corrective.read",
    export_act="corrective.read", rows=action_rows, exported=_record,
    href=lambda row: reverse("corrective_action", args=[row.pk]),
    columns=(
        Column("due_on", _("Due"), kind="day", sort="due_on", is_fixed=True,
               cell="quality/outcome/cells/due.html", on_card="start"),
        Column("kind", pgettext_lazy("corrective", "Kind"), lambda row: row.get_kind_display(),
               filter=Filter("kind", "choice", CorrectiveAction.Kind.choices), on_card="end"),
        Column("what", _("What is to be done"), on_card="line"),
        Column("owner", pgettext_lazy("corrective", "Who"), "owner.name", filter=Filter("owner"),
               sort="owner__name_key", on_card="start"),
        Column("state", pgettext_lazy("corrective", "State"),
               lambda row: row.get_state_display(), on_card="end"),
        Column("case", _("Case"), lambda row: case_name(row.case),
               filter=Filter("unit", "choice", _units)),
        Column("opened_at", pgettext_lazy("corrective", "Opened"), kind="moment",
               sort="opened_at", is_optional=True),
        Column("opened_by", pgettext_lazy("corrective", "Opened by"), "opened_by.name",
               is_optional=True),
    ),
)  # fmt: skip
TABLES = (CHARGES, APPEALS, ACTIONS)
