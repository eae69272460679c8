"""What stands of a rule in a case: the decision of the highest seat about what is found now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Exists, F, Func, JSONField, OuterRef, Q, Value

from goodfaith.analysis.fingerprint import hash_of_content
from goodfaith.quality.models import Decision, ReviewTask, Seat


def group_hash(group: Mapping[str, Any] | None) -> str:
    """Of what was found and quoted for a rule in a judgement; "" where it has no such group.

    Where in the conversation the words stand does not count, nor by which edition: a judgement
    that finds the same for the same reasons has the same hash.
    """
    if group is None:
        return ""
    found = sorted((_said(finding) for finding in group["findings"]), key=repr)
    return hash_of_content([group["rule"], group["verdict"], group["severity"], found])


def standing(case_ids: Iterable[int]) -> dict[int, dict[str, Decision]]:
    """By case and rule, in one query; what was decided on earlier evidence is not among them.

    Cases without such a decision are left out. What the second of two blind readers says counts
    when they have finished.
    """
    found: dict[int, dict[str, Decision]] = {}
    for decision in decided(case_ids):
        if is_current(decision):
            found.setdefault(decision.case_id, {})[decision.rule] = decision
    return found


def decided(case_ids: Iterable[int], seat: Seat | None = None) -> Iterator[Decision]:
    """All that has not ended, the lowest seat first; each with the `current_group`.

    Of one `seat`, or of all but that of a second reading that goes on.
    """
    blind = ReviewTask.objects.filter(
        case=OuterRef("case"), seat=Seat.SECOND, state__in=("waiting", "held")
    )
    rows = Decision.objects.filter(case__in=[*case_ids], ended_at=None)
    told = Q(seat=seat) if seat is not None else ~Q(seat=Seat.SECOND) | ~Exists(blind)
    rows = rows.filter(told).annotate(current_group=_CURRENT).select_related("by")
    return iter(rows.order_by("case", "seat", "pk"))


def is_current(decision: Decision) -> bool:
    """Whether `decision`, of `decided`, is about what is found now."""
    return decision.group == group_hash(vars(decision)["current_group"])


_CURRENT = Func(
    F("case__judgement__findings"),
    Value("$[*] ? (@.rule == $rule)"),
    Func(Value("rule"), F("rule"), function="jsonb_build_object", output_field=JSONField()),
    template="jsonb_path_query_first(%(expressions)s)",
    arg_joiner=", ",
    output_field=JSONField(),
)
"""The group of the decision's rule in the case's judgement as it is now."""


def _said(finding: Mapping[str, Any]) -> list[object]:
    quoted = (finding.get("evidence") or (), ("conversation", "role", "text"))
    because = (finding.get("because") or (), ("code", "part", "missing"))
    facts = (finding.get("facts") or (), ("name", "value"))
    parts = [[[one.get(name, "") for name in names] for one in rows] for rows, names in
             (quoted, because, facts)]  # fmt: skip
    named = [finding.get(name, "") for name in ("scope", "conversation", "verdict", "severity")]
    return [*named, *parts]


__all__ = ["decided", "group_hash", "is_current", "standing"]
