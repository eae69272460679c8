"""What the simulator's open lines mean, as sentences that labels can be learnt from.

Reserved lines are never among them: what is measured on those was not learnt from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.resources import files
from random import Random

import yaml

from goodfaith.analysis.conversation import COMPANY_ROLES
from goodfaith.analysis.points.point import SPEAKERS
from goodfaith.demo.simulator.line import Line, Turn
from goodfaith.demo.simulator.wordbook import Move, load_wordbook
from goodfaith.labels.corpus import Sentence
from goodfaith.labels.definitions import Definition

SOURCE = "simulated"
_TIMES = 2
_SAMPLE: Mapping[str, str] = {
    "company": "安信人寿保险股份有限公司", "company_short": "安信人寿", "customer": "王女士",
    "customer_full": "王秀兰", "surname": "王", "adviser": "李明", "adviser_surname": "李",
    "dear": "王姐", "product": "安康一生", "product_short": "安康", "product_kind": "重疾险",
    "premium": "八千六", "premium_month": "七百多", "premium_day": "二十几块", "pay_years": "二十",
    "premium_total": "十七万", "sum_insured": "五十万", "cooling": "十五天", "waiting": "九十天",
    "grace": "六十天", "illness": "高血压", "next_day": "周四", "other_day": "周六",
    "next_hour": "下午三点", "city": "长沙", "bank": "银行", "job": "会计", "budget": "一万",
    "income": "八千", "mortgage": "四千", "due_day": "八号", "expiry": "下月十号", "term": "终身",
    "deductible": "一万", "child_age": "六岁", "age": "三十八", "car": "轿车", "car_years": "三年",
    "rate_shown": "百分之三", "rate_sure": "百分之二", "compulsory": "九百五",
}  # fmt: skip


class _Slots(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return _SAMPLE.get(name, "幺三八")


def sentences(definitions: Sequence[Definition], seed: int = 1) -> Iterator[Sentence]:
    """Every turn of every open line, with what its move says of the labels; the same each time."""
    rng = Random(seed)  # noqa: S311
    meanings = yaml.safe_load((files(__package__) / "meanings.yaml").read_text("utf-8"))
    for move, line in load_wordbook().lines():
        if not line.reserved:
            about = _about(move, line)
            for place, turn in enumerate(line.turns):
                by = _side(move, turn, place)
                text = turn.render(rng, _Slots())
                if text and by in ("adviser", "customer"):
                    yield _sentence(text, by, move, place == about, meanings, definitions)


def _about(move: Move, line: Line) -> int:
    """The turn that the move is about: the one that is marked, else its speaker's first."""
    for place, turn in enumerate(line.turns):
        if turn.marked:
            return place
    sides = [_side(move, turn, place) for place, turn in enumerate(line.turns)]
    own = "customer" if move.by in ("customer", "relative") else "adviser"
    return sides.index(own) if own in sides else 0


def _side(move: Move, turn: Turn, place: int) -> str:
    first = "customer" if move.by == "customer" else "adviser"
    other = "adviser" if first == "customer" else "customer"
    role = turn.role or (first if place % 2 == 0 else other)
    return "adviser" if role in COMPANY_ROLES or role == "channel_manager" else role


def _sentence(
    text: str,
    by: str,
    move: Move,
    about: bool,
    meanings: Mapping[str, Mapping[str, Sequence[str]]],
    definitions: Sequence[Definition],
) -> Sentence:
    has = frozenset(meanings["has"].get(move.id, ())) if about else frozenset()
    ids = {one.id for one in definitions if by in SPEAKERS[one.by]}
    violates = move.id.startswith("violate.")
    unclear = {"explains.", "skill.", "point."} if about else {""}
    if about or violates:
        unclear |= {*_unclear(move.id, meanings["unclear"])}
    has_not = {id for id in ids - has if not id.startswith(tuple(unclear))}
    if not violates and by == "adviser":
        has_not |= {id for id in ids if id.startswith("breach.")}
    return Sentence(text, by, has & ids, frozenset(has_not), source=SOURCE)


def _unclear(move: str, table: Mapping[str, Sequence[str]]) -> Collection[str]:
    """Of the entries that the move begins with, the longest."""
    found = [key for key in table if move.startswith(key)]
    return table[max(found, key=len)] if found else [""]
