"""Plain text: written-out conversations, several in a file or one alone.

A line `=== id ===` or `# id` begins a conversation. In a file without such lines blank lines part
conversations, if most blocks between them hold two speakers' turns or more; otherwise the file is
one conversation with the file's name as its id. Lines before the first turn may give members of
the conversation (`渠道：电话`). A line without a speaker goes on with the turn above it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import PurePath
from typing import BinaryIO, Final

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.bounds import MOST_LINES
from goodfaith.analysis.readers.lines import Line, text_lines
from goodfaith.analysis.readers.options import DEFAULT_OPTIONS, ReadOptions
from goodfaith.analysis.readers.plain_lines import mark_of, speakers_among
from goodfaith.analysis.readers.plain_turns import Turns

_HEADING: Final = re.compile(
    r"={2,20}\s{0,20}([^\s=].{0,400}?)\s{0,20}=*|#{1,6}\s{1,20}(\S.{0,400})"
)
_HEAD_LINES: Final = 2_000


def read_plain(
    source: BinaryIO,
    name: str,
    options: ReadOptions = DEFAULT_OPTIONS,
    ignored: Counter[str] | None = None,
) -> Iterator[Conversation | Problem]:
    """Yield the conversations and problems of a text file in its order.

    One conversation is held at a time. Without an id of its own a conversation has the file's
    name, with a number where blank lines part several.
    """
    counter = Counter[str]() if ignored is None else ignored
    for block in _blocks(text_lines(source, name), PurePath(name).stem):
        if isinstance(block, Problem):
            yield block
        else:
            yield from Turns(name, options, counter).read(*block)


Block = tuple[str, list[Line]]


def _blocks(lines: Iterable[Line | Problem], stem: str) -> Iterator[Block | Problem]:
    """Yield the id and the lines of each conversation."""
    source = iter(lines)
    head = list(islice(source, _HEAD_LINES))
    blanks_part = _blanks_part(head)
    id_, held, number = stem, list[Line](), 0
    for item in chain(head, source):
        if isinstance(item, Problem):
            yield item
        elif heading := _HEADING.fullmatch(item.text[:500].strip()):
            if held:
                yield id_, held
            id_, held = heading[1] or heading[2], []
            blanks_part = False
        elif item.text.strip():
            # One line more than allowed is kept, so that the conversation is told to be too long.
            if len(held) <= MOST_LINES:
                held.append(item)
        elif blanks_part and held:
            number += 1
            yield f"{stem}-{number}", held
            held = []
    if held:
        yield (f"{stem}-{number + 1}" if blanks_part else id_), held


def _blanks_part(head: list[Line | Problem]) -> bool:
    """Whether blank lines stand between conversations and not between turns."""
    lines = [line for line in head if isinstance(line, Line)]
    if any(_HEADING.fullmatch(line.text[:500].strip()) for line in lines):
        return False
    blocks = _by_blank_lines(lines)
    full = sum(_turns(block) > 1 for block in blocks)
    return len(blocks) > 1 and 2 * full > len(blocks)


def _by_blank_lines(lines: list[Line]) -> list[list[Line]]:
    blocks: list[list[Line]] = [[]]
    for line in lines:
        if line.text.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _turns(block: list[Line]) -> int:
    marks = [mark_of(line.text) for line in block]
    speakers = speakers_among(marks)
    return sum(mark is not None and mark.label in speakers for mark in marks)


def has_speakers(text: str) -> bool:
    """Whether a text looks like a conversation: a known role, a numbered voice or a time."""
    marks = [mark_of(line) for line in text.splitlines()[:_HEAD_LINES] if line.strip()]
    return any(mark is not None and mark.is_sure for mark in marks)
