"""`goodfaith labels`: train a set of labels, see their cards, try them on a sentence."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import msgspec
from rich.table import Table

from goodfaith.analysis.labels.calibrating import Share
from goodfaith.analysis.labels.model import Label, LabelModel, LabelsRefused, read_model
from goodfaith.analysis.labels.telling import reasons
from goodfaith.analysis.problems import Problem, UnreadableInput
from goodfaith.cli.inputs import as_json
from goodfaith.cli.telling import Teller
from goodfaith.labels.corpus import Sentence, corpus_of
from goodfaith.labels.definitions import read_definitions
from goodfaith.labels.training import train

_LIKELY = 0.05


def train_labels(options: argparse.Namespace, teller: Teller) -> int:
    """Learn the labels of a folder and write them to one file, whole or not at all."""
    definitions = read_definitions(options.folder or _shipped())
    more = [sentence for path in options.more for sentence in _sentences(path)]
    corpus = corpus_of(definitions, more)
    began = datetime.now(UTC)
    with (
        ThreadPoolExecutor(os.cpu_count()) as cores,
        teller.err.status(teller.word("labels_train")),
    ):
        model = train(definitions, corpus, on=began.date(), each=cores.map)
    part = options.out.with_suffix(".part")
    part.write_bytes(model.content)
    part.replace(options.out)
    seconds = (datetime.now(UTC) - began).total_seconds()
    teller.say("labels_trained", labels=len(model.labels), sentences=len(corpus.texts),
               seconds=f"{seconds:.1f}")  # fmt: skip
    teller.say("written", path=options.out)
    return 0


def list_labels(options: argparse.Namespace, teller: Teller) -> int:
    """Print the cards, the least precise first."""
    model = _model(options.file)
    if options.json:
        sys.stdout.write(as_json(model.labels) + "\n")
        return 0
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("label", "examples", "precision", "recall", "unsure", "sure_from"):
        table.add_column(teller.word(f"column_{column}"), overflow="fold")
    for label in sorted(model.labels, key=lambda one: one.card.average_precision):
        table.add_row(*_row(label, teller))
    teller.out.print(table)
    teller.say("labels_measured")
    return 0


def try_labels(options: argparse.Namespace, teller: Teller) -> int:
    """What a sentence may mean, the likeliest first; 1: none of the labels."""
    model = _model(options.file)
    (probabilities,) = model.probabilities([options.text])
    order = probabilities.argsort()[::-1]
    likely = [
        place
        for place in order.tolist()
        if probabilities[place] >= _LIKELY
        and (options.by is None or options.by in model.labels[place].roles)
    ]
    for place in likely:
        label = model.labels[place]
        told = reasons(model.heads, place, options.text)
        words = "  ".join(options.text[one.start : one.end] for one in told)
        sure = probabilities[place] >= label.sure_from
        verdict = teller.word("label_sure" if sure else "label_unsure")
        name = label.names.get(teller.lang, label.id)
        line = f"{probabilities[place]:5.0%}  {verdict}  {name} ({label.id})  {words}"
        teller.out.print(line, markup=False, soft_wrap=True)
    if not likely:
        teller.say("labels_none")
    return 0 if likely else 1


def _row(label: Label, teller: Teller) -> tuple[str, ...]:
    card = label.card
    return (
        f"{label.names.get(teller.lang, '')}  {label.id}",
        f"{card.has} / {card.has_not}",
        _told(card.precision),
        _told(card.recall),
        _told(card.unsure),
        f"{label.sure_from:.2f}",
    )


def _told(share: Share) -> str:
    return "–" if share.share is None else f"{share.share:.2f} ({share.low:.2f}–{share.high:.2f})"


def _model(path: Path) -> LabelModel:
    try:
        return read_model(path.read_bytes())
    except (LabelsRefused, OSError) as refused:
        problem = Problem("unreadable", str(path), "", "", str(refused), "a file of labels")
        raise UnreadableInput([problem]) from refused


def _sentences(path: Path) -> Iterator[Sentence]:
    """JSON lines. All that are wrong are told at once."""
    problems: list[Problem] = []
    read: list[Sentence] = []
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise UnreadableInput([Problem("unreadable", str(path), found=str(error))]) from error
    for number, line in enumerate(lines, 1):
        try:
            read.append(msgspec.json.decode(line, type=Sentence))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            place = f"line {number}"
            problems.append(
                Problem("label_invalid", str(path), place, "", str(error), "a sentence")
            )
    if problems:
        raise UnreadableInput(problems)
    yield from read


def _shipped() -> Path:
    return Path(str(files("goodfaith.labels") / "zh_insurance"))
