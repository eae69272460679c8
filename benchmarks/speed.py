"""Speed and memory, each as a ratio to a named alternative, in one run and one table.

python benchmarks/speed.py [--utterances N] [--quick]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import hyperscan

from corpus import corpus, large_rulebook
from goodfaith.analysis import Conversation, FactBook, Finding, Mention, Rulebook
from goodfaith.analysis.arrow_findings import Judge, batch_from_findings
from goodfaith.analysis.folding import fold, fold_together, from_code_points
from goodfaith.analysis.heard import listen
from goodfaith.analysis.judging import judge_conversation
from goodfaith.analysis.points.line import Line
from goodfaith.analysis.points.listening import everything_in
from goodfaith.analysis.points.matching import sent_spans, spans_of_candidate, spans_of_sound
from goodfaith.analysis.points.point import Point
from goodfaith.analysis.points.qualifying import Speech, mentions_in, told_of
from goodfaith.analysis.points.scanner import Scanner
from goodfaith.analysis.readers.jsonl import write_jsonl
from goodfaith.analysis.scoping import conversation_scope
from goodfaith.analysis.transcript import roles_of
from goodfaith.cli.inputs import shipped_rulebook

Row = tuple[str, str, str, str]


class Naive:
    """The idiomatic way: precompiled `re`, one search per pattern per utterance."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = points
        self.candidates = [everything_in(number, point) for number, point in enumerate(points)]

    def mentions(self, conversation: Conversation) -> list[Mention]:
        said = zip(conversation.utterances, roles_of(conversation), strict=True)
        lines = [Line(fold(one.text), role, one.attachments) for one, role in said]
        speech = Speech(conversation, lines)
        every = range(len(conversation.utterances))
        fresh = found = [
            mention
            for utterance in every
            for number, point in enumerate(self.points)
            if not point.reply and self._may_say(point, speech, utterance)
            for mention in self._mentions(number, speech, utterance)
        ]
        looked: set[tuple[int, int]] = set()
        while fresh:
            places = {
                (number, utterance)
                for number, point in enumerate(self.points)
                if point.reply
                for mention in fresh
                if mention.point in point.reply.points
                for utterance in speech.answers_to(mention.utterance, point.reply.turns)
            } - looked
            looked |= places
            fresh = [
                mention
                for number, utterance in places
                for mention in self._mentions(number, speech, utterance)
            ]
            found = found + fresh
        return sorted(found, key=lambda m: (m.utterance, m.start, m.end, m.point))

    def _may_say(self, point: Point, speech: Speech, utterance: int) -> bool:
        role = speech.transcript.roles[utterance]
        return role in point.roles or role == "unknown"

    def _mentions(self, number: int, speech: Speech, utterance: int) -> Sequence[Mention]:
        point, line = self.points[number], speech.lines[utterance]
        told = told_of(point, self._spans(number, line), line)
        return mentions_in(point, told, speech, utterance)

    def _spans(self, number: int, line: Line) -> list[Any]:
        found: list[Any] = []
        for candidate in self.candidates[number]:
            found += spans_of_candidate(candidate, line.text)
        for phrase in self.points[number].sounds:
            found += spans_of_sound(phrase, line.text)
        return found + sent_spans(self.points[number], line.text, line.sent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--utterances", type=int, default=100_000)
    parser.add_argument("--naive", type=int, default=1_500, help="utterances for slow ways")
    parser.add_argument("--quick", action="store_true", help="leave memory and workers out")
    options = parser.parse_args()
    conversations, source = corpus(options.utterances)
    rulebook, points = large_rulebook(shipped_rulebook())
    size = sum(len(c.utterances) for c in conversations)
    patterns = sum(len(everything_in(0, point)) for point in points)
    print(
        f"{size:,} utterances ({source}), {len(points):,} points with {patterns:,} patterns, "
        f"{len(rulebook)} rules, {os.cpu_count()} cores\n"
    )
    sample = _sample(conversations, options.naive)
    gc.freeze()  # as a run does: neither side pays for walking a hundred thousand utterances
    rows: list[Row] = []
    rows += points_alone(conversations, sample, points)
    rows += with_rules(conversations, sample, rulebook)
    if not options.quick:
        rows += on_two_cores()
        rows += memory()
    _print(rows)


def _sample(conversations: Sequence[Conversation], utterances: int) -> list[Conversation]:
    """Every k-th conversation, so that all kinds of talk are in it."""
    size = sum(len(c.utterances) for c in conversations)
    return list(conversations[:: max(1, size // utterances)])


def points_alone(
    conversations: Sequence[Conversation], sample: Sequence[Conversation], points: Sequence[Point]
) -> list[Row]:
    scanner, naive = Scanner(points), Naive(points)
    ours = _rate(lambda: scanner.scan(conversations), conversations, repeat=2)
    slow: list[list[Mention]] = []
    plain = _rate(lambda: slow.extend(naive.mentions(c) for c in sample), sample)
    equal = slow == scanner.scan(sample)
    raw, left_out = _raw_hyperscan(conversations, points)
    literals = _raw_literals(conversations, scanner)
    rows = [
        ("points alone, one process", f"{ours:,.0f} utterances/s", "", ""),
        (
            "… against precompiled re, a search a pattern",
            f"{plain:,.0f} utterances/s",
            f"{ours / plain:.0f} ×",
            f"≥ 50 ×; mentions {'equal' if equal else 'DIFFER'} on {_size(sample):,}",
        ),
        (
            "… against raw hyperscan, same patterns, empty callback",
            f"{raw:,.0f} utterances/s",
            f"{ours / raw:.0%}",
            f"≥ 25 %; {left_out} patterns it refuses left out",
        ),
        (
            "… against raw hyperscan, our literals only",
            f"{literals:,.0f} utterances/s",
            f"{ours / literals:.0%}",
            "no target: finds words, not points",
        ),
    ]
    presidio = _presidio(sample[:8], points)
    if presidio:
        rows.append(
            (
                "… against presidio-analyzer, no NLP model",
                f"{presidio:,.0f} utterances/s",
                f"{ours / presidio:.0f} ×",
                "third line",
            )
        )
    return rows


def _raw_hyperscan(
    conversations: Sequence[Conversation], points: Sequence[Point]
) -> tuple[float, int]:
    """All patterns as hyperscan takes them, without start of match, in one buffer."""
    sources = {c.pattern.expression for n, p in enumerate(points) for c in everything_in(n, p)}
    expressions = [_without_lookaround(source).replace("[^", "[^\n") for source in sorted(sources)]
    accepted = _accepted(expressions)
    database = _compiled(accepted)
    text = from_code_points(
        fold_together([u.text for c in conversations for u in c.utterances])
    ).encode()

    def ignore(*_: object) -> None:
        return None

    rate = _rate(lambda: database.scan(text, match_event_handler=ignore), conversations, repeat=3)
    return rate, len(expressions) - len(accepted)


def _without_lookaround(expression: str) -> str:
    return re.sub(r"\(\?<?[=!](?:[^()]|\([^()]*\))*\)", "", expression)


def _accepted(expressions: list[str]) -> list[str]:
    """Those that hyperscan compiles: one by one, as all together take minutes to be refused."""
    return [expression for expression in expressions if _compiles(expression)]


def _compiles(expression: str) -> bool:
    try:
        _compiled([expression])
    except hyperscan.error:
        return False
    return True


def _compiled(expressions: list[str]) -> Any:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_MULTILINE
    database.compile(
        expressions=[e.encode() for e in expressions],
        ids=list(range(len(expressions))),
        flags=[flags] * len(expressions),
    )
    return database


def _raw_literals(conversations: Sequence[Conversation], scanner: Scanner) -> float:
    text = from_code_points(
        fold_together([u.text for c in conversations for u in c.utterances])
    ).encode()
    database = scanner._proposer._heard._database
    assert database is not None

    def ignore(*_: object) -> None:
        return None

    return _rate(lambda: database.scan(text, match_event_handler=ignore), conversations, repeat=3)


def _presidio(sample: Sequence[Conversation], points: Sequence[Point]) -> float:
    try:
        from presidio_analyzer import Pattern, PatternRecognizer
    except ImportError:
        return 0.0
    recognisers = [
        PatternRecognizer(
            supported_entity=f"P{number}",
            patterns=[Pattern(str(k), c.pattern.expression, 0.5) for k, c in enumerate(found)],
            supported_language="zh",
        )
        for number, point in enumerate(points)
        if (found := everything_in(number, point))
    ]
    texts = [fold(u.text) for c in sample for u in c.utterances]

    def analyse() -> None:
        for text in texts:
            for recogniser in recognisers:
                recogniser.analyze(text, recogniser.supported_entities, None)

    return _rate(analyse, sample)


def with_rules(
    conversations: Sequence[Conversation], sample: Sequence[Conversation], rulebook: Rulebook
) -> list[Row]:
    """Findings with evidence, written to Parquet; both sides read the same JSON Lines."""
    with tempfile.TemporaryDirectory() as folder:
        many, few = Path(folder, "many.jsonl"), Path(folder, "few.jsonl")
        write_jsonl(conversations, many)
        write_jsonl(sample, few)
        ours = _rate(lambda: _our_findings(many, rulebook, folder), conversations)
        naive = Naive(rulebook.points)
        plain = _rate(lambda: _plain_findings(few, rulebook, naive, folder), sample)
    return [
        ("points and 300 rules to Parquet, one process", f"{ours:,.0f} utterances/s", "", ""),
        (
            "… against re and plain conditions",
            f"{plain:,.0f} utterances/s",
            f"{ours / plain:.0f} ×",
            "≥ 25 ×; its conditions run on our evaluator",
        ),
    ]


def _our_findings(path: Path, rulebook: Rulebook, folder: str) -> None:
    import pyarrow.parquet as pq

    from goodfaith.analysis.readers.jsonl import read_jsonl

    judge = Judge(rulebook, FactBook())
    with path.open("rb") as file:
        read = [c for c in read_jsonl(file, path.name) if isinstance(c, Conversation)]
    batch = batch_from_findings(judge.findings(read))
    pq.write_table(_table(batch), Path(folder, "ours.parquet"))


def _plain_findings(path: Path, rulebook: Rulebook, naive: Naive, folder: str) -> None:
    import msgspec
    import pyarrow.parquet as pq

    findings: list[Finding] = []
    for line in path.read_bytes().splitlines():
        conversation = msgspec.convert(json.loads(line), Conversation)
        heard = listen(conversation, naive.mentions(conversation))
        findings += judge_conversation(rulebook, conversation_scope(heard, FactBook()))
    pq.write_table(_table(batch_from_findings(findings)), Path(folder, "plain.parquet"))


def _table(batch: Any) -> Any:
    import pyarrow as pa

    return pa.Table.from_batches([batch])


def on_two_cores() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "calls.jsonl")
        conversations, _ = corpus(300_000)
        write_jsonl(conversations, path)
        one, _ = _analyse(path, 1)
        two, _ = _analyse(path, 2)
    size = _size(conversations)
    return [
        ("goodfaith analyse, one worker", f"{size / one:,.0f} utterances/s", "", ""),
        ("… two workers", f"{size / two:,.0f} utterances/s", f"{one / two:.2f} ×", "≥ 1.7 ×"),
    ]


def memory() -> list[Row]:
    peaks = []
    for utterances in (100_000, 1_000_000):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "calls.jsonl")
            conversations, _ = corpus(utterances)
            write_jsonl(conversations, path)
            del conversations
            peaks.append(_analyse(path, 1)[1])
    return [
        ("peak memory, 100,000 utterances", f"{peaks[0]:,.0f} MB", "", ""),
        (
            "peak memory, 1,000,000 utterances",
            f"{peaks[1]:,.0f} MB",
            f"{peaks[1] / peaks[0]:.2f} ×",
            "< 600 MB, flat",
        ),
    ]


def _analyse(path: Path, workers: int) -> tuple[float, float]:
    """Seconds and the peak memory of all its processes in MB."""
    out = path.with_suffix(".parquet")
    command = [sys.executable, "-m", "goodfaith.cli", "analyse", str(path), "--out", str(out)]
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--workers", str(workers)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return time.perf_counter() - began, peak


def _resident(pid: int) -> float:
    """Resident memory of a process and its children in MB; 0 where /proc is not to be had."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    own = re.search(r"VmRSS:\s+(\d+)", status)
    return (int(own[1]) / 1024 if own else 0.0) + sum(_resident(int(child)) for child in children)


def _size(conversations: Sequence[Conversation]) -> int:
    return sum(len(c.utterances) for c in conversations)


def _rate(work: Callable[[], Any], conversations: Sequence[Conversation], repeat: int = 1) -> float:
    """Utterances a second of processor time, the best of `repeat` runs in this process.

    Processor time, so that whatever else the machine does favours neither side.
    """
    best = float("inf")
    for _ in range(repeat):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return _size(conversations) / best


def _print(rows: Sequence[Row]) -> None:
    print("| what | measured | ratio | target |")
    print("| --- | ---: | ---: | --- |")
    for row in rows:
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
