"""What each kind of conversation is to the systems around it: channel, direction, purpose, ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from goodfaith.analysis.conversation import Channel, Direction, Purpose


@dataclass(frozen=True, slots=True)
class Occasion:
    """A kind of conversation as the source systems file it. `prefix` begins its ids."""

    prefix: str
    channel: Channel
    direction: Direction | None
    purpose: Purpose
    speaker: str


OCCASIONS: Final[dict[str, Occasion]] = {
    "telesales": Occasion("tel", "phone", "outbound", "sales", "adviser"),
    "motor": Occasion("mot", "phone", "outbound", "sales", "adviser"),
    "counter": Occasion("bank", "counter", None, "sales", "channel_manager"),
    "visit": Occasion("vis", "visit", None, "sales", "adviser"),
    "wecom": Occasion("wx", "wecom", None, "sales", "adviser"),
    "callback": Occasion("cb", "phone", "outbound", "callback", "service"),
    "service": Occasion("svc", "phone", "inbound", "service", "service"),
    "complaint": Occasion("cmp", "phone", "inbound", "complaint", "service"),
    "complaint_answer": Occasion("cma", "phone", "outbound", "complaint", "service"),
    "claim": Occasion("clm", "phone", "inbound", "claim", "service"),
    "claim_progress": Occasion("clp", "phone", "outbound", "claim", "service"),
    "renewal": Occasion("ren", "phone", "outbound", "renewal", "service"),
    "robot": Occasion("bot", "robot", "outbound", "sales", "robot"),
}
"""Every kind there is."""

_SAVINGS: Final = ("annuity", "wholelife", "participating")
_ANY_SERVICE: Final = "address invoice beneficiary due card policy"
_SERVICE: Final[dict[str, str]] = {
    "motor": "address invoice card policy",
    "medical": _ANY_SERVICE,
    "accident": _ANY_SERVICE,
    "ci": f"{_ANY_SERVICE} surrender loan cash_value",
    "participating": f"{_ANY_SERVICE} surrender loan cash_value rate",
}
_CLAIMS: Final[dict[str, str]] = {"motor": "crash", "ci": "ci", "medical": "hospital"}


def topics_of(kind: str, product: str, trade: str) -> tuple[str, ...]:
    """What a call of that kind can be about for somebody with that product; none for others."""
    found = ""
    if kind == "service":
        found = _SERVICE.get(product, f"{_ANY_SERVICE} surrender surrender loan cash_value")
    elif kind.startswith("claim"):
        found = _CLAIMS.get(product, "hospital accident")
    elif kind.startswith("complaint"):
        found = "attitude deduct"
        found += " harass" if trade in ("telesales", "motor") else ""
        found += " surrender promise promise" if product in _SAVINGS else " claim_slow"
        found += " deposit deposit" if product in _SAVINGS and trade == "counter" else ""
    return tuple(f"topic_{name}" for name in found.split())
