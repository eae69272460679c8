"""What is delivered is what the kernel takes, and says nothing of the truth."""

import msgspec

from goodfaith.analysis.readers.soundness import is_sound
from goodfaith.demo.simulator.character import FAMILIES, PRACTICES, STRATEGIES
from goodfaith.demo.simulator.wordbook import load_wordbook


def test_every_conversation_is_sound(many):
    for journey in many:
        assert all(is_sound(one.conversation) for one in journey.conversations)


def test_turns_of_a_call_come_in_order(simulated):
    for one in simulated:
        starts = [u.start for u in one.conversation.utterances]
        assert starts == sorted(starts)


def test_messages_are_dated_and_the_archive_tells_recalls_and_attachments(many):
    messages = [
        u
        for journey in many
        for one in journey.conversations
        if one.conversation.channel == "wecom"
        for u in one.conversation.utterances
    ]
    assert all(u.sent_at is not None for u in messages)
    assert any(u.recalled_at for u in messages)
    assert {a.kind for u in messages for a in u.attachments} >= {"image", "file", "link"}


def test_nothing_of_the_truth_is_in_what_is_delivered(many):
    moves = [move.id for move in load_wordbook().moves.values()]
    secrets = [*FAMILIES, *PRACTICES, *STRATEGIES, *moves, "violate", "misconduct", "honest"]
    for journey in many[:150]:
        for one in journey.conversations:
            told = msgspec.json.encode(one.conversation).decode()
            assert not [secret for secret in secrets if f'"{secret}"' in told]
        for delivered in journey.facts:
            values = {str(value) for value in delivered.fact.values.values()}
            assert not values & set(secrets)


def test_calls_come_as_they_do_in_life(many):
    calls = [
        one
        for journey in many
        for one in journey.conversations
        if one.conversation.channel == "phone"
    ]
    defects = {defect for one in calls for defect in one.truth.defects}
    assert defects == {"diarised", "unknown", "gap", "missing"}
    for one in calls:
        conversation = one.conversation
        if "missing" in one.truth.defects:
            assert not conversation.utterances
            assert conversation.duration > 0
        if "unknown" in one.truth.defects:
            assert conversation.speakers == "unknown"
            assert all(u.participant is None for u in conversation.utterances)
        if "gap" in one.truth.defects:
            for gap in conversation.gaps:
                end = gap.end or conversation.duration
                assert not [u for u in conversation.utterances if gap.start <= u.start < end]


def test_only_recognised_calls_are_misheard(many):
    for journey in many:
        for one in journey.conversations:
            if one.conversation.channel not in ("phone", "robot"):
                assert not one.truth.misheard
    errors = {e.kind for j in many for one in j.conversations for e in one.truth.misheard}
    assert errors == {"homophone", "dropped", "speaker"}
