"""`python -m goodfaith.demo.simulator check`: reads the wording and counts it."""

from __future__ import annotations

import argparse
import sys

from goodfaith.demo.simulator.wordbook import WordingInvalid, load_wordbook


def main() -> int:
    """Exit code 0, or 1 when the wording has mistakes."""
    parser = argparse.ArgumentParser(prog="python -m goodfaith.demo.simulator")
    parser.add_argument("act", choices=["check"])
    parser.parse_args()
    try:
        book = load_wordbook()
    except WordingInvalid as invalid:
        sys.stderr.write(f"{invalid}\n")
        return 1
    for move in book.moves.values():
        reserved = sum(line.reserved for line in move.lines)
        sys.stdout.write(f"{len(move.lines):4d} {reserved:4d} reserved  {move.id}\n")
    sys.stdout.write(f"{sum(1 for _ in book.lines())} lines\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
