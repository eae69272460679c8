"""What the simulator's lines mean, as sentences to learn from."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from goodfaith.demo.simulator import meanings
from goodfaith.demo.simulator.meanings import sentences
from goodfaith.demo.simulator.wordbook import load_wordbook
from goodfaith.labels.corpus import Sentence
from goodfaith.labels.definitions import Definition, read_definitions

TABLE = Path(meanings.__file__).with_name("meanings.yaml")


@pytest.fixture(scope="module")
def definitions() -> tuple[Definition, ...]:
    return read_definitions(Path("src/goodfaith/labels/zh_insurance"))


@pytest.fixture(scope="module")
def told(definitions: tuple[Definition, ...]) -> list[Sentence]:
    return [*sentences(definitions)]


def test_the_table_names_moves_and_labels_that_are_there(
    definitions: tuple[Definition, ...],
) -> None:
    table = yaml.safe_load(TABLE.read_text("utf-8"))
    ids, moves = {one.id for one in definitions}, {move.id for move, _ in load_wordbook().lines()}
    assert {*table["has"]} <= moves
    assert {label for labels in table["has"].values() for label in labels} <= ids
    assert all(any(move.startswith(key) for move in moves) for key in table["unclear"])


def test_nothing_of_the_reserved_wording_is_told(told: list[Sentence]) -> None:
    reserved = {
        line.text for move, line in load_wordbook().lines() if line.reserved and len(line.text) > 12
    }
    open_lines = {line.text for move, line in load_wordbook().lines() if not line.reserved}
    assert not {one.text for one in told} & (reserved - open_lines)


def test_a_violation_has_its_label_and_ordinary_talk_has_none(told: list[Sentence]) -> None:
    violating = [one for one in told if "breach.like_a_deposit" in one.has]
    assert len(violating) > 10
    assert not any(id.startswith("breach.") for one in violating for id in one.has_not)
    greeting = next(one for one in told if one.by == "adviser" and "您好" in one.text)
    assert "breach.like_a_deposit" in greeting.has_not


def test_every_slot_is_filled_and_it_is_the_same_each_time(
    told: list[Sentence], definitions: tuple[Definition, ...]
) -> None:
    assert not [one.text for one in told if "<" in one.text or "【" in one.text]
    assert told == [*sentences(definitions)]
