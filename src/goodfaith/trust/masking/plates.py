"""Number plates, written and spoken: 沪A12345, 粤B D12345, 苏E幺二三，四五."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Final

from goodfaith.analysis.numbers.readout import SPOKEN_DIGITS
from goodfaith.trust.masking.found import Found
from goodfaith.trust.masking.talk import Talk

_PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SIGN: Final = f"[0-9{SPOKEN_DIGITS}a-hj-np-z]"
_PAUSE: Final = r"(?:[ ,·.•、-]|嗯|呃|啊|那个){0,3}"
_DIGIT: Final = f"[0-9{SPOKEN_DIGITS}]"
_NEXT: Final = f"{_PAUSE}{_SIGN}"
# GA 36: a letter, then five signs; green plates have six, the first or the last from A to K.
_PLATE: Final = re.compile(
    rf"[{_PROVINCES}]{_PAUSE}[a-hj-z]"
    rf"(?:{_PAUSE}[a-hjk]{_NEXT}(?:{_PAUSE}{_DIGIT}){{4}}"
    rf"|(?:{_PAUSE}{_DIGIT}){{5}}{_PAUSE}[a-hjk]"
    rf"|(?:{_NEXT}){{4}}(?:{_NEXT}|[挂学警港澳]))(?![0-9a-z])",
    re.ASCII,
)
_DIGITS_FROM: Final = 3
_DIGITS: Final = re.compile(_DIGIT)


def find_plates(talk: Talk, values: count[int]) -> Iterator[Found]:
    """Plates with at least three digits; fewer are hardly ever handed out and easily words."""
    for match in _PLATE.finditer(talk.text):
        if len(_DIGITS.findall(match[0])) >= _DIGITS_FROM:
            yield Found(*match.span(), "plate", 0.9, next(values))
