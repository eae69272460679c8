"""One utterance of a recogniser's result: its text, times and confidences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from goodfaith.analysis.conversation import Utterance
from goodfaith.analysis.readers import mapping as maps
from goodfaith.analysis.readers import values
from goodfaith.analysis.readers.bounds import LONGEST_UTTERANCE
from goodfaith.analysis.readers.json_path import find_all, first
from goodfaith.analysis.readers.report import Report, Unfit
from goodfaith.analysis.readers.storable import storable
from goodfaith.analysis.readers.token_confidence import spread

Word = tuple[str, float | None]
_UNITS: Final[dict[str, Callable[[object], float]]] = {
    "ms": values.milliseconds,
    "s": values.seconds,
    "clock": values.seconds,
}
_TAG: Final = re.compile(r"<\|[^|<>]{0,40}\|>")
_HAN: Final = (
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3000-\u303f\uff01-\uff0f\uff1a-\uff1f"
)
_SPACE_IN_CHINESE: Final = re.compile(rf"(?<=[{_HAN}]) +(?=[{_HAN}0-9])|(?<=[0-9]) +(?=[{_HAN}])")


def read_utterance(
    item: object, mapping: maps.Mapping, place: str, report: Report
) -> Utterance | None:
    """Return the utterance that `item` holds; None when nothing was said or `report` has why.

    `place` is the path of the item in the document, as problems name it.
    """
    words = _words(item, mapping.words, place, report)
    text = _text(item, mapping, words, place, report)
    if text is None or not any(character.isalnum() for character in text):
        return None
    start = read_time(item, mapping.start, place, report)
    end = read_time(item, mapping.end, place, report)
    if start is not None and end is not None and end < start:
        report.add(f"{place}.end", f"{end:g}", f"at least its start, {start:g}")
        return None
    heard = [(word, confidence) for word, confidence in words if confidence is not None]
    return Utterance(
        text=text,
        start=start,
        end=end,
        confidence=_confidence(item, mapping.confidence, place, report),
        confidences=spread(text, heard),
    )


def read_time(item: object, time: maps.Time | None, place: str, report: Report) -> float | None:
    """Return a time of `item` in seconds, None where it has none."""
    value = None if time is None else first(item, maps.as_paths(time.path))
    if time is None or value is None or value == "":
        return None
    return report.take(_field(place, time.path), _UNITS[time.unit], value)


def _text(
    item: object, mapping: maps.Mapping, words: list[Word], place: str, report: Report
) -> str | None:
    value = first(item, maps.as_paths(mapping.text))
    if value is None and mapping.words is not None:
        value = "".join(word for word, _ in words)
    if value is None:
        report.missing(_field(place, mapping.text), "what was said")
        return None
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = " ".join(value)
    text = report.take(_field(place, mapping.text), values.spoken_text, value) or ""
    if mapping.drop_tags:
        text = _TAG.sub("", text)
    if mapping.close_spaces:
        text = _SPACE_IN_CHINESE.sub("", text)
    ending = first(item, maps.as_paths(mapping.ending))
    room = LONGEST_UTTERANCE - len(text)
    return text.strip() + (storable(ending[: min(room, 1)]) if isinstance(ending, str) else "")


def _words(item: object, words: maps.Words | None, place: str, report: Report) -> list[Word]:
    if words is None:
        return []
    return [
        (storable(text), _word_confidence(text, word, words, place, report))
        for word, text in _spoken(item, words)
    ]


def _spoken(item: object, words: maps.Words) -> Iterator[tuple[object, str]]:
    for word in find_all(item, words.items):
        if any(first(word, [member]) in skipped for member, skipped in words.skip.items()):
            continue
        text = first(word, maps.as_paths(words.text))
        if isinstance(text, str):
            yield word, text


def _word_confidence(
    text: str, word: object, words: maps.Words, place: str, report: Report
) -> float | None:
    # Punctuation is set, not heard: what is written beside it says nothing about hearing.
    if not any(character.isalnum() for character in text):
        return None
    return _confidence(word, words.confidence, f"{place}.{words.items}", report)


def _confidence(
    item: object, confidence: maps.Confidence | None, place: str, report: Report
) -> float | None:
    value: Any = None if confidence is None else first(item, maps.as_paths(confidence.path))
    if confidence is None or value is None or value == "":
        return None
    read = _percent if confidence.unit == "percent" else values.share
    share = report.take(_field(place, confidence.path), read, value)
    return None if share == 0 and confidence.zero == "unknown" else share


def _percent(value: object) -> float:
    try:
        number = float(value) if isinstance(value, int | float | str) else -1.0
    except (ValueError, OverflowError):
        number = -1.0
    if isinstance(value, bool) or not 0 <= number <= 100:
        raise Unfit("a number from 0 to 100")
    return number / 100


def _field(place: str, paths: maps.Paths) -> str:
    return f"{place}.{(maps.as_paths(paths) or ['text'])[0]}"
