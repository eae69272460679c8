"""Who a speaker's label means: 客服 and Agent are the adviser's side, 客户 and Caller the customer.

A label that is not listed is an unknown speaker, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, get_args

from goodfaith.analysis.conversation import Role

_LABELS: Final[dict[Role, str]] = {
    "adviser": "坐席 座席 顾问 业务员 代理人 客户经理 理财经理 销售 销售员 销售人员 保险顾问 "
    "理财顾问 业务经理 营销员 经纪人 保险代理人 销售顾问 健康顾问 "
    "电销员 理财师 坐席员 话务员 客服 客服代表 "
    "客服人员 客服专员 agent adviser advisor seller staff salesperson sales representative rep "
    "consultant broker operator",
    "supervisor": "主管 班长 组长 经理 值班经理 团队长 supervisor manager",
    "teller": "柜员 大堂经理 柜面 柜台 柜面人员 网点人员 teller",
    "channel_manager": "渠道经理 银保经理 银保专员 channel_manager",
    "service": "回访员 回访人员 保全员 理赔员 理赔专员 核保员 service",
    "surveyor": "查勘员 查勘 定损员 surveyor adjuster",
    "robot": "机器人 智能客服 语音机器人 智能外呼 AI客服 虚拟坐席 智能坐席 robot bot ivr assistant "
    "ai",
    "customer": "客户 用户 顾客 来电人 主叫客户 客人 customer client user caller",
    "applicant": "投保人 applicant policyholder",
    "insured": "被保险人 被保人 insured",
    "beneficiary": "受益人 beneficiary",
    "relative": "家属 家人 配偶 丈夫 妻子 老公 老婆 儿子 女儿 父亲 母亲 爸爸 妈妈 爱人 亲属 子女 "
    "孙子 孙女 relative family spouse",
    "representative": "代办人 受托人 委托人 representative proxy",
    "other": "其他 系统 旁白 other system",
    "unknown": "未知 未知说话人 不明 unknown",
}

ROLES: Final[frozenset[str]] = frozenset(get_args(Role))
_NUMBER: Final = re.compile(r"[\s_#\-·]*(?:[0-9]{1,8}|[a-z])?$")
_ROLE_OF: Final[dict[str, Role]] = {
    **{label.casefold(): role for role, labels in _LABELS.items() for label in labels.split()},
    **{role: role for role in get_args(Role)},
}
_LONGEST_FIRST: Final = sorted(
    (label for label in _ROLE_OF if not label.isascii()), key=len, reverse=True
)
_OF_CUSTOMER: Final = re.compile(r"^(?:客户|投保人|被保险人)的?")
# What may follow a label and still name one person: 客服小王, 客户张女士, 坐席-0012, 顾问（李）.
_PERSON: Final = re.compile(
    r"[\s_#\-·:/]*(?:[0-9]{1,8}|[a-z][0-9]{0,6}|[小老阿][一-鿿]|[一-鿿]{1,2}(?:先生|女士|小姐|老师|经理|阿姨|叔叔)"
    r"|\([^()]{1,12}\)|\[[^\[\]]{1,12}\])?"
)


@lru_cache(maxsize=4096)
def role_of(label: str) -> Role:
    """Return the role a label names, "unknown" when it names none.

    Case, width and a number or a person's name behind a Chinese label do not matter:
    客服01, 客服小王, 客户（张女士） and ＡＧＥＮＴ 2 are understood.
    """
    name = unicodedata.normalize("NFKC", label).strip().strip("[]【】<>《》").casefold()
    if role := _ROLE_OF.get(name):
        return role
    if role := _ROLE_OF.get(_NUMBER.sub("", name)):
        return role
    if role := _ROLE_OF.get(_OF_CUSTOMER.sub("", name)):
        return role
    for known in _LONGEST_FIRST:
        if name.startswith(known) and _PERSON.fullmatch(name, len(known)):
            return _ROLE_OF[known]
    return "unknown"


_ANONYMOUS: Final = re.compile(
    r"(?:speaker|spk|spkr|说话人|发言人|讲话人)[\s_#\-:]*[0-9a-z]{0,4}|[a-z]|s[0-9]{1,3}"
)


def names_nobody(label: str) -> bool:
    """Whether a label only numbers a voice, as diarisation does: Speaker 1, spk0, 发言人2, A."""
    name = unicodedata.normalize("NFKC", label).strip().strip("[]【】<>").casefold()
    return _ANONYMOUS.fullmatch(name) is not None
