"""What each kind of conversation is to the systems around it: channel, direction, purpose, ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from goodfaith.analysis.conversation import Channel, Direction, Purpose


@dataclass(frozen=True, slots=True)
class Occasion:
    """A kind of conversation as the source systems file it. `prefix` begins its ids.

    `topics` are what it can be about; one is drawn.
    """

    prefix: str
    channel: Channel
    direction: Direction | None
    purpose: Purpose
    speaker: str
    customer_role: str = "customer"
    topics: tuple[str, ...] = ()


def _topics(names: str) -> tuple[str, ...]:
    return tuple(f"topic_{name}" for name in names.split())


SERVICE_TOPICS: Final = _topics(
    "address invoice surrender loan beneficiary due cash_value card policy rate"
)
_COMPLAINTS: Final = _topics("deposit harass claim_slow deduct attitude surrender promise")
_CLAIMS: Final = _topics("crash hospital accident ci")

OCCASIONS: Final[dict[str, Occasion]] = {
    "telesales": Occasion("tel", "phone", "outbound", "sales", "adviser"),
    "motor": Occasion("mot", "phone", "outbound", "sales", "adviser"),
    "counter": Occasion("bank", "counter", None, "sales", "channel_manager"),
    "visit": Occasion("vis", "visit", None, "sales", "adviser"),
    "wecom": Occasion("wx", "wecom", None, "sales", "adviser"),
    "callback": Occasion("cb", "phone", "outbound", "callback", "service"),
    "service": Occasion("svc", "phone", "inbound", "service", "service", topics=SERVICE_TOPICS),
    "complaint": Occasion("cmp", "phone", "inbound", "complaint", "service", topics=_COMPLAINTS),
    "complaint_answer": Occasion(
        "cma", "phone", "outbound", "complaint", "service", topics=_COMPLAINTS
    ),
    "claim": Occasion("clm", "phone", "inbound", "claim", "service", topics=_CLAIMS),
    "claim_progress": Occasion("clp", "phone", "outbound", "claim", "service", topics=_CLAIMS),
    "renewal": Occasion("ren", "phone", "outbound", "renewal", "service"),
    "robot": Occasion("bot", "robot", "outbound", "sales", "robot"),
}
"""Every kind there is."""
