"""Words that say what a number is: 身份证号, 手机, 卡号; 保单号, 工号 and 热线 are public."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, Literal

from goodfaith.trust.masking.fillers import is_filling
from goodfaith.trust.masking.talk import Talk

Label = Literal["identity_number", "phone", "card", "public"]

_LABELS: Final = re.compile(
    "(?P<public>(?:客服|服务|官方|公司|报案|投诉|咨询|统一|全国|免费)的?(?:热线|电话|号码)|热线"
    "|(?:电子|投|退|批|承|分)?保?单(?:证)?号码?|保单|订单|运单|工单|工号"
    "|编号|流水|案件|报案号?|受理号?|赔案|代码|编码|证书|执业|资格证|许可证|备案|邮编|学号|验证码|条形码|发票|税号|信用代码|批号|机构号)"
    "|(?P<identity_number>身份证|身份号|证件|居民证)"
    "|(?P<card>卡号|银行卡|借记卡|信用卡|储蓄卡|工资卡|账号|账户|帐号|帐户|存折|户头)"
    "|(?P<phone>手机|座机|固话|联系方式|联系电话|(?<![打接回来通个])电话|手提|tel|phone|mobile)"
)
_LINK: Final = re.compile(
    r"(?:号码?|号|是|为|就|[:,. 、?]|的|[您你我他她]|这个|那个|也|改成|换成|变更为"
    r"|更新为|现在|新|登记|预留|填|写|记一下|记|说一下|报一下|麻烦|给|嗯|呃|啊|哦|呢|吗|吧|然后|里|下"
    r"|复印件|正面|本人|家里|办公室|一下){0,10}+"
)
_LONGEST_LINK: Final = 24
_LONGEST_REST: Final = 24


_KINDS: Final[dict[str, Label]] = {
    "public": "public",
    "identity_number": "identity_number",
    "card": "card",
    "phone": "phone",
}


class Labels:
    """All labels of a talk, found in one pass."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._found = [
            (match.end(), _KINDS[match.lastgroup or ""]) for match in _LABELS.finditer(talk.text)
        ]
        self._ends = [end for end, _ in self._found]

    def before(self, at: int) -> Label | None:
        """The label that the number at `at` answers to, in the same turn or in the one before."""
        number = bisect_right(self._ends, at) - 1
        if number < 0:
            return None
        end, label = self._found[number]
        between = self._talk.text[end:at]
        return label if _belongs(between) else None


def _belongs(between: str) -> bool:
    if "\n" not in between:
        return len(between) <= _LONGEST_LINK and _LINK.fullmatch(between) is not None
    rest, _, answer = between.partition("\n")
    return len(rest) <= _LONGEST_REST and is_filling(answer)
