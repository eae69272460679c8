"""Why a verdict is what it is, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from goodfaith.analysis.finding import Because, Finding
from goodfaith.analysis.rules.rule import Rule
from goodfaith.batch.report.naming import name_of
from goodfaith.batch.report.parts import asks_presence, in_words, tells_absence
from goodfaith.batch.report.words import catalogue, joined, phrase, same

LONGEST_QUOTE = 40
_MERE_ABSENCE = re.compile(r"no \w+")
# That something was not heard is said by the words of a part that itself begins with "no".
_SAID_BY_THE_PART = {"not_heard": "absent", "not_happened": "absent"}


def reasons(finding: Finding, rule: Rule) -> list[dict[str, str]]:
    """One sentence for each part that decided, in their order, each once.

    A point that a longer part speaks of is not told alone as well.
    """
    said = {e.point: e.text for e in reversed(finding.evidence) if len(e.text) <= LONGEST_QUOTE}
    told = [_reason(because, rule, said) for because in _telling(finding.because)]
    return list({sentence["zh"]: sentence for sentence in told}.values())


def _telling(because: tuple[Because, ...]) -> Iterator[Because]:
    """What was heard goes before what would have excused it and was not."""
    heard = any(one.code in ("heard", "happened") for one in because)
    for one in because:
        if heard and one.code == "not_heard" and _MERE_ABSENCE.fullmatch(one.part):
            continue
        longer = (b.part for b in because if b.code == one.code and len(b.part) > len(one.part))
        if not one.part or not any(_speaks_of(part, one.part) for part in longer):
            yield one


def _speaks_of(part: str, name: str) -> bool:
    return f" {name} " in f" {part} "


def _reason(because: Because, rule: Rule, said: Mapping[str, str]) -> dict[str, str]:
    code = because.code
    part = in_words(rule, because.part, said) if because.part else same("")
    if tells_absence(rule, because.part):
        code = _SAID_BY_THE_PART.get(code, code)
    if code == "field_missing" and asks_presence(rule, because.part):
        code = "value_missing"
    missing = joined(map(name_of, because.missing)) if because.missing else phrase("some_fact")
    if f"because_{code}" not in catalogue():
        return phrase("because_other", code=code, part=part)
    told = phrase(f"because_{code}", part=part, missing=missing)
    return {lang: sentence[:1].upper() + sentence[1:] for lang, sentence in told.items()}
