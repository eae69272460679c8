"""What a WeCom message says and what is sent along with it."""

import json

import pytest

from goodfaith.analysis.conversation import Attachment
from goodfaith.analysis.readers.wecom.content import DEEPEST_RECORD, content_of

MD5 = "50de8e5ae8ffe4f1df7a93841f71993a"


@pytest.mark.parametrize(
    ("record", "text", "attachments"),
    [
        (
            {
                "msgtype": "image",
                "image": {"md5sum": MD5, "filesize": 70961, "sdkfileid": "Cd=="},
            },
            "[图片]",
            [Attachment("image", url=f"md5:{MD5}", size=70961)],
        ),
        (
            {
                "msgtype": "file",
                "file": {"filename": "年金方案.pdf", "sha256": "AB" * 32},
            },
            "[文件] 年金方案.pdf",
            [Attachment("file", name="年金方案.pdf", sha256="ab" * 32)],
        ),
        (
            {
                "msgtype": "link",
                "link": {
                    "title": "稳赚",
                    "description": "年化六个点",
                    "link_url": "https://a.example/x",
                },
            },
            "[链接] 稳赚 年化六个点",
            [Attachment("link", name="稳赚", url="https://a.example/x")],
        ),
        (
            {
                "msgtype": "weapp",
                "weapp": {"title": "个人收款", "displayname": "小账本"},
            },
            "[小程序] 小账本 个人收款",
            [Attachment("payment_code", name="小账本")],
        ),
        (
            {
                "msgtype": "link",
                "link": {"title": "扫一扫", "link_url": "https://qr.alipay.com/fkx1"},
            },
            "[链接] 扫一扫",
            [Attachment("payment_code", name="扫一扫", url="https://qr.alipay.com/fkx1")],
        ),
        (
            {"msgtype": "card", "card": {"corpname": "微信联系人", "userid": "wmX"}},
            "[名片] 微信联系人 wmX",
            [Attachment("card", name="微信联系人")],
        ),
        (
            {
                "msgtype": "redpacket",
                "redpacket": {"totalamount": 8800, "wish": "返佣"},
            },
            "[红包] 88.00元 返佣",
            [Attachment("other", name="[红包] 88.00元")],
        ),
        (
            {"msgtype": "location", "location": {"address": "路1号", "title": "支行"}},
            "[位置] 支行 路1号",
            [],
        ),
        (
            {"msgtype": "markdown", "info": {"content": "请 **升级**"}},
            "请 **升级**",
            [],
        ),
        (
            {
                "msgtype": "news",
                "info": {"item": [{"title": "新品", "description": "热卖", "url": "https://b"}]},
            },
            "[图文] 新品 热卖",
            [Attachment("link", name="新品", url="https://b")],
        ),
        (
            {"msgtype": "disagree", "disagree": {"userid": "wmX"}},
            "[不同意存档会话内容]",
            [],
        ),
        (
            {"msgtype": "vote", "votetitle": "几点", "voteitem": ["三点", "四点"]},
            "[投票] 几点 三点 四点",
            [],
        ),
        ({"msgtype": "brand_new"}, "[brand_new]", []),
        ({}, "[消息]", []),
    ],
)
def test_a_message_says_what_the_client_shows(record, text, attachments):
    content = content_of(record)
    assert content.text == text
    assert list(content.attachments) == attachments


def test_voice_that_was_written_down_is_text_with_the_voice_beside_it():
    content = content_of({"msgtype": "voice", "voice": {"text": "保本的", "play_length": 3}})
    assert (content.text, content.unheard) == ("保本的", None)
    assert [one.kind for one in content.attachments] == ["voice"]


def test_voice_without_words_is_unheard():
    content = content_of({"msgtype": "voice", "voice": {"play_length": 3}})
    assert (content.text, content.unheard) == ("[语音]", 3)


def test_a_recorded_call_is_unheard_from_its_beginning_to_its_end():
    record = {
        "msgtype": "meeting_voice_call",
        "msgtime": 1594197581203,
        "voiceid": "v1",
        "meeting_voice_call": {
            "endtime": 1594197635,
            "sdkfileid": "x",
            "demofiledata": [{"filename": "利益演示.xlsx", "demooperator": "lizhi"}],
        },
    }
    content = content_of(record)
    assert content.unheard == pytest.approx(53.797)
    assert [one.name for one in content.attachments] == ["", "利益演示.xlsx"]


def item(kind, content):
    return {"type": kind, "msgtime": 1603875610, "content": json.dumps(content)}


def test_a_mixed_message_says_everything_in_it():
    items = [item("text", {"content": "看这个"}), item("image", {"md5sum": MD5})]
    content = content_of({"msgtype": "mixed", "mixed": {"item": items}})
    assert content.text == "看这个\n[图片]"
    assert [one.kind for one in content.attachments] == ["image"]


def test_a_forwarded_chat_record_says_what_was_forwarded():
    items = [
        item("ChatRecordText", {"content": "保本"}),
        item("ChatRecordFile", {"filename": "a.pdf"}),
    ]
    content = content_of({"msgtype": "chatrecord", "chatrecord": {"title": "群聊", "item": items}})
    assert content.text == "[聊天记录] 群聊\n保本\n[文件] a.pdf"


def test_records_in_records_end_somewhere():
    record = {"content": "底"}
    for _ in range(DEEPEST_RECORD + 1):
        record = {"title": "层", "item": [item("ChatRecordChatRecord", record)]}
    assert (
        content_of({"msgtype": "chatrecord", "chatrecord": record}).text.count("层")
        == DEEPEST_RECORD + 1
    )
