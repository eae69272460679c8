"""Conversations for properties: everything our schema can hold, and what loose formats can."""

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from goodfaith.analysis.conversation import (
    Attachment,
    Conversation,
    Gap,
    Participant,
    Utterance,
)

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.just("\n"), max_size=30
)
LINE = (
    st.text(st.sampled_from("您好客户保本吗abc 1，。？😀"), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
ID = st.text(st.sampled_from("abc-_.1客"), min_size=1, max_size=8)
SECONDS = st.integers(0, 10**7).map(lambda n: n / 1000)
SHARE = st.floats(0, 1)
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
MOMENTS = st.datetimes(datetime(1990, 1, 2), datetime(2100, 12, 30), timezones=ZONES)
ROLES = st.sampled_from(["adviser", "customer", "teller", "relative", "unknown"])
SPANS = st.tuples(SECONDS, SECONDS).map(sorted)
FIELDS = st.dictionaries(
    ID,
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    max_size=3,
)
ATTACHMENTS = st.builds(
    Attachment,
    kind=st.sampled_from(["image", "file", "link"]),
    name=TEXT,
    size=st.none() | st.integers(0, 2**40),
)


@st.composite
def utterances(draw, speakers):
    text = draw(TEXT)
    start, end = draw(st.just((None, None)) | SPANS)
    confidences = draw(st.none() | st.lists(SHARE, min_size=len(text), max_size=len(text)))
    return Utterance(
        text,
        draw(st.sampled_from([None, *speakers])),
        start,
        end,
        draw(st.none() | SHARE),
        None if confidences is None else tuple(confidences),
        draw(st.none() | MOMENTS),
        draw(st.none() | MOMENTS),
        tuple(draw(st.lists(ATTACHMENTS, max_size=2))),
    )


@st.composite
def conversations(draw):
    """Any conversation that can be written in our own schema."""
    ids = draw(st.lists(ID, unique=True, max_size=3))
    participants = [Participant(one, draw(ROLES), draw(TEXT), *draw(SPANS)) for one in ids]
    return Conversation(
        id=draw(ID),
        utterances=tuple(draw(st.lists(utterances(ids), max_size=5))),
        participants=tuple(participants),
        channel=draw(st.sampled_from(["phone", "wecom", "counter", "other"])),
        direction=draw(st.sampled_from([None, "inbound", "outbound"])),
        purpose=draw(st.sampled_from([None, "sales", "callback"])),
        result=draw(st.sampled_from([None, "closed", "refused"])),
        started_at=draw(st.none() | MOMENTS),
        duration=draw(st.none() | SECONDS),
        customer=draw(st.just("") | ID),
        policies=tuple(draw(st.lists(ID, max_size=2, unique=True))),
        speakers=draw(st.sampled_from(["stated", "channel", "unknown"])),
        fields=draw(FIELDS),
        gaps=tuple(Gap(start, end) for start, end in draw(st.lists(SPANS, max_size=2))),
    )


CONVERSATIONS = conversations()

TURNS = st.lists(st.tuples(st.sampled_from(["客服", "客户"]), LINE, SPANS), min_size=1, max_size=6)
"""Who, what, from when to when: what every loose format can say."""


def turns_of(conversation):
    """The same of a conversation that was read."""
    return [(one.participant, one.text) for one in conversation.utterances]
