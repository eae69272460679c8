from __future__ import annotations

from goodfaith.analysis import Conversation, Fact, FactBook, conversation_scope
from goodfaith.analysis.heard import listen

FACTS = FactBook(
    [
        Fact("policy", "P1", {"adviser": "A1", "customer": "C1"}),
        Fact("adviser", "A1", {"staff_no": "1001"}),
        Fact("adviser", "S1", {"staff_no": "2002"}),
    ]
)


def staff_no_of(adviser: str) -> object:
    conversation = Conversation("c", policies=("P1",), adviser=adviser)
    return conversation_scope(listen(conversation, ()), FACTS).field("adviser.staff_no").value


def test_the_adviser_of_a_conversation_is_who_speaks_there_and_not_who_sold_the_policy():
    assert staff_no_of("S1") == "2002"


def test_of_somebody_without_a_record_nothing_is_known_whoever_sold_the_policy():
    assert staff_no_of("S9") is None


def test_where_nobody_knows_who_spoke_it_is_the_seller():
    assert staff_no_of("") == "1001"
