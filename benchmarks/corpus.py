"""What the speed is measured on: real dialogue where it is at hand, and a rulebook of 300 rules.

The corpus is 100,000 utterances from the folder of real data, or the bundled conversations over
and over. The rulebook is the shipped one with realistic variants of its rules and points: the
same patterns in other words.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from itertools import count, islice
from pathlib import Path
from typing import Any

import yaml

from goodfaith.analysis import Conversation, Participant, Rulebook, Utterance
from goodfaith.analysis.points.point import Point
from goodfaith.analysis.readers.sources import open_inputs, read_source
from goodfaith.analysis.rules.reading import read_rule_files

RULES, POINTS = 300, 1_000
PEOPLE = (Participant("a", "adviser"), Participant("c", "customer"))

# Words of the shipped patterns and others that a rule's author might have written instead.
WORDS = "保本 收益 存款 客户 公司 保险 告知 电话".split()
OTHER_WORDS = tuple(
    dict(zip(WORDS, others.split(), strict=True))
    for others in (
        "保底 进账 储金 顾客 总部 保障险 申报 来电",
        "护本 盈利 储蓄金 投保户 集团 险种 说明 外呼",
        "兜本 增值 存金 用户 机构 保单 披露 通话",
    )
)


def data_folder() -> Path:
    default = Path(__file__).parent.parent.parent / "shared" / "data"
    return Path(os.environ.get("GOODFAITH_REAL_DATA", default))


def corpus(utterances: int) -> tuple[list[Conversation], str]:
    """Conversations with about so many utterances, and where they come from."""
    source = _real if (data_folder() / "dialogues").is_dir() else _bundled
    found: list[Conversation] = []
    size = 0
    for copy in count():
        for conversation in source():
            found.append(replace_id(conversation, f"{conversation.id}#{copy}"))
            size += len(conversation.utterances)
            if size >= utterances:
                return found, source.__name__.strip("_")
    raise AssertionError("count never ends")


def replace_id(conversation: Conversation, id: str) -> Conversation:
    return Conversation(
        id, conversation.utterances, conversation.participants, conversation.channel
    )


def _real() -> Iterator[Conversation]:
    folder = data_folder() / "dialogues"
    with gzip.open(folder / "teleantifraud.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            call = json.loads(line)
            turns = [("a" if t["role"] == "left" else "c", t["text"]) for t in call["turns"]]
            yield _conversation(call["id"], turns)
    with zipfile.ZipFile(folder / "crosswoz_val.json.zip") as archive:
        for id, dialogue in json.loads(archive.read("val.json")).items():
            turns = [
                ("a" if m["role"] == "sys" else "c", m["content"]) for m in dialogue["messages"]
            ]
            yield _conversation(f"crosswoz-{id}", turns)
    rows: dict[str, list[tuple[str, str]]] = {}
    text = (folder / "cped_valid.csv").read_text("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        said = rows.setdefault(row["Dialogue_ID"], [])
        said.append(("a" if len(said) % 2 else "c", row["Utterance"]))
    for id, turns in rows.items():
        yield _conversation(f"cped-{id}", turns)


def _bundled() -> Iterator[Conversation]:
    folder = Path(str(files("goodfaith.demo").joinpath("conversations")))
    for source in open_inputs([folder / "demo/conversations", folder / "ordinary/conversations"]):
        for item in read_source(source):
            if isinstance(item, Conversation):
                yield item


def _conversation(id: str, turns: list[tuple[str, str]]) -> Conversation:
    return Conversation(id, tuple(Utterance(t, who) for who, t in turns), PEOPLE, "phone")


def large_rulebook(folder: Path) -> tuple[Rulebook, tuple[Point, ...]]:
    """300 rules, and 1,000 points: theirs and variants of them."""
    written = {
        p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*.yaml")
    }
    shipped = read_rule_files(written)
    texts = dict(written)
    variants = (
        variant
        for number, words in enumerate(OTHER_WORDS)
        for rule in shipped.of_scope("conversation")
        if rule.points
        for variant in [_variant(rule.content, words, number)]
    )
    for variant in islice(variants, RULES - len(shipped)):
        texts[f"rules/{variant['id']}.yaml"] = yaml.safe_dump(variant, allow_unicode=True)
    rulebook = read_rule_files(texts)
    points = {point.id: point for point in rulebook.points}
    for number, words in enumerate(OTHER_WORDS):
        for point in rulebook.points:
            if len(points) >= POINTS:
                break
            copy = _point_variant(point, words, number)
            points.setdefault(copy.id, copy)
    return rulebook, tuple(points.values())[:POINTS]


def _variant(content: Any, words: dict[str, str], number: int) -> dict[str, Any]:
    """The rule in other words, without its examples."""
    says = {
        name: {key: _reworded(value, words) for key, value in point.items()}
        for name, point in (content.get("says") or {}).items()
    }
    id = f"{content['id']}_variant{number}"
    kept = {k: v for k, v in content.items() if k not in ("examples", "says")}
    return kept | {"id": id, "says": says}


def _reworded(value: Any, words: dict[str, str]) -> Any:
    """Only what stands for itself: inside a class every character stands alone."""
    if isinstance(value, list):
        return [_reworded(one, words) for one in value]
    if isinstance(value, dict):
        return {key: _reworded(one, words) for key, one in value.items()}
    if not isinstance(value, str) or "[" in value:
        return value
    for word, other in words.items():
        value = value.replace(word, other)
    return value


def _point_variant(point: Point, words: dict[str, str], number: int) -> Point:
    from goodfaith.analysis.points.pattern import read_pattern

    listed = (p.phrase if p.is_phrase else p.expression for p in point.patterns)
    patterns = tuple(read_pattern(_reworded(text, words)) for text in listed)
    return replace(point, id=f"{point.id}_other{number}", patterns=patterns)
