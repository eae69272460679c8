"""A case as programs are told of it: what is found by rule and where, nobody's words."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.conversations.models import Conversation
from goodfaith.quality.cases.tables import customer_of
from goodfaith.quality.models import Case, Decision, Judgement
from goodfaith.quality.review.seats import Sitting
from goodfaith.quality.review.standing import decided, is_current
from goodfaith.trust.viewing import Viewer

_OPEN = (
    "id kind sale applications policies product product_type channel day signed_on opened_at"
    " due_at deadline_on score vetoed violated undecidable conversation_count revision"
).split()
_CONCLUDED = ("state", "conclusion", "concluded_at")
_QUOTED = ("conversation", "utterance", "start", "end")
_SAID = "id rule seat machine severity verdict reason comment evidence at".split()


def case_told(case: Case, *, is_blind: bool = False) -> dict[str, Any]:
    """A case as lists have it; `is_blind`: without how it stands and who concluded."""
    names = _OPEN if is_blind else (*_OPEN, *_CONCLUDED)
    told = {name: getattr(case, name) for name in names} | {
        "conversation": case.conversation.external_id if case.conversation else None,
        "customer": customer_of(case),
        "adviser": case.adviser_number,
        "unit": case.unit.code if case.unit else None,
        "worst": None if case.worst is None else SEVERITIES[case.worst],
    }
    by = case.concluded_by.number if case.concluded_by else None
    return told if is_blind else told | {"concluded_by": by}


def found_told(viewer: Viewer, case: Case, sitting: Sitting) -> dict[str, Any]:
    """`judgement` is None before it has been judged; `findings` by rule, the gravest first.

    `missed` are decisions about what was not found. What rests on conversations that the viewer
    may not see is counted as `hidden`.
    """
    seat = sitting.seat if sitting.is_blind else None
    said = [row for row in decided([case.pk], seat) if is_current(row)]
    stands = {row.rule: row for row in said}
    judgement = case.judgement
    if judgement is None:
        return {"judgement": None, "findings": [], "missed": []}
    seen = _seen(viewer, judgement)
    return {
        "judgement": {
            "id": judgement.pk, "number": judgement.number, "as_of": judgement.as_of,
            "scorecard": judgement.scorecard, "passed": judgement.passed,
        },
        "findings": [_group(one, seen, stands.get(one["rule"])) for one in judgement.findings],
        "missed": [_decision(row) for rule, row in stands.items() if not row.machine],
    }  # fmt: skip


def _seen(viewer: Viewer, judgement: Judgement) -> Set[str]:
    """The conversations of a judgement that `viewer` may see, by their sources' ids."""
    ids = [source["conversation"] for source in judgement.sources if source["conversation"]]
    rows = Conversation.objects.visible_to(viewer).filter(pk__in=ids)
    return set(rows.values_list("external_id", flat=True))


def _group(group: Mapping[str, Any], seen: Set[str], said: Decision | None) -> dict[str, Any]:
    quoted = [one for finding in group["findings"] for one in finding.get("evidence") or ()]
    places = {tuple(one[name] for name in _QUOTED) for one in quoted if one["conversation"] in seen}
    why = {
        one["code"] for f in group["findings"] for one in f.get("because") or () if "code" in one
    }
    return {
        "rule": group["rule"],
        "family": group["family"],
        "verdict": group["verdict"],
        "severity": group["severity"],
        "about_sale": any(finding["scope"] == "sale" for finding in group["findings"]),
        "evidence": [dict(zip(_QUOTED, place, strict=True)) for place in sorted(places)],
        "because": sorted(why),
        "hidden": len({one["conversation"] for one in quoted} - seen),
        "decision": _decision(said) if said else None,
    }


def _decision(row: Decision) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SAID} | {"by": row.by.number}
