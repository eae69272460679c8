"""`python -m goodfaith.demo.simulator`: counts the wording, or shows a conversation of a kind."""

from __future__ import annotations

import argparse
import sys

from goodfaith.demo.simulator.insurer import simulate
from goodfaith.demo.simulator.journey import Simulated
from goodfaith.demo.simulator.occasion import OCCASIONS
from goodfaith.demo.simulator.wordbook import WordingInvalid, load_wordbook


def main() -> int:
    """Exit code 0, or 1 when the wording has mistakes."""
    parser = argparse.ArgumentParser(prog="python -m goodfaith.demo.simulator")
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("check", help="read the wording and count its lines")
    show = acts.add_parser("show", help="show conversations of a kind, and what is true of them")
    show.add_argument("kind", choices=sorted(OCCASIONS))
    show.add_argument("--seed", type=int, default=1)
    show.add_argument("--count", type=int, default=1)
    options = parser.parse_args()
    try:
        load_wordbook()
    except WordingInvalid as invalid:
        sys.stderr.write(f"{invalid}\n")
        return 1
    if options.act == "check":
        _count_lines()
    else:
        _show(options.kind, options.seed, options.count)
    return 0


def _count_lines() -> None:
    book = load_wordbook()
    for move in book.moves.values():
        reserved = sum(line.reserved for line in move.lines)
        sys.stdout.write(f"{len(move.lines):4d} {reserved:4d} reserved  {move.id}\n")
    sys.stdout.write(f"{sum(1 for _ in book.lines())} lines\n")


def _show(kind: str, seed: int, count: int) -> None:
    for one in simulate("small", seed).conversations():
        if one.truth.kind == kind and count > 0:
            _write(one)
            count -= 1
        if count <= 0:
            return


def _write(one: Simulated) -> None:
    conversation, truth = one.conversation, one.truth
    sys.stdout.write(f"\n== {conversation.id} {conversation.result} {' '.join(truth.defects)}\n")
    roles = {person.id: person.role for person in conversation.participants}
    for number, said in enumerate(conversation.utterances):
        sent = " ".join(f"<{a.kind}> {a.name}" for a in said.attachments)
        role = roles[said.participant] if said.participant else "?"
        sys.stdout.write(f"{number:3d} {role:15s} {said.text}{sent}\n")
    told = (*truth.violations, *truth.strategies, *truth.practices, *truth.life_events)
    for true in told:
        sys.stdout.write(f"    {true}\n")


if __name__ == "__main__":
    sys.exit(main())
