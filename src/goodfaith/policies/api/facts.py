"""Business facts from other systems."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Schema
from pydantic import Field

from goodfaith.analysis.facts import Fact
from goodfaith.analysis.facts.reader import read_fact
from goodfaith.analysis.problems import describe
from goodfaith.analysis.readers.report import Report
from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Problem, creating
from goodfaith.policies.api.routes import router
from goodfaith.policies.queries import fact_told
from goodfaith.policies.services import receive_facts
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import answer

MOST_FACTS = 10_000
_FACT = {
    "type": "object",
    "description": "as in docs/facts.schema.json",
    "required": ["kind", "id"],
}
_SCHEMA = {"type": "array", "minItems": 1, "maxItems": MOST_FACTS, "items": _FACT}
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": _SCHEMA}}}}


class Asked(Schema):
    """`source` is the system that they come from, `known_at` when it knew them; now by default."""

    source: str = Field("api", pattern=r"^[A-Za-z0-9_.-]{1,40}$")
    known_at: datetime | None = None


@router.post(
    "/facts",
    auth=acting("conversations.receive"),
    summary="Hand in business facts",
    response={202: Any},
    openapi_extra=_BODY,
)
@creating
def receive(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """A list of facts, each as a line of facts.jsonl.

    The same `kind` and `id` is the same fact. Conversations they bear on are judged again. If one
    is not valid none is taken.
    """
    now = timezone.now()
    facts = _facts(request)
    viewer = caller(request)
    moment = asked.known_at or now
    if moment.tzinfo is None:
        moment = timezone.make_aware(moment)
    kept = receive_facts(facts, source=asked.source, known_at=moment, actor=viewer, now=now)
    encoded = msgspec.json.encode(kept)
    return HttpResponse(encoded, status=202, content_type="application/json")


class Then(Schema):
    """`known_at` asks for what was known at a moment; now by default."""

    known_at: datetime | None = None


@router.get(
    "/facts/{kind}/{key}",
    auth=acting("facts.read"),
    summary="What is known of one thing",
    response=Any,
)
def get_fact(request: HttpRequest, kind: str, key: str, then: Query[Then]) -> HttpResponse:
    """Its values by attribute with private data covered, since when, and what was said before."""
    found = fact_told(caller(request), kind, key, _aware(then.known_at))
    if found is None:
        raise Http404
    return answer(found)


def _aware(moment: datetime | None) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        return timezone.make_aware(moment)
    return moment


def _facts(request: HttpRequest) -> list[Fact]:
    try:
        records = msgspec.json.decode(request.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem(400, "unreadable", "The body cannot be read.") from None
    if not isinstance(records, list) or not 1 <= len(records) <= MOST_FACTS:
        error = {"place": "body", "code": "too_many", "expected": f"a list of 1 to {MOST_FACTS:,}"}
        raise Problem(422, "invalid", errors=[error])
    facts, errors = [], []
    for index, record in enumerate(records):
        report = Report("body")
        fact = _fact(record, report)
        errors += [_error(index, wrong) for wrong in report.problems]
        if fact is not None:
            facts.append(fact)
    if errors:
        raise Problem(422, "invalid", errors=errors)
    return facts


def _fact(record: object, report: Report) -> Fact | None:
    if isinstance(record, dict):
        return read_fact(record, report, timezone.get_default_timezone())
    report.add("", describe(record), "a JSON object: one fact", "json_invalid")
    return None


def _error(index: int, wrong: Any) -> dict[str, Any]:
    place = ".".join(part for part in ("body", str(index), wrong.field) if part)
    told = {"place": place, "code": wrong.code, "found": wrong.found, "expected": wrong.expected}
    return {"index": index, "field": wrong.field, **told}
