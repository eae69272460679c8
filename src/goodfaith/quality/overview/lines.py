"""Rows of the overview's tables: a part of the whole, its numbers, the list behind each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.conversations.words import CHANNELS
from goodfaith.quality.cases.words import channels, product_types
from goodfaith.quality.models import Tally
from goodfaith.quality.overview.figures import Figures
from goodfaith.quality.overview.filters import Scope


class Line(msgspec.Struct, frozen=True):
    """`scope` None: no list is narrowed so far, the numbers stand alone. `opens` leads deeper."""

    label: str
    figures: Figures
    scope: Scope | None
    opens: str = ""

    @property
    def is_of_cases(self) -> bool:
        return self.scope is None or self.scope.of == Tally.Of.CASE

    @property
    def all_href(self) -> str:
        return self._list()

    @property
    def hit_href(self) -> str:
        return (
            self._list(severity="violated") if self.is_of_cases else self._list(review="violated")
        )

    @property
    def doubtful_href(self) -> str:
        name = "severity" if self.is_of_cases else "review"
        return self._list(**{name: "undecidable"})

    @property
    def upheld_href(self) -> str:
        return self._list(decided="confirmed")

    @property
    def undecided_href(self) -> str:
        return self._list(decided="open")

    @property
    def reviewed_href(self) -> str:
        if self.scope and not self.is_of_cases:
            return self.scope.covered(stage="reviewed")
        return self._list(conclusion="reviewed")

    @property
    def severities(self) -> list[tuple[str, int, str]]:
        """Each severity with how many have it as their gravest, and where those are."""
        return [(s, getattr(self.figures, s), self._list(severity=s)) for s in SEVERITIES]

    def covered(self, stage: str) -> str:
        return self.scope.covered(stage=stage) if self.scope else ""

    @property
    def received_href(self) -> str:
        return self.covered("")

    @property
    def read_rate(self) -> float | None:
        return self.figures.share("read")

    @property
    def read_href(self) -> str:
        return self.covered("read")

    @property
    def judged_href(self) -> str:
        return self.covered("judged")

    @property
    def unread(self) -> int:
        return self.figures.total - self.figures.read

    @property
    def unread_href(self) -> str:
        return self.covered("unread")

    def _list(self, **more: Any) -> str:
        if self.scope is None:
            return ""
        return self.scope.cases(**more) if self.is_of_cases else self.scope.talks(**more)


class RuleLists(msgspec.Struct, frozen=True):
    """Where the numbers of one rule lead: of cases, or of conversations."""

    rule: str
    scope: Scope

    @property
    def violated_href(self) -> str:
        return self._list(rule=self.rule)

    @property
    def undecidable_href(self) -> str:
        return self._list(doubt=self.rule)

    @property
    def confirmed_href(self) -> str:
        return self._list(rule=self.rule, decided="confirmed")

    @property
    def dismissed_href(self) -> str:
        return self._list(rule=self.rule, decided="dismissed")

    @property
    def open_href(self) -> str:
        return self._list(rule=self.rule, decided="open")

    @property
    def missed_href(self) -> str:
        return self._list(rule=self.rule, decided="missed")

    def _list(self, **more: Any) -> str:
        of_cases = self.scope.of == Tally.Of.CASE
        return self.scope.cases(**more) if of_cases else self.scope.talks(**more)


def channel_lines(found: Mapping[str, Figures], scope: Scope) -> list[Line]:
    """The busiest first; what has no channel cannot be asked for."""
    words = CHANNELS if scope.of == Tally.Of.TALK else channels()
    return _lines(found, words, scope, "channel", _("Channel unknown"))


def product_lines(found: Mapping[str, Figures], scope: Scope) -> list[Line]:
    return _lines(found, product_types(), scope, "product", _("Product unknown"))


def unit_lines(
    found: Mapping[int, Figures], own: Figures, names: Mapping[int, str], scope: Scope
) -> list[Line]:
    """Units by name, then what belongs to none of them."""
    rows = [
        Line(names.get(id, str(id)), figures, msgspec.structs.replace(scope, unit=id),
             f"?{scope.query(unit=id)}")
        for id, figures in found.items()
    ]  # fmt: skip
    rows.sort(key=lambda row: row.label)
    if own.total and (found or scope.unit is None):
        rows.append(Line(_("Directly here") if scope.unit else _("In no unit"), own, None))
    return rows


def _lines(
    found: Mapping[str, Figures], words: Mapping[str, Any], scope: Scope, name: str, unknown: str
) -> list[Line]:
    ordered = sorted(found.items(), key=lambda pair: -pair[1].total)
    return [
        Line(
            str(words.get(code, code)) if code else unknown,
            figures,
            msgspec.structs.replace(scope, **{name: code}) if code else None,
            f"?{scope.query(**{name: code})}" if code else "",
        )
        for code, figures in ordered
    ]
