"""What is written with letters: e-mail, chat accounts, passports and permits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Final

from goodfaith.trust.masking import checks
from goodfaith.trust.masking.found import Found
from goodfaith.trust.masking.span import PrivateKind
from goodfaith.trust.masking.talk import Talk

_LINK: Final = r"(?:号码?|号|id|是|为|就|:|[ ,]|的|[您你我]|也|同号){0,6}"
_EMAIL: Final = (
    r"(?P<email>(?<![\w.+-])[a-z0-9][\w.+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{2,30}){1,4})"
)
_ACCOUNT: Final = (
    rf"(?:企业微信|微信|加微|wechat|weixin|(?<![a-z])[vw]x){_LINK}"
    r"(?P<account>(?<![a-z0-9_])[a-z][a-z0-9_-]{5,19}(?![\w@.]))"
    rf"|(?:微信|扣扣|(?<![a-z])(?:qq|[vw]x)){_LINK}(?P<number>(?<!\d)[1-9]\d{{4,11}}(?![\da-z]))"
)
_PASSPORT: Final = (
    r"(?<![a-z0-9])(?P<passport>[eg]\d{8}|e[a-hj-np-z]\d{7})(?![a-z0-9])"
    rf"|护照{_LINK}(?P<labelled_passport>[a-z]{{1,2}}\d{{6,8}}|\d{{9}})(?![a-z0-9])"
)
_PERMIT: Final = (
    rf"(?:通行证|回乡证|台胞证|港澳证"
    rf"|居留证){_LINK}(?P<permit>[a-z]{{1,2}}\d{{7,10}}|\d{{8,10}})(?![a-z0-9])"
    r"|(?<![a-z0-9])(?P<hong_kong>[a-z]{1,2}\d{6} ?\([0-9a]\))"
    r"|(?<![a-z0-9])(?P<taiwan>[a-z][1289]\d{8})(?![a-z0-9])"
)
_WRITTEN: Final = re.compile("|".join((_EMAIL, _ACCOUNT, _PASSPORT, _PERMIT)), re.ASCII)
_KINDS: Final[dict[str, tuple[PrivateKind, float]]] = {
    "email": ("email", 0.99),
    "account": ("account", 0.9),
    "number": ("account", 0.8),
    "passport": ("passport", 0.8),
    "labelled_passport": ("passport", 0.95),
    "permit": ("permit", 0.95),
    "hong_kong": ("permit", 0.9),
    "taiwan": ("identity_number", 0.95),
}
_POLICY_BEFORE: Final = re.compile(
    r"(?:保单|投保单|单号|编号|订单|代码|工号)(?:号码?)?[:是 ]{0,2}$"
)
_LOOK_BACK: Final = 10


def find_written(talk: Talk, values: count[int]) -> Iterator[Found]:
    """Private identifiers with letters, each in one piece."""
    for match in _WRITTEN.finditer(talk.text):
        group = match.lastgroup
        assert group is not None
        start, end = match.span(group)
        if group == "taiwan" and not checks.is_taiwan_identity_number(match[group]):
            continue
        if group == "passport" and _POLICY_BEFORE.search(
            talk.text[max(0, start - _LOOK_BACK) : start]
        ):
            continue
        yield Found(start, end, *_KINDS[group], next(values))
