"""What a point listens for: a phrase, or a regular expression that runs in linear time.

Accepted: literals, classes, `.`, alternation, groups, bounded repeats of at most `LONGEST_GAP`,
`^`, `$`, lookahead and lookbehind. Refused with a reason: unbounded repeats, back-references,
repeats within repeats, and anything from which no literal can be required. Every match has to
contain one of the pattern's `atoms`: the scanner looks for those, `re` decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from goodfaith.analysis.folding import fold

LONGEST_GAP = 40
LONGEST_MATCH = 120
_MOST_LITERALS = 400
_MOST_CLASS = 24
_SPECIAL = frozenset(r".^$*+?{}[]\|()")
_GAP = re.compile(r"(?:\.|\[\^(?:\\.|[^\]\\])*\])\{\d*,\d+\}\??")

Literals = frozenset[str]


class PatternRefused(ValueError):
    """The engine cannot take this pattern; the message says why."""


@dataclass(frozen=True)
class Pattern:
    """One phrase or regular expression over matching text.

    `atoms`: every match contains at least one of these. `gaps`: the compiled expression captures
    each `.{m,n}` so that a guard can look for a negation inside it.
    """

    source: str
    is_phrase: bool
    expression: str
    atoms: Literals

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.expression)


def read_pattern(source: str) -> Pattern:
    r"""Read a phrase or a regular expression; a text with none of `.^$*+?{}[]\|()` is a phrase.

    Raises `PatternRefused`.
    """
    if not source.strip():
        raise PatternRefused("is empty, expected a phrase or a regular expression")
    if not _SPECIAL & set(source):
        phrase = fold(source)
        return Pattern(source, True, re.escape(phrase), frozenset({phrase}))
    expression = _normalised(source)
    tree = _parse(expression)
    _refuse_what_could_be_slow(tree, inside_repeat=False)
    _, required = _literals(tree)
    if not required:
        raise PatternRefused(
            "every match may be free of any fixed word, expected at least one literal"
        )
    return Pattern(source, False, expression, _shortest(required))


def any_of(patterns: tuple[Pattern, ...]) -> re.Pattern[str] | None:
    """One expression that finds any of the patterns, longest phrases first; None for none."""
    if not patterns:
        return None
    ordered = sorted(patterns, key=lambda p: (-len(p.expression), p.expression))
    return re.compile("|".join(f"(?:{p.expression})" for p in ordered))


def _shortest(literals: Literals) -> Literals:
    """Leave out what contains another literal: finding the shorter one is enough."""
    return frozenset(
        a for a in literals if not any(b in a for b in literals if b is not a and len(b) < len(a))
    )


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
    out: list[str] = []
    position, in_class = 0, False
    while position < len(source):
        character = source[position]
        if character == "\\" and position + 1 < len(source):
            out.append(source[position : position + 2])
            position += 2
            continue
        gap = None if in_class else _GAP.match(source, position)
        if gap:
            out.append(f"({_folded(gap.group())})")
            position = gap.end()
            continue
        if character == "(" and not in_class and source[position + 1 : position + 2] != "?":
            out.append("(?:")
        else:
            in_class = (in_class or character == "[") and character != "]"
            out.append(_folded(character))
        position += 1
    return "".join(out)


def _folded(text: str) -> str:
    """Fold, but a full-width sign must not turn into an operator."""
    return "".join(
        re.escape(fold(c)) if fold(c) in _SPECIAL and c not in _SPECIAL else fold(c) for c in text
    )


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


def _literals(tree: Any) -> tuple[Literals | None, Literals | None]:
    """Return (all texts it can match, or None; texts of which every match contains one).

    After the prefilters of RE2 (Cox, "Regular Expression Matching with a Trigram Index", 2012).
    """
    run: Literals = frozenset({""})
    whole = True
    candidates: list[Literals] = []
    for kind, argument in tree:
        exact, required = _literals_of(kind, argument)
        if exact is not None and len(exact) * len(run) <= _MOST_LITERALS:
            run = frozenset(a + b for a, b in product(run, exact))
            continue
        whole = False
        candidates.append(run)
        run = frozenset({""}) if exact is None else exact
        if required:
            candidates.append(required)
    candidates.append(run)
    best = max(filter(_useful, candidates), key=_selectivity, default=None)
    return (run if whole else None), best


def _useful(literals: Literals) -> bool:
    return "" not in literals


def _selectivity(literals: Literals) -> tuple[int, int]:
    """Longer required texts are rarer; among equals, fewer are better."""
    return min(min(map(len, literals)), 3), -len(literals)


def _literals_of(kind: Any, argument: Any) -> tuple[Literals | None, Literals | None]:
    if kind is op.LITERAL:
        return frozenset({chr(argument)}), None
    if kind is op.IN:
        return _class_members(argument), None
    if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return frozenset({""}), None
    if kind is op.SUBPATTERN:
        return _literals(argument[3])
    if kind is op.ATOMIC_GROUP:
        return _literals(argument)
    if kind is op.BRANCH:
        return _literals_of_branches([_literals(branch) for branch in argument[1]])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return _literals_of_repeat(*argument)
    return None, None


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
    branches: list[tuple[Literals | None, Literals | None]],
) -> tuple[Literals | None, Literals | None]:
    exacts = [exact for exact, _ in branches]
    if all(exact is not None for exact in exacts):
        union = frozenset[str]().union(*(exact for exact in exacts if exact is not None))
        if len(union) <= _MOST_LITERALS:
            return union, union if _useful(union) else None
    required = [needed for _, needed in branches]
    if all(needed is not None for needed in required):
        return None, frozenset[str]().union(*(needed for needed in required if needed is not None))
    return None, None


def _literals_of_repeat(low: int, high: int, child: Any) -> tuple[Literals | None, Literals | None]:
    exact, required = _literals(child)
    if low == 0:
        return (exact | {""}, None) if high == 1 and exact is not None else (None, None)
    if low == high == 1:
        return exact, required
    return None, required
