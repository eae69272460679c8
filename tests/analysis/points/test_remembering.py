"""What was found in a line before is found again, and nothing else is."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis import Conversation, Rulebook, Utterance
from goodfaith.analysis.conversation import Attachment
from goodfaith.analysis.points.background import Background
from goodfaith.analysis.points.scanner import Scanner
from goodfaith.analysis.readers.sources import open_inputs, read_source
from goodfaith.analysis.remembering import Remembered
from small_world import rule, rulebook_of, talk

SAYS: dict[str, Any] = {
    "promise": {"by": "adviser", "any": ["保本", "稳赚.{0,4}不赔"], "unless": "negated"},
    "asked": {"by": "customer", "any": ["保本"], "in_question": True},
    "assent": {"by": "adviser", "any": ["对", "是"], "at": "start", "in_reply_to": "asked"},
    "weak": {"by": "customer", "any": ["嗯"], "weak": True, "in_reply_to": "promise"},
    "early": {"by": "adviser", "any": ["您好"], "within": "first 2 turns"},
    "late": {"any": ["再见"], "within": "last 20 seconds"},
    "misheard": {"by": "adviser", "any": ["年金"], "sounds_like": ["分红"], "min_confidence": 0.8},
    "sent": {"by": "adviser", "sends": ["payment_code"], "any": ["收款码"]},
    "rate": {"by": "adviser", "number": {"kind": "rate", "near": ["利率"]}},
    "money": {"any": ["钱", "收益.{0,3}高"]},
}
BOOK = rulebook_of(rule(says=SAYS, violated=" or ".join(name for name in SAYS if name != "rate")))
LATE = Background(
    frozenset({"test.rule:money"}),
    (((frozenset({"test.rule:promise"}),), frozenset({"test.rule:money"})),),
)
WORDS = [
    "保本", "不保本", "保本吗？", "对", "是保本的", "嗯", "您好，保本", "再见", "粉红", "分红",
    "收款码", "利率3%", "稳赚从来不赔，钱多", "收益很高", "",
]  # fmt: skip
SENT = Attachment("payment_code", sha256="ab")

_shares = st.sampled_from([None, 0.3, 0.7, 0.95])
_said = st.builds(
    lambda text, who, at, sure, shares, sent: Utterance(
        text, who, at, at, sure, (sure,) * len(text) if shares and sure else None,
        attachments=sent,
    ),
    st.sampled_from(WORDS), st.sampled_from(["A", "C", "O", None]),
    st.sampled_from([None, 3.0, 40.0]), _shares, st.booleans(),
    st.sampled_from([(), (), (SENT,)]),
)  # fmt: skip
_talks = st.lists(
    st.builds(
        lambda said, speakers: talk("c", *said, speakers=speakers),
        st.lists(_said, max_size=6),
        st.sampled_from(["stated", "diarised"]),
    ),
    max_size=8,
)


@given(_talks, st.lists(st.integers(0, 7), max_size=20), st.sampled_from([0, 2_000, 1_000_000]))
def test_what_is_remembered_changes_no_mention(
    talks: list[Conversation], order: list[int], most_bytes: int
) -> None:
    remembering = Scanner(BOOK.points, most_bytes=most_bytes)
    chosen = [talks[n] for n in order if n < len(talks)] + talks
    for background in (LATE, None, LATE):
        for start in range(0, len(chosen), 3):
            some = chosen[start : start + 3]
            alone = [Scanner(BOOK.points).scan([one], background)[0] for one in some]
            assert remembering.scan(some, background) == alone


def test_the_shipped_rulebook_finds_the_same_again(rulebook: Rulebook) -> None:
    found = [
        item
        for source in open_inputs([Path(str(files("goodfaith.demo").joinpath("conversations")))])
        for item in read_source(source)
        if isinstance(item, Conversation)
    ]
    forgetful = Scanner(rulebook.points, rulebook.compiled, most_bytes=0)
    for background in (rulebook.background, None):
        first = rulebook.scanner.scan(found, background)
        assert rulebook.scanner.scan(found[::-1], background) == first[::-1]
        assert [forgetful.scan([one], background)[0] for one in found] == first


class _Thing(msgspec.Struct):
    weight: int


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 60)), max_size=80))
def test_what_is_remembered_stays_within_its_bound(asked: list[tuple[int, int]]) -> None:
    known = Remembered[int, _Thing](200)
    for key, weight in asked:
        if known.get(key) is None:
            known.keep(key, _Thing(weight))
        held = [thing.weight for half in (known._fresh, known._faded) for thing in half.values()]
        assert sum(held) <= 200 + 2 * 60


def test_what_is_asked_for_again_outlives_what_is_not() -> None:
    known = Remembered[int, _Thing](200)
    known.keep(0, _Thing(30))
    for number in range(1, 100):
        known.keep(number, _Thing(30))
        assert known.get(0) is not None
    assert known.get(1) is None
