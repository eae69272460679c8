"""Mentions are kept packed and come back as they were."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.finding import Mention
from goodfaith.conversations.mentions import packed, unpacked

_MENTION = st.builds(
    Mention,
    st.sampled_from(["a", "b.c"]),
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from(["phrase", "pattern", "number"]),
    st.sampled_from(["", "speaker"]),
    st.none() | st.floats(0, 1) | st.text(max_size=3),
)


@given(st.lists(_MENTION, unique=True))
def test_mentions_come_back_as_they_were(mentions: list[Mention]) -> None:
    kept = msgspec.json.decode(msgspec.json.encode(packed(mentions)))
    in_order = sorted(mentions, key=lambda m: (m.utterance, m.start, m.end, m.point))
    places = [(m.utterance, m.start, m.end, m.point) for m in unpacked(kept)]
    assert places == sorted(places)
    assert set(unpacked(kept)) == set(in_order)
