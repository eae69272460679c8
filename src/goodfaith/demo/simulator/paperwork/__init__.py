"""The records that a conversation leaves in the insurer's systems, each with when it arrives.

Nothing arrives before it happened; application numbers come a day later, callback results some
days later, and a few never.
"""

from goodfaith.demo.simulator.paperwork.aftermath import (
    callback_records,
    claim_records,
    complaint_records,
    surrender_records,
)
from goodfaith.demo.simulator.paperwork.calls import (
    call_records,
    refusal_records,
    unanswered_records,
)
from goodfaith.demo.simulator.paperwork.delivered import Delivered, Sale, morning_after
from goodfaith.demo.simulator.paperwork.sales import policy_record, sale_records

__all__ = [
    "Delivered",
    "Sale",
    "call_records",
    "callback_records",
    "claim_records",
    "complaint_records",
    "morning_after",
    "policy_record",
    "refusal_records",
    "sale_records",
    "surrender_records",
    "unanswered_records",
]
