"""What a message says: its words, and what was sent along with them.

Whatever is no text gets a bracketed word in front, as the client shows it: [图片], [文件] 方案.pdf,
[链接] title description. Hashes: the archive gives MD5; only a hash of 64 hexadecimal digits is
kept as `sha256`, any other stands in `url` as `md5:<hash>` where there is no address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from goodfaith.analysis.conversation import Attachment, AttachmentKind
from goodfaith.analysis.readers.bounds import MOST_ATTACHMENTS
from goodfaith.analysis.readers.wecom.body import Body, body_of, unfolded

DEEPEST_RECORD: Final = 4
"""Chat records inside chat records; deeper ones are named only."""

_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")
_PAYMENT: Final = re.compile(
    r"收款|付款码|支付码|转账|wxp://|qr\.alipay\.com|payapp\.weixin|weixin://wxpay",
    re.IGNORECASE,
)
_TRANSCRIPT: Final = ("text", "content", "voice_text", "asr_text", "recognition")


class Content(msgspec.Struct, frozen=True):
    """Words and attachments of a message.

    `unheard` are the seconds of speech that nobody wrote down, 0 for an unknown number of them
    and None for none; with `unheard_before` they lie before the message.
    """

    text: str
    attachments: tuple[Attachment, ...] = ()
    unheard: float | None = None
    unheard_before: bool = False


def content_of(record: Mapping[str, Any]) -> Content:
    """Return what a message says; never raises, whatever the record holds."""
    kind = record.get("msgtype")
    kind = kind if isinstance(kind, str) else ""
    if kind == "meeting_voice_call":
        return _recorded_call(body_of(record, kind), Body(record).number("msgtime"))
    return _content(kind, body_of(record, kind), 0)


def _content(kind: str, body: Body, depth: int) -> Content:
    if kind in {"mixed", "chatrecord"}:
        return _several(kind, body, depth)
    read = _READERS.get(kind)
    return read(body) if read else Content(f"[{kind[:40] or '消息'}]")


def _several(kind: str, body: Body, depth: int) -> Content:
    """A mixed message or a chat record: the contents of its items, each in a line of its own."""
    texts = [_bracketed("聊天记录", body.text("title"))] if kind == "chatrecord" else []
    attachments: list[Attachment] = []
    for item in body.inner("item") if depth < DEEPEST_RECORD else ():
        type_ = item.text("type").removeprefix("ChatRecord").lower()
        content = _content(type_, unfolded(item), depth + 1)
        texts.append(content.text)
        attachments += content.attachments
    return Content("\n".join(texts), tuple(attachments[:MOST_ATTACHMENTS]))


def _bracketed(word: str, *parts: str) -> str:
    return " ".join([f"[{word}]", *(part.strip() for part in parts if part.strip())])


def _text(body: Body) -> Content:
    return Content(body.text("content"))


def _voice(body: Body) -> Content:
    sent = (_attachment("voice", body),)
    if words := body.text(*_TRANSCRIPT):
        return Content(words, sent)
    return Content("[语音]", sent, unheard=body.seconds("play_length"))


def _call(body: Body) -> Content:
    """A voice or video call, written into the chat when it has ended."""
    if words := body.text(*_TRANSCRIPT):
        return Content(words)
    return Content("[音视频通话]", unheard=body.seconds("callduration"), unheard_before=True)


def _recorded_call(body: Body, began_ms: float | None) -> Content:
    shared = tuple(
        Attachment("file", name=one.short("filename")) for one in body.inner("demofiledata")
    )
    sent = (_attachment("voice", body), *shared)
    if words := body.text(*_TRANSCRIPT):
        return Content(words, sent)
    ended = body.number("endtime")
    seconds = 0.0 if ended is None or began_ms is None else ended - began_ms / 1000
    return Content("[语音通话录音]", sent, unheard=min(max(seconds, 0.0), 24 * 3600.0))


def _media(word: str, kind: AttachmentKind) -> Callable[[Body], Content]:
    return lambda body: Content(f"[{word}]", (_attachment(kind, body),))


def _titled(
    word: str, kind: AttachmentKind | None, *parts: str, address: str = "link_url"
) -> Callable[[Body], Content]:
    """A reader for types that are a title and some words, with an address or a file perhaps."""

    def read(body: Body) -> Content:
        words = [body.text(part) for part in parts]
        text = _bracketed(word, *words)
        if kind is None:
            return Content(text)
        paid = _PAYMENT.search(f"{text} {body.text(address)}")
        name = next((part for part in words if part), "")
        return Content(text, (_attachment("payment_code" if paid else kind, body, name, address),))

    return read


def _news(body: Body) -> Content:
    items = list(body.inner("item"))
    texts = [_bracketed("图文", one.text("title"), one.text("description")) for one in items]
    links = tuple(_attachment("link", one, one.text("title"), "url") for one in items)
    return Content("\n".join(texts) or "[图文]", links)


def _red_packet(body: Body) -> Content:
    cents = body.number("totalamount")
    amount = "" if cents is None else f"{cents / 100:.2f}元"
    return Content(
        _bracketed("红包", amount, body.text("wish")),
        (Attachment("other", name=_bracketed("红包", amount)),),
    )


def _vote(body: Body) -> Content:
    return Content(_bracketed("投票", body.text("votetitle"), *body.texts("voteitem")))


def _form(body: Body) -> Content:
    questions = [one.text("ques") for one in body.inner("details")]
    return Content(_bracketed("填表", body.text("title", "room_name"), *questions))


def _attachment(
    kind: AttachmentKind, body: Body, name: str = "", address: str = "link_url"
) -> Attachment:
    hash_ = body.short("sha256", "md5sum", "filemd5")
    size = body.number("filesize", "imagesize", "voice_size")
    return Attachment(
        kind,
        name=body.short("filename", "displayname") or name.strip()[:1000],
        sha256=hash_.lower() if _SHA256.fullmatch(hash_) else "",
        url=body.short(address) or (f"md5:{hash_.lower()[:64]}" if 0 < len(hash_) < 64 else ""),
        size=int(size) if size is not None and 0 <= size < 2**53 else None,
    )


_READERS: Final[dict[str, Callable[[Body], Content]]] = {
    "text": _text,
    "markdown": _text,
    "voice": _voice,
    "voiptext": _call,
    "image": _media("图片", "image"),
    "video": _media("视频", "video"),
    "emotion": _media("表情", "image"),
    "file": _titled("文件", "file", "filename"),
    "qydiskfile": _titled("微盘文件", "file", "filename"),
    "voip_doc_share": _titled("共享文档", "file", "filename"),
    "link": _titled("链接", "link", "title", "description"),
    "weapp": _titled("小程序", "link", "displayname", "title", "description", address="pagepath"),
    "doc": _titled("在线文档", "link", "title"),
    "docmsg": _titled("在线文档", "link", "title"),
    "sphfeed": _titled("视频号", "link", "sph_name", "feed_desc"),
    "card": _titled("名片", "card", "corpname", "userid"),
    "location": _titled("位置", None, "title", "address"),
    "todo": _titled("待办", None, "title", "content"),
    "meeting": _titled("会议邀请", None, "topic", "remarks"),
    "meeting_notification": _titled("会议", None, "content"),
    "calendar": _titled("日程", None, "title", "place", "remarks"),
    "agree": lambda _: Content("[同意存档会话内容]"),
    "disagree": lambda _: Content("[不同意存档会话内容]"),
    "news": _news,
    "redpacket": _red_packet,
    "external_redpacket": _red_packet,
    "vote": _vote,
    "collect": _form,
}
