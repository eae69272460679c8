"""People's names: behind introductions, before forms of address, in answers, and said again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Final

from goodfaith.trust.masking.found import Found
from goodfaith.trust.masking.given_names import GIVEN
from goodfaith.trust.masking.surnames import LOOK_LIKE_NAMES, surname_length
from goodfaith.trust.masking.talk import Talk

_IS: Final = r"(?:是|叫做?|为|写的?是?|填的?是?|[:, ]|的|就|嗯|呃|啊|那个){0,4}"
# Behind these stands a name; a surname that is also a word is believed.
_STRONG: Final = re.compile(
    rf"(?:我(?:的?名字)?叫|我(?:的)?(?:全名|大名|本名|真名)"
    rf"|名叫|名字叫|名字{_IS}|姓名{_IS}|户名{_IS}|全名{_IS}|"
    rf"(?:老公|老婆|爱人|先生|太太|儿子|女儿|孩子|妈妈?|爸爸?|母亲"
    rf"|父亲|哥哥?|姐姐?|弟弟?|妹妹?|他|她|您|你|本人|[小大]名)叫做?|"
    rf"(?:联系|收件|收款|经办|持卡|紧急联系|负责|介绍|担保"
    rf"|代理)人{_IS}(?<=[是叫为:,写填 ]))(?:做|作|:|,| )?"
)
# Behind these may stand a name: what follows has to look like one.
_WEAK: Final = re.compile(
    rf"(?:我(?:这边|这里)?就?是|这里是|您(?:这边)?是|你(?:这边)?是"
    rf"|请问(?:一下)?(?:您|你)?是|请问|确认(?:一下)?(?:您|你)?是|是|"
    rf"找(?:一下)?|联系(?:一下)?|和|跟|叫|向|"
    rf"(?:投保|被保险?|被保|受益|保险|监护|申请)人(?:姓名)?{_IS}|(?:客户"
    rf"|车主|户主|学员|患者|顾问|经理|专员|客服|代表|坐席|助理|主管|老师|"
    rf"主任|医生|会计|律师|警官|同事|朋友|同学|邻居|老公|老婆|爱人|儿子"
    rf"|女儿|孩子|母亲|父亲|妈妈|爸爸|妻子|丈夫|配偶){_IS})(?:一下|您|你)?"
)
_TITLES: Final = re.compile(
    "先生|女士|小姐|太太|阿姨|叔叔|大哥|大姐|大爷|大妈|大叔|奶奶|爷爷"
    "|伯伯|老师|经理|主任|医生|师傅|同学|同志|总监|老板|律师|警官|主管|"
    "科长|处长|院长|校长|教授|本人|[哥姐总](?=[,。!? \n您你好啊])"
)
_ASKS: Final = re.compile(
    "(?:姓名|名字|怎么称呼|如何称呼|贵姓|什么称呼|叫什么"
    "|叫啥|全名|尊姓|哪位|户名|哪几个字)[^\n]{0,16}\n"
    "(?:嗯|哦|啊|呃|哎|好的?|对|是的?|免贵|[我姓, .。])*+"
    "(?:姓[^\n]{1,2}[, ]+)?(?:我?[叫是])?"
)
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_NEVER: Final = frozenset(
    "的了吗呢吧啊呀哦嘛么哈哎诶嗯您你我他她它们这那哪谁什怎很太就"
    "也都还又再不没别请让给跟把被对从向到去想要说问找看今"
    "做办买卖交付打拿用吃喝坐住是在有叫姓个位"
    "年岁号楼室元块钱险保单费款卡人手电话件证码期股司店啦呗喔噢"
)
_FOLLOWS: Final = re.compile(
    "[的了吗呢吧啊呀哦嘛么哈诶嗯您你我他她这那很太就也都还又再不"
    "没请让给跟对从向到去想要说问找看今做办买卖交是在有和与"
    "或男女今年身手电住工联性年岁生已先小阿大本正现可应能"
    "会需曾当因所但如最一\\W\\da-z]|" + _TITLES.pattern
)
_ENDS: Final = re.compile(
    "[\\W的吗吧啊呀哦呢嘛么您你我]|本人|先生|女士|小姐|同学|老师|阿姨|经理|工号|身份|手机|电话|$"
)
_SURE: Final = frozenset("叫是为做填写:")
_LONG_ENOUGH: Final = 3
_SAYS_AGAIN: Final = re.compile("([\u4e00-\u9fff]{2,4}?)的([\u4e00-\u9fff])")


def find_names(talk: Talk, values: count[int]) -> Iterator[Found]:
    """Every name, surname first; the same name has one number wherever it is said."""
    text = talk.text
    found = dict(_found_by_words(text))
    known: dict[str, tuple[int, float]] = {}
    for (start, end), confidence in found.items():
        name = text[start:end]
        value = known[name][0] if name in known else next(values)
        known[name] = value, max(confidence, known.get(name, (0, 0.0))[1])
        yield Found(start, end, "name", confidence, value)
    yield from _said_again(text, known)
    yield from _spelled(text, known)


def _found_by_words(text: str) -> Iterator[tuple[tuple[int, int], float]]:
    for found in _WEAK.finditer(text):
        if (end := read_name(text, found.end())) and _ENDS.match(text, end):
            yield (found.end(), end), 0.7
    for found in _ASKS.finditer(text):
        if (end := read_name(text, found.end(), rare=True)) and _ENDS.match(text, end):
            yield (found.end(), end), 0.8
    for found in _TITLES.finditer(text):
        if (start := _before_title(text, found.start())) is not None:
            yield (start, found.start()), 0.8
    for found in _STRONG.finditer(text):
        sure = text[found.end() - 1] in _SURE
        if end := read_name(text, found.end(), rare=sure, strict=not sure):
            yield (found.end(), end), 0.9


def read_name(text: str, at: int, rare: bool = False, strict: bool = True) -> int | None:
    """Where the name that begins at `at` of a folded text ends, or None if there is none.

    `rare` takes surnames that are words too; `strict` takes only characters that given names
    are commonly made of.
    """
    size = surname_length(text, at, rare)
    if not size or _is_word(text, at):
        return None
    given = at + size
    if _TITLES.match(text, given):
        return None
    for length in (2, 1):
        end = given + length
        if _is_given(text[given:end], length, strict) and _may_end(text, end, length, strict):
            return end
    return None


def _is_word(text: str, at: int) -> bool:
    """Whether the surname at `at` begins an ordinary word, or ends one as in 谢谢."""
    return text[at : at + 2] in LOOK_LIKE_NAMES or (at > 0 and text[at - 1] == text[at])


def _is_given(given: str, length: int, strict: bool) -> bool:
    if len(given) < length or not all(_HAN.match(char) and char not in _NEVER for char in given):
        return False
    return not strict or all(char in GIVEN for char in given)


def _may_end(text: str, end: int, length: int, strict: bool) -> bool:
    if _FOLLOWS.match(text, end):
        return True
    return length == 2 and (not strict or all(char in GIVEN for char in text[end - 2 : end]))


def _before_title(text: str, at: int) -> int | None:
    """Where the full name begins that ends before a form of address at `at`."""
    for length in (4, 3, 2):
        start = at - length
        if start < 0:
            continue
        size = surname_length(text, start)
        given = length - size
        if not size or given not in (1, 2) or _is_word(text, start):
            continue
        if _is_given(text[start + size : at], given, strict=True):
            return start
    return None


def name_like(line: str) -> set[str]:
    """Everything in a folded text that would be a name if it was said where names are said."""
    found = set()
    for at in range(len(line)):
        size = surname_length(line, at, rare=True)
        if not size or line[at : at + 2] in LOOK_LIKE_NAMES:
            continue
        for length in (1, 2):
            end = at + size + length
            if _is_given(line[at + size : end], length, strict=False):
                found.add(line[at:end])
    return found


def is_asked_for(line: str) -> bool:
    """Whether a folded turn ends in a question that a name may answer."""
    return _ASKS.search(line + "\n") is not None


def _said_again(text: str, known: dict[str, tuple[int, float]]) -> Iterator[Found]:
    for name, (value, confidence) in known.items():
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            if len(name) >= _LONG_ENOUGH or _ENDS.match(text, end):
                yield Found(at, end, "name", confidence, value)
            at = text.find(name, end)


def _spelled(text: str, known: dict[str, tuple[int, float]]) -> Iterator[Found]:
    """美丽的丽: how a character of a name that was found is written."""
    given = {char: name for name in known for char in name[surname_length(name, 0, True) or 1 :]}
    if not given:
        return
    for found in _SAYS_AGAIN.finditer(text):
        name = given.get(found[2]) if found[2] in found[1] else None
        if name:
            yield Found(found.start(), found.end(), "name", 0.8, known[name][0])


def find_names_beside(text: str, others: Iterable[Found], values: count[int]) -> Iterator[Found]:
    """张小丽 13812345678: a name that opens its turn and leads to another private value."""
    for other in others:
        line = text.rfind("\n", 0, other.start) + 1
        end = read_name(text, line, rare=True)
        between = text[end : other.start] if end else None
        if end and between is not None and not between.strip(" ,:;、"):
            yield Found(line, end, "name", 0.8, next(values))
