"""What people say between the pieces of one number: marks, hesitation, listening, corrections."""

from __future__ import annotations

import re
from typing import Final

MARKS: Final = r"[ ,.;:。、…~!?·\-—_/()\n]"
_HESITATION: Final = (
    "嗯|呃|额|啊|哦|噢|唉|哎|诶|欸|喂|哈|呢|吧|哟|那个"
    "|这个|然后|就是|完了|完后|接下来|接着|后边|后面|前面"
    "|中间|最后|再|还有|是|那|的|了"
)
_LISTENING: Final = (
    "对对对|对对|对的|对|好的|好嘞|好|行|您说|你说|您讲|你讲"
    "|继续|请说|请讲|没错|明白|收到|记下了?|记好了?|在记"
    "|稍等|慢点|慢一点|ok"
)
_PLACES: Final = (
    r"最?[前后中](?:间|面|边)?(?:[一二两三四五六七八九十]{1,2}|\d{1,2})(?:位|个)(?:数字?)?"
)
PLACES: Final = re.compile(_PLACES)
_CORRECTION: Final = (
    "不对|不好意思|不是|错了|说错|我说错|搞错|弄错|更正"
    "|纠正|重新|重说|重来|应该是|等一下|等下|等等|哎呀|改成"
)
_FILLING: Final = f"(?:{MARKS}|{_PLACES}|{_CORRECTION}|{_HESITATION}|{_LISTENING}|[我您你])*+"
_ONLY_FILLING: Final = re.compile(_FILLING)
_CORRECTS: Final = re.compile(_CORRECTION)
_SEPARATORS: Final = re.compile(r"[ \-.·]{0,3}")

LONGEST: Final = 40
"""Code points between two pieces of one number, line breaks and what the other says included."""


def is_filling(between: str) -> bool:
    """Whether nothing stands here that would end a number."""
    return len(between) <= LONGEST and _ONLY_FILLING.fullmatch(between) is not None


def is_all_filling(between: str) -> bool:
    """The same of a part of what stands between, however long it is."""
    return _ONLY_FILLING.fullmatch(between) is not None


def corrects(between: str) -> bool:
    """Whether the speaker takes back what was said before."""
    return _CORRECTS.search(between) is not None


def is_separator(between: str) -> bool:
    """Whether the pieces on both sides are written as one: 138-1234 5678."""
    return _SEPARATORS.fullmatch(between) is not None
