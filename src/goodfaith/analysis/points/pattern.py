"""What a point listens for: a phrase, or a regular expression that runs in linear time.

Accepted: literals, classes, `.`, alternation, groups, bounded repeats of at most `LONGEST_GAP`,
`^`, `$`, lookahead and lookbehind. Refused with a reason: unbounded repeats, back-references,
repeats within repeats, and anything from which no literal can be required. Every match has to
contain certain texts, its atoms: the scanner looks for those, `re` decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from re import _constants as op
from re import _parser as parser
from typing import Any

from goodfaith.analysis.folding import fold

LONGEST_GAP = 40
LONGEST_MATCH = 120
_MOST_LITERALS = 100
_MOST_CLASS = 24
_MOST_ATOMS = 5
_SPECIAL = frozenset(r".^$*+?{}[]\|()")
_REFERENCE = re.compile(r"(?<!\\)(?:\\\\)*(?:\\[1-9]|\(\?(?:P|\())")
_CLASS = r"\[(?:\\.|[^\]\\])*\]"
_GAP = rf"(?:\.|(?=\[\^){_CLASS})\{{\d*,\d+\}}\??"
_PIECE = re.compile(
    rf"(?P<escaped>\\.)|(?P<gap>{_GAP})|{_CLASS}|(?P<group>\((?!\?))|[^\\.\[(]+|.", re.S
)

Literals = frozenset[str]


class PatternRefused(ValueError):
    """The engine cannot take this pattern; the message says why."""


@dataclass(frozen=True)
class Pattern:
    """One phrase or regular expression over matching text.

    `ways` are the alternatives of the pattern, each by its atoms: sets of texts of which a match
    contains at least one text each, the most telling set first. The compiled expression captures
    each gap `.{m,n}`, so that a guard can look for a negation inside it.
    """

    source: str
    is_phrase: bool
    expression: str
    ways: tuple[tuple[Literals, ...], ...]

    @property
    def phrase(self) -> str:
        """The folded phrase, of a pattern that is one."""
        return next(iter(self.ways[0][0]))

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.expression)


def read_pattern(source: str, written: str = "") -> Pattern:
    r"""Read a phrase or a regular expression; a text with none of `.^$*+?{}[]\|()` is a phrase.

    `written` is how it stands in the rule, where that is not the same. Raises `PatternRefused`.
    """
    if not source.strip():
        raise PatternRefused("is empty, expected a phrase or a regular expression")
    if not _SPECIAL & set(source):
        phrase = fold(source)
        return Pattern(written or source, True, re.escape(phrase), ((frozenset({phrase}),),))
    if _REFERENCE.search(source):
        raise PatternRefused("refers back to a group, which takes more than linear time")
    expression = _normalised(source)
    tree = _parse(expression)
    _refuse_what_could_be_slow(tree, inside_repeat=False)
    ways = tuple(_atoms(_literals(way)[1]) for way in _ways(tree))
    if not all(ways):
        raise PatternRefused(
            "every match may be free of any fixed word, expected at least one literal"
        )
    return Pattern(written or source, False, expression, ways)


def any_of(patterns: tuple[Pattern, ...]) -> re.Pattern[str] | None:
    """One expression that finds any of the patterns, longest phrases first; None for none."""
    if not patterns:
        return None
    ordered = sorted(patterns, key=lambda p: (-len(p.expression), p.expression))
    return re.compile("|".join(f"(?:{p.expression})" for p in ordered))


def sample_of(pattern: Pattern) -> str:
    """A text the pattern finds, for people: first alternatives, gaps as …"""
    return pattern.source if pattern.is_phrase else _sample(parser.parse(pattern.expression))


def _sample(tree: Any) -> str:
    return "".join(_sample_of(kind, argument) for kind, argument in tree)


def _sample_of(kind: Any, argument: Any) -> str:
    if kind is op.LITERAL:
        return chr(argument)
    if kind is op.SUBPATTERN:
        return _sample(argument[3])
    if kind is op.BRANCH:
        return _sample(argument[1][0])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        low, high, child = argument
        return _sample(child) * low if low else ("…" if high > 1 else "")
    if kind is op.IN:
        return next((chr(a) for k, a in argument if k is op.LITERAL), "…")
    return "…" if kind in (op.ANY, op.NOT_LITERAL) else ""


def _ways(tree: Any) -> list[Any]:
    """The alternatives of the pattern as a whole."""
    items = list(tree)
    if len(items) == 1 and items[0][0] is op.BRANCH:
        return list(items[0][1][1])
    if len(items) == 1 and items[0][0] is op.SUBPATTERN:
        return _ways(items[0][1][3])
    return [tree]


def _atoms(required: tuple[Literals, ...]) -> tuple[Literals, ...]:
    """The most telling sets."""
    distinct = sorted({_shortest(r) for r in required}, key=_selectivity, reverse=True)
    return tuple(distinct[:_MOST_ATOMS])


def _shortest(literals: Literals) -> Literals:
    """Leave out what contains another literal: finding the shorter one is enough."""
    lengths = sorted(set(map(len, literals)))
    if len(lengths) == 1:
        return literals
    return frozenset(
        text
        for text in literals
        if not any(part in literals for length in lengths for part in _parts(text, length))
    )


def _parts(text: str, length: int) -> Iterator[str]:
    """Every part of that length, of a longer text."""
    if length < len(text):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]


def _parse(expression: str) -> Any:
    try:
        tree = parser.parse(expression)
        widest = tree.getwidth()[1]
    except (re.error, RecursionError, OverflowError) as error:
        raise PatternRefused(f"is not a regular expression: {error}") from None
    if tree.getwidth()[0] == 0:
        raise PatternRefused("matches the empty text, expected at least one character")
    if widest > LONGEST_MATCH:
        raise PatternRefused(
            f"may match {'endless' if widest > 10**6 else widest} characters, "
            f"expected at most {LONGEST_MATCH} (write .{{0,12}} instead of .*)"
        )
    return tree


def _normalised(source: str) -> str:
    """Fold the literals, make groups non-capturing, spaces stay spaces, capture the gaps."""
    return _PIECE.sub(_normalised_piece, source)


def _normalised_piece(piece: re.Match[str]) -> str:
    if piece["escaped"]:
        return piece.group()
    if piece["gap"]:
        return f"({_folded(piece.group())})"
    return "(?:" if piece["group"] else _folded(piece.group())


def _folded(text: str) -> str:
    """Fold, but a full-width sign must not turn into an operator."""
    return "".join(map(_folded_character, text))


@cache
def _folded_character(character: str) -> str:
    folded = fold(character)
    becomes_special = folded in _SPECIAL and character not in _SPECIAL
    return re.escape(folded) if becomes_special else folded


def _refuse_what_could_be_slow(tree: Any, *, inside_repeat: bool) -> None:
    for kind, argument in tree:
        if kind in (op.GROUPREF, op.GROUPREF_EXISTS):
            raise PatternRefused("refers back to a group, which takes more than linear time")
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            low, high, child = argument
            varies = high > 1 and high != low
            if varies and inside_repeat:
                raise PatternRefused("repeats a repeat, which takes more than linear time")
            if high > LONGEST_GAP:
                raise PatternRefused(f"repeats without a bound, expected at most {LONGEST_GAP}")
            _refuse_what_could_be_slow(child, inside_repeat=inside_repeat or high > 1)
        else:
            for child in _children(kind, argument):
                _refuse_what_could_be_slow(child, inside_repeat=inside_repeat)


def _children(kind: Any, argument: Any) -> list[Any]:
    if kind is op.BRANCH:
        return list(argument[1])
    if kind is op.SUBPATTERN:
        return [argument[3]]
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [argument[1]]
    if kind is op.ATOMIC_GROUP:
        return [argument]
    return []


def _literals(tree: Any) -> tuple[Literals | None, tuple[Literals, ...]]:
    """Return (all texts it can match, or None; sets of which every match contains a text each).

    After the prefilters of RE2 (Cox, "Regular Expression Matching with a Trigram Index", 2012).
    """
    run: Literals = frozenset({""})
    whole = True
    found: list[Literals] = []
    for kind, argument in tree:
        if kind is op.LITERAL:
            character = chr(argument)
            run = frozenset([text + character for text in run])
            continue
        exact, required = _literals_of(kind, argument)
        if exact is not None and len(exact) * len(run) <= _MOST_LITERALS:
            run = frozenset(a + b for a, b in product(run, exact))
            continue
        whole = False
        found.append(run)
        run = frozenset({""}) if exact is None else exact
        found += required
    found.append(run)
    return (run if whole else None), tuple(filter(_useful, found))


def _useful(literals: Literals) -> bool:
    return "" not in literals


def _selectivity(literals: Literals) -> tuple[int, int, list[str]]:
    """Longer required texts are rarer; among equals, fewer are better."""
    return min(min(map(len, literals)), 3), -len(literals), sorted(literals)


def _literals_of(kind: Any, argument: Any) -> tuple[Literals | None, tuple[Literals, ...]]:
    if kind is op.LITERAL:
        return frozenset({chr(argument)}), ()
    if kind is op.IN:
        return _class_members(argument), ()
    if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return frozenset({""}), ()
    if kind is op.SUBPATTERN:
        return _literals(argument[3])
    if kind is op.ATOMIC_GROUP:
        return _literals(argument)
    if kind is op.BRANCH:
        return _literals_of_branches([_literals(branch) for branch in argument[1]])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return _literals_of_repeat(*argument)
    return None, ()


def _class_members(members: Any) -> Literals | None:
    characters: set[str] = set()
    for kind, argument in members:
        if kind is op.LITERAL:
            characters.add(chr(argument))
        elif kind is op.RANGE and argument[1] - argument[0] < _MOST_CLASS:
            characters.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return None
    return frozenset(characters) if len(characters) <= _MOST_CLASS else None


def _literals_of_branches(
    branches: list[tuple[Literals | None, tuple[Literals, ...]]],
) -> tuple[Literals | None, tuple[Literals, ...]]:
    exacts = [exact for exact, _ in branches if exact is not None]
    if len(exacts) == len(branches):
        union = frozenset[str]().union(*exacts)
        if len(union) <= _MOST_LITERALS:
            return union, (union,) if _useful(union) else ()
    best = [
        max(
            [*required, *([exact] if exact and _useful(exact) else [])],
            key=_selectivity,
            default=None,
        )
        for exact, required in branches
    ]
    known = [literals for literals in best if literals is not None]
    if len(known) < len(branches):
        return None, ()
    return None, (frozenset[str]().union(*known),)


def _literals_of_repeat(
    low: int, high: int, child: Any
) -> tuple[Literals | None, tuple[Literals, ...]]:
    exact, required = _literals(child)
    if low == 0:
        return (exact | {""}, ()) if high == 1 and exact is not None else (None, ())
    if low == high == 1:
        return exact, required
    return None, (*required, *([exact] if exact and _useful(exact) else []))
