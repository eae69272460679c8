"""How an input is to be read, where its content does not say so itself."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from goodfaith.analysis.readers.wecom_options import DEFAULT_WECOM, WecomOptions

Format = Literal["jsonl", "json", "parquet", "csv", "xlsx", "text", "vtt", "srt", "wecom"]
FORMATS: Final[tuple[Format, ...]] = (
    "jsonl",
    "json",
    "parquet",
    "csv",
    "xlsx",
    "text",
    "vtt",
    "srt",
    "wecom",
)


class ReadOptions(msgspec.Struct, frozen=True):
    """Choices of the person who starts a reading.

    `format` overrides what the content looks like. `columns` maps our names of a table's columns
    (`conversation`, `speaker`, `text`, `start`, …) to the headings used in the file. `mapping` is
    the name of a shipped JSON mapping or the mapping itself. `adviser_channel` is the audio
    channel on which the company's side speaks; the other channel is then the customer's.
    `timezone` is given to times that carry none. `known_fields` are names of business facts;
    None takes the names of the field dictionary.
    """

    format: Format | None = None
    columns: dict[str, str] = {}
    mapping: str | dict[str, Any] | None = None
    adviser_channel: int | str | None = None
    timezone: str = "Asia/Shanghai"
    known_fields: frozenset[str] | None = None
    wecom: WecomOptions = DEFAULT_WECOM

    @property
    def zone(self) -> ZoneInfo:
        """The zone of naive times. Raises `ZoneInfoNotFoundError` for a name nobody knows."""
        return _zone(self.timezone)


DEFAULT_OPTIONS: Final = ReadOptions()


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
