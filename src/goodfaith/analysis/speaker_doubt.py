"""Did diarisation swap the speakers of a mono recording?

Some sentences give a side away: only the company says 我是…保险的, 为您服务; only the customer
says 我考虑一下, 你们公司. Where at least `CUES_FOR_DOUBT` of them in a row contradict their
labels, the speakers from there to the next agreeing cue are in doubt: nobody is accused on the
strength of a swap.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from goodfaith.analysis.conversation import Utterance, side_of
from goodfaith.analysis.folding import fold

CUES_FOR_DOUBT = 2

_COMPANY_SAYS = re.compile(
    r"我是.{0,12}(?:保险|人寿|财险|客服|顾问)|工号|为您(?:服务|办理|查询|登记|介绍|讲解)|很高兴为您|感谢您的(?:接听|来电)"
    r"|请问您?(?:是|贵姓)|我(?:们)?给您(?:介绍|讲|算|说明|发)|我们公司(?:的|这款|推出)|我们这款|这款产品|保障责任|犹豫期"
    r"|您(?:这边|看)|跟您(?:说明|确认|核对|介绍)|向您(?:说明|介绍|确认)|免责条款|以(?:合同|条款)为准|本次通话"
)
_CUSTOMER_SAYS = re.compile(
    r"你们(?:公司|保险|这个|的)|我(?:再)?(?:考虑|想)(?:考虑|一下|想)|我(?:不需要|没钱|没时间|在忙|不想买|不买)|我老公|我老婆|我儿子|我女儿"
    r"|我家里?|我孩子|我(?:要|想)(?:退保|投诉|咨询|问)|我问一下|别再打|怎么又打|多少钱一年|能退吗|靠谱吗|我得(?:问|跟|和)"
    r"|我(?:已经)?买过|我的保单|我交了"
)


def doubtful_utterances(utterances: Sequence[Utterance], roles: Sequence[str]) -> frozenset[int]:
    """Indices of utterances whose speaker label is not to be trusted."""
    cues = [
        (index, given_away == side_of(role))
        for index, (utterance, role) in enumerate(zip(utterances, roles, strict=True))
        if (given_away := _given_away(utterance.text)) and side_of(role) in ("company", "customer")
    ]
    doubtful: set[int] = set()
    for first, last in _contradictions(cues, len(utterances)):
        doubtful.update(range(first, last))
    return frozenset(doubtful)


def _given_away(text: str) -> str:
    folded = fold(text)
    company = bool(_COMPANY_SAYS.search(folded))
    customer = bool(_CUSTOMER_SAYS.search(folded))
    if company == customer:
        return ""
    return "company" if company else "customer"


def _contradictions(cues: Sequence[tuple[int, bool]], length: int) -> list[tuple[int, int]]:
    """Spans of utterances between the agreeing cues around runs of contradicting ones."""
    spans: list[tuple[int, int]] = []
    after_agreeing, contradicting = 0, 0
    for index, agrees in [*cues, (length, True)]:
        if not agrees:
            contradicting += 1
            continue
        if contradicting >= CUES_FOR_DOUBT:
            spans.append((after_agreeing, index))
        after_agreeing, contradicting = index + 1, 0
    return spans
