"""What the insurer has settled, read once for a batch of cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from goodfaith.quality.cases.due import Due, Until
from goodfaith.quality.cases.scoring import Card, Dated, lines_of, template_for
from goodfaith.quality.models import DuePolicy, ScorecardTemplate

_UNTIL: Mapping[str, Until] = {"issue": "issue", "cooling_off": "cooling_off"}


class Settled(msgspec.Struct, frozen=True):
    """Due policies by channel, and every template."""

    due: Mapping[str, Due]
    templates: tuple[Dated, ...]

    def due_of(self, channel: str) -> Due:
        """Of a channel nobody has settled it is that of all others, else ours."""
        return self.due.get(channel) or self.due.get("") or Due()

    def template(self, product_type: str, channel: str, day: date) -> Dated | None:
        return template_for(self.templates, product_type, channel, day)


def settled() -> Settled:
    """As of now."""
    rows = DuePolicy.objects.values_list("channel", "until", "days", "warn_days")
    due = {channel: Due(_UNTIL[until], days, warn) for channel, until, days, warn in rows}
    return Settled(due, tuple(dated(one) for one in ScorecardTemplate.objects.all()))


def dated(row: ScorecardTemplate) -> Dated:
    """A template's row as it scores."""
    card = Card(lines_of(row.lines), row.full_score, row.pass_score)
    return Dated(row.pk, row.number, row.product_type, row.channel, row.in_force_from, card)
