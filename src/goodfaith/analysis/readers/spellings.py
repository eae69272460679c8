"""How others name our members and values: in tables, metadata and loose JSON, 中文 and English.

Names are compared without case, spaces and underscores, full-width as half-width.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from typing import Final, TypeVar, get_args

from goodfaith.analysis.conversation import (
    Channel,
    Direction,
    Purpose,
    Result,
    SpeakersKnownBy,
)
from goodfaith.analysis.readers.report import Unfit

_SEPARATORS: Final = re.compile(r"[\s_\-./（）()【】\[\]:：]+")
V = TypeVar("V", bound=str)


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """The form in which names are compared: `Call_ID` and `call id` are the same."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", name).casefold())


def _index(names: Mapping[V, str]) -> dict[str, V]:
    spelt = {plain(word): name for name, words in names.items() for word in words.split()}
    return spelt | {plain(name): name for name in names}


_MEMBERS: Final = _index(
    {
        "id": "conversation conversation_id session_id sessionid dialog_id dialogue_id call_id "
        "callid record_id contact_id 会话id 会话编号 会话 会话标识 通话id 通话编号 录音编号 录音id "
        "对话id 对话编号 流水号 通话流水号 会话流水号",
        "utterances": "turns messages dialogue dialog conversations sentences segments 语句 "
        "对话内容",
        "participants": "参与人 参与者",
        "channel": "渠道 会话渠道 沟通渠道 服务渠道 触点",
        "direction": "call_direction 方向 呼叫方向 通话方向 呼叫类型 通话类型",
        "purpose": "call_purpose 目的 通话目的 会话目的 业务类型 场景 通话场景",
        "result": "call_result 结果 通话结果 会话结果",
        "started_at": "start_at started_on begin_at call_time start_datetime 开始时刻 通话时间 "
        "通话开始时间 会话开始时间 呼叫时间 拨打时间 会话时间",
        "duration": "duration_seconds call_duration 时长 通话时长 会话时长 录音时长 通话时长秒",
        "customer": "customer_id client_id customer_no 客户 客户号 客户编号 客户id 客户标识",
        "adviser": "adviser_id advisor advisor_id agent agent_id staff_id seller_id 顾问 顾问工号 "
        "坐席 坐席工号 坐席编号 座席工号 工号 员工号 业务员 业务员工号 代理人 代理人工号 销售人员",
        "team": "team_id group group_name department 团队 班组 组别 部门 小组",
        "applications": "application application_id application_no application_ids 投保单 投保单号 "
        "投保单编号 投保单号码",
        "policies": "policy policy_id policy_no policy_ids 保单 保单号 保单编号 保单号码",
        "speakers": "speakers_known_by 说话人来源",
        "fields": "facts 业务字段",
        "gaps": "录音缺口 缺口",
    }
)

CONVERSATION_MEMBERS: Final = _MEMBERS | {f"call{word}": name for word, name in _MEMBERS.items()}
"""`call.direction`, as the field dictionary says it, is the conversation's own `direction`."""

UTTERANCE_MEMBERS: Final = _index(
    {
        "text": "content utterance sentence transcript 文本 内容 话术 转写文本 文字 消息内容 语句 "
        "说话内容 对话内容",
        "participant": "participant_id 参与人",
        "speaker": "from speaker_id spk speaker_name sender talker 说话人 发言人 讲话人 "
        "发送人 发送者",
        "role": "speaker_role 角色 说话人角色 发言角色 身份",
        "start": "begin 开始时间 start_seconds start_s start_sec begin_seconds 开始 开始秒 "
        "起始 起始秒 开始秒数",
        "end": "stop 结束时间 end_seconds end_s end_sec 结束 结束秒 终止 结束秒数",
        "start_ms": "begin_ms starttimems begintimems 开始毫秒 起始毫秒",
        "end_ms": "endtimems 结束毫秒",
        "channel": "track channel_id channel_no 声道 音轨",
        "sent_at": "timestamp time datetime send_time msgtime 时间 发送时间 消息时间",
        "recalled_at": "recall_time 撤回时间",
        "confidence": "score conf 置信度 识别置信度",
        "confidences": "逐字置信度",
        "attachments": "附件",
    }
)

METADATA_MEMBERS: Final = {
    word: name
    for word, name in CONVERSATION_MEMBERS.items()
    if name not in {"utterances", "participants", "gaps", "fields"}
}
"""Headings of a table with one conversation a row."""

TABLE_MEMBERS: Final = METADATA_MEMBERS | {
    word: f"utterance.{name}"
    for word, name in UTTERANCE_MEMBERS.items()
    if word != "channel" and name not in {"attachments", "confidences"}
}
"""Headings of a table with one utterance a row: members of either, an utterance's prefixed."""

_CHANNELS: Final = _index(
    {
        "phone": "call tel telephone voice 电话 语音 电销 外呼 电话销售 热线",
        "wecom": "wework workwechat wechat_work wechat 企微 企业微信 微信 企业微信会话",
        "online_chat": "chat online im webchat 在线 在线客服 在线咨询 网页 文本 app",
        "counter": "branch bank 柜面 柜台 网点 银保 银行柜面 临柜",
        "video": "视频 视频通话 双录 远程双录",
        "visit": "face_to_face 面访 上门 拜访 面谈",
        "robot": "ai_call bot 机器人 智能外呼 机器人外呼",
        "email": "mail 邮件 电子邮件",
        "other": "其他",
    }
)
_DIRECTIONS: Final = _index(
    {
        "inbound": "in incoming 呼入 来电 进线",
        "outbound": "out outgoing 呼出 外呼 去电 拨出",
    }
)
_PURPOSES: Final = _index(
    {
        "sales": "sale selling 销售 电销 营销 推销 投保 新单 销售外呼",
        "callback": "call_back 回访 新契约回访 新单回访 电话回访 犹豫期回访",
        "service": "服务 咨询 客户服务 客服",
        "claim": "claims 理赔 报案 赔付",
        "complaint": "complaints 投诉",
        "renewal": "续期 续保 续收 续费",
        "servicing": "保全 保全服务 保单服务",
        "survey": "调查 满意度 满意度调查 问卷",
        "other": "其他",
    }
)
_RESULTS: Final = _index(
    {
        "closed": "success sold 成交 成功 已成交 促成 成单",
        "refused": "rejected 拒绝 客户拒绝 失败",
        "follow_up": "followup 跟进 待跟进 再联系 预约",
        "no_answer": "noanswer missed 未接 未接通 无人接听 未接听",
        "resolved": "solved 已解决 解决 办结",
        "unresolved": "unsolved 未解决",
        "transferred": "transfer 转接 已转接 转人工",
        "other": "其他",
    }
)


def _choice(spelt: Mapping[str, V], names: Iterable[str], value: object) -> V:
    if isinstance(value, str) and len(value) <= 40 and (name := spelt.get(plain(value))):
        return name
    raise Unfit("one of " + ", ".join(names))


channel = partial(_choice, _CHANNELS, get_args(Channel))
direction = partial(_choice, _DIRECTIONS, get_args(Direction))
purpose = partial(_choice, _PURPOSES, get_args(Purpose))
result = partial(_choice, _RESULTS, get_args(Result))
speakers = partial(
    _choice,
    {name: name for name in get_args(SpeakersKnownBy)},
    get_args(SpeakersKnownBy),
)
