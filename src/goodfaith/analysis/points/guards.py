"""Guards: when words are there but the thing is not said.

`negated`       我们不保本 · 分红不保证 · 保本是不可能的 · 怎么可能保本 · 不能说保本
`asked`         是不是保本 · 您问保本吗
`hypothetical`  如果有人承诺保本
`reported`      有的业务员说保本

A guard looks at the clause around the words: from the mark before to the mark after them. Negations
are counted; two make an assertion (不是不保本, 怎么可能不保本). A negation that belongs to
the phrase itself (不会亏) is not counted, one inside the gap of a pattern is. Where recognised
speech has no marks, the clause is bounded by `REACH` characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, get_args

Guard = Literal["negated", "asked", "hypothetical", "reported"]
GUARDS: frozenset[str] = frozenset(get_args(Guard))

REACH = 14
_MARKS = ",;!?。.…:\n "
_DECIMAL = re.compile(r"\d\.\d")

# Not negations although they contain a negating character; taken out before counting.
_HARMLESS = re.compile(
    r"(?:再|要|若|如果|要是|如)不(?![是会能行])|不[^,。不]{1,5}(?:就|的话)"
    r"|不但|不仅|不光|不只|不单|不管|不论|不错|不过|不得不|不断|不少|不同|不如|不一定要|不然|要不|不瞒|不好意思"
    r"|差不多|没错|没问题|没关系|没事|不要紧|不客气|不用担心|不用怕|别担心|您别急|不用管|不用操心"
    r"|不存在任何风险|毫不|非常|除非|是非|别人|别的|特别|分别|个别|级别|区别|性别|告别|辨别|类别"
    r"|未来|无论|无非|无忧|免费|免税|(.)[不没]\1|有没有|是不是|没准"
)
_NEGATION = re.compile(
    r"并不|并非|并没|不是|不能|不会|不可|不可能|不敢|不许|不得|不允许|不准|不应|不要|不该|不让|不再|不给|不提供|不作"
    r"|不做|不承诺|不保证|没有|没法|没说|从来没|从没|未必|未|无法|禁止|严禁|杜绝|违规|谈不上|说不上|称不上|哪有"
    r"|怎么可能|怎么会|怎么能|哪能|哪会|哪敢|谁敢|谁说|难道|别|勿|莫|非|不|没|无"
)
_DENIAL = (
    r"(?:不可能|不存在|不现实|不对|不行|不允许|不能(?:说|讲|承诺|写)|不可以(?:说|讲|承诺)|不许|不成立|不准确|不合规|不属于|做不到"
    r"|谈不上|没有的事|没这回事|没有这回事|没这种|没有这种|假的|错的|误导|违规|违法|骗人|别信|不要信|不要相信|千万别信|我不敢|我可不敢"
    r"|我不能|我们不能|不敢说|说不好)"
)
_DENIED_IN_CLAUSE = re.compile(rf"^[^,;!?。 ]{{0,6}}?(?:{_DENIAL}|不确定|保证不了)")
_DENIED_NEXT = re.compile(
    rf"^[^,;!?。 ]{{0,3}}[,?!。; ] ?\"?(?:这|那|都|可|这个|那个|这些|这话|这种说法)?"
    rf"(?:是|属于|就是|都是)?{_DENIAL}"
)
_QUESTION_END = re.compile(
    r"(?:吗|么|呢|是不是|对不对|对吧|是吧|没有|不|吧)?[?]|(?:吗|么)(?:[,。!]|$)"
)
_QUESTION_INSIDE = re.compile(r"(.)不\1|有没有|是否|能否|会否|多少|怎么样|哪[个些种]|为什么")
_HYPOTHESIS = re.compile(
    r"(?:如果|要是|假如|假设|倘若|万一|若是|凡是|一旦有人|但凡|即使|就算|哪怕|任何人)(.*)$", re.S
)
# 就算跌了公司也给您补: what follows from a condition is said, only the condition is not.
_CONSEQUENCE = re.compile(r".[,，].*(?:也|都|照样|照旧|照常|还是|依然)|.{2,}(?:也|照样|照旧|照常)")
_REPORT = re.compile(
    r"(?:有人|有的人?|有些人?|别人|别家|人家|他们|那家|那个人|那边|之前|以前|上次|网上|谁|哪个|对方|骗子|黑产"
    r"|业务员|代理人|同事|前面|当时|外面|市面上|某些|个别).{0,8}(?:说|讲|承诺|保证|告诉|宣传|忽悠|答应|吹|称)"
    r"|(?<![跟给和向同对帮为替])(?:您|你|客户)(?:刚才|刚刚|之前|所)?(?:说|讲|提到|问|理解|认为|以为|觉得|担心)的?"
)


def holds(guard: str, text: str, start: int, end: int, gaps: tuple[str, ...] = ()) -> bool:
    """Whether `guard` takes the words `text[start:end]` of a folded utterance back.

    `gaps` are the parts of the words that a pattern left open.
    """
    return _GUARDS[guard](text, start, end, gaps)


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around `text[start:end]`: between two marks, at most `REACH` to either side."""
    low = start
    while low > 0 and start - low < REACH and not _is_mark(text, low - 1):
        low -= 1
    high = end
    while high < len(text) and high - end < REACH and not _is_mark(text, high):
        high += 1
    return low, high


def _is_mark(text: str, at: int) -> bool:
    if text[at] not in _MARKS:
        return False
    return not (text[at] == "." and _DECIMAL.match(text, max(at - 1, 0)))


def _negated(text: str, start: int, end: int, gaps: tuple[str, ...]) -> bool:
    low, _ = clause(text, start, end)
    negations = _count_negations(text[low:start]) + sum(map(_count_negations, gaps))
    if negations:
        return negations % 2 == 1
    after = text[end : end + REACH]
    return bool(_DENIED_IN_CLAUSE.match(after) or _DENIED_NEXT.match(after))


def _count_negations(text: str) -> int:
    return len(_NEGATION.findall(_HARMLESS.sub("~", text)))


def _asked(text: str, start: int, end: int, gaps: tuple[str, ...]) -> bool:
    low, high = clause(text, start, end)
    tail = text[end : high + 1]
    before = text[low : start + 1]  # 保不保本 asks with the first character of the words
    return bool(_QUESTION_END.search(tail) or _QUESTION_INSIDE.search(before))


def _hypothetical(text: str, start: int, end: int, gaps: tuple[str, ...]) -> bool:
    condition = _HYPOTHESIS.search(_sentence_before(text, start))
    return condition is not None and not _CONSEQUENCE.match(condition[1])


def _reported(text: str, start: int, end: int, gaps: tuple[str, ...]) -> bool:
    return bool(_REPORT.search(_sentence_before(text, start)))


def _sentence_before(text: str, start: int) -> str:
    """From the last full stop, at most two reaches back: commas do not end a condition."""
    reach = text[max(0, start - 2 * REACH) : start]
    return re.split(r"[。!?;]", reach)[-1]


_GUARDS: dict[str, Callable[[str, int, int, tuple[str, ...]], bool]] = {
    "negated": _negated,
    "asked": _asked,
    "hypothetical": _hypothetical,
    "reported": _reported,
}
