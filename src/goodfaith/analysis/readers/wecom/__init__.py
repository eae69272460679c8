"""The chat archive of WeCom (企业微信会话内容存档): a stream of messages, cut into sessions."""

from goodfaith.analysis.readers.wecom.stream import looks_like_wecom, read_wecom
from goodfaith.analysis.readers.wecom_options import (
    BusinessEvent,
    Inheritance,
    WecomOptions,
)

__all__ = [
    "BusinessEvent",
    "Inheritance",
    "WecomOptions",
    "looks_like_wecom",
    "read_wecom",
]
