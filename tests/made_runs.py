"""A rulebook of three scopes, conversations that break it at random, and runs over them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st

from goodfaith.analysis import Conversation, FactBook
from goodfaith.batch.plan import Plan
from goodfaith.batch.running import completed
from small_world import at, rule, rulebook_of, talk

RULES = (
    rule(
        "sale.promise",
        family="GUARANTEE",
        severity="critical",
        severity_when={"minor": "caveat after promise"},
        deducts=20,
        says={
            "promise": {"by": "adviser", "any": ["保本", "稳赚.{0,4}不赔"], "unless": "negated"},
            "asked": {"by": "customer", "any": ["保本"]},
            "assent": {
                "by": "adviser",
                "any": ["对", "是的"],
                "at": "start",
                "in_reply_to": "asked",
            },
            "caveat": {"by": "adviser", "any": ["不确定"]},
        },
        violated="promise or assent",
    ),
    rule(
        "sale.rate",
        severity="major",
        says={"rate": {"by": "adviser", "number": {"kind": "rate", "near": ["利率"]}}},
        violated="rate > product.filed_rate",
    ),
    rule(
        "sale.uncorrected",
        severity="major",
        says={
            "misconception": {"by": "customer", "any": ["存款"]},
            "correction": {"by": "adviser", "any": ["是保险"]},
        },
        violated="no correction within 2 adviser turns after misconception",
    ),
    rule(
        "sale.cooling_off",
        scope="sale",
        says={
            "told": {"by": "adviser", "any": ["犹豫期"]},
            "consent": {"by": "customer", "any": ["同意"]},
        },
        violated="no told before consent",
    ),
    rule(
        "callback.in_time",
        scope="sale",
        violated="no callback succeeded within 15 days after policy.receipt_on",
    ),
    rule(
        "conduct.after_refusal",
        scope="customer",
        says={"refused": {"by": "customer", "any": ["别再打"]}},
        violated="call to customer within 6 months after refused where purpose is sales",
    ),
)
RULEBOOK = rulebook_of(*RULES)

FACTS: tuple[dict[str, Any], ...] = (
    {"kind": "product", "id": "P", "filed_rate": 0.02},
    {"kind": "application", "id": "A1", "customer": "K1", "product": "P", "adviser": "zhang"},
    {"kind": "application", "id": "A2", "customer": "K2", "product": "P", "adviser": "li"},
    {"kind": "policy", "id": "L1", "application": "A1", "receipt_on": "2026-03-05"},
    {"kind": "policy", "id": "L2", "application": "A2", "receipt_on": "2026-03-06"},
    {
        "kind": "callback",
        "id": "B1",
        "policy": "L1",
        "at": "2026-03-10T10:00:00",
        "succeeded": True,
    },
    {"kind": "complaint", "id": "X1", "customer": "K1", "at": "2026-05-01T09:00:00"},
)

_ADVISER = [
    "这款保本的",
    "我们不保本",
    "稳赚肯定不赔",
    "利率3%",
    "利率百分之一点五",
    "对",
    "是的，保本",
    "收益不确定",
    "这是保险",
    "有犹豫期十五天",
    "您好",
]
_CUSTOMER = ["保本吗", "这是存款吧", "同意", "别再打了", "嗯", "利率多少"]


def conversations(customers: Sequence[str] = ("K1", "K2")) -> st.SearchStrategy[Conversation]:
    """Calls of March 2026 of the customers K1 or K2, about the sale A1 or A2, or of none."""
    return st.builds(_call, st.sampled_from(customers), _turns, st.integers(0, 40), _purposes)


_lines = st.sampled_from([("A", t) for t in _ADVISER] + [("C", t) for t in _CUSTOMER])
_turns = st.lists(_lines | st.tuples(st.just("?"), st.sampled_from(_ADVISER)), max_size=8)
_purposes = st.sampled_from(["sales", "service", None])


def _call(customer: str, turns: list[tuple[str, str]], day: int, purpose: Any) -> Conversation:
    return talk(
        "unnamed",
        *turns,
        customer=customer,
        applications=(customer.replace("K", "A"),) if purpose == "sales" else (),
        adviser="zhang",
        direction="outbound",
        purpose=purpose,
        started_at=at("2026-03-01T10:00:00") + timedelta(days=day),
    )


def several(most: int = 6) -> st.SearchStrategy[list[Conversation]]:
    """Conversations with different ids."""
    return st.lists(conversations(), min_size=1, max_size=most).map(named)


def named(found: Sequence[Conversation], prefix: str = "c") -> list[Conversation]:
    return [msgspec.structs.replace(c, id=f"{prefix}{n}") for n, c in enumerate(found)]


def write_lines(path: Path, found: Sequence[Conversation]) -> Path:
    path.write_bytes(b"".join(msgspec.json.encode(c) + b"\n" for c in found))
    return path


def findings_lines(
    inputs: Sequence[Path], facts: FactBook | None = None, **members: Any
) -> list[bytes]:
    """The lines of the findings file of a run over the inputs."""
    members = {"as_of": at("2026-06-01T00:00:00"), "every_verdict": True} | members
    with completed(Plan(tuple(inputs), RULEBOOK, facts or FactBook(), **members)) as done:
        return list(done.spool.findings())
