"""Codes of rules and of their differences, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.conversations.shown.language import told

register = template.Library()

_SCOPES = {
    "conversation": _("a conversation"),
    "sale": _("a sale"),
    "customer": _("a customer"),
}
_VERDICTS = {
    "violated": _("violated"),
    "passed": pgettext_lazy("verdict", "passed"),
    "undecidable": _("undecidable"),
    "not_applicable": _("does not apply"),
    "known_miss": _("known to be missed"),
    "invalid": _("not an example"),
}
_HOW = {
    "added": pgettext_lazy("rule", "added"),
    "removed": pgettext_lazy("rule", "removed"),
    "changed": pgettext_lazy("rule", "changed"),
    "examples": _("other examples"),
}
_MEMBERS = {
    "title": _("title"),
    "family": _("family"),
    "category": _("category"),
    "severity": _("severity"),
    "deducts": _("points it costs"),
    "veto": _("fails the scorecard"),
    "scope": _("what it judges"),
    "when": _("applies when"),
    "violated": _("violated when"),
    "severity_when": _("another severity when"),
    "basis": _("articles"),
    "instead": _("what would be right"),
    "in_force": _("in force"),
    "note": _("note"),
    "point": _("point"),
    "any": _("phrases"),
    "near": _("words near each other"),
    "sounds": _("what sounds like it"),
    "by": _("who says it"),
    "unless": _("unless it is"),
    "except": _("but not"),
    "unless_said": _("unless also said"),
    "unless_in_clause": _("unless in the same clause"),
    "in_reply_to": _("in reply to"),
    "number": _("number"),
    "words": _("word lists"),
    "examples.violated": _("examples that violate it"),
    "examples.passed": _("examples that pass"),
    "examples.undecidable": _("undecidable examples"),
    "examples.not_applicable": _("examples it does not apply to"),
    "examples.known_miss": _("examples known to be missed"),
}


def _said_by(words: Mapping[str, Any]) -> Callable[[str], Any]:
    return lambda code: words.get(code, code)


register.filter("scope_word", _said_by(_SCOPES))
register.filter("example_word", _said_by(_VERDICTS))
register.filter("how_word", _said_by(_HOW))
register.filter("member_word", _said_by(_MEMBERS))


@register.simple_tag
def bilingual(text: Mapping[str, str], otherwise: str = "") -> str:
    """A text of a rule in the language of the page."""
    return told(text, otherwise)
