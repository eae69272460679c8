"""How a delivered file is to be read, where its content does not say so itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from django.conf import settings

from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.options import FORMATS, Format, ReadOptions
from goodfaith.analysis.readers.wecom_options import WecomOptions
from goodfaith.trust.models import Staff


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """As in `ReadOptions`; `source` is how the conversations will say where they came from."""

    format: Format | None = None
    timezone: str = ""
    columns: dict[str, str] = {}
    mapping: str | None = None
    adviser_channel: int | str | None = None
    source: str = ""


def options_of(given: Mapping[str, Any]) -> tuple[Options, list[Problem]]:
    """The options, and all that is wrong with them."""
    try:
        options = msgspec.convert(dict(given), Options)
    except msgspec.ValidationError as error:
        path = str(error).partition(" - at ")[2].strip("`$.")
        expected = f"format (of {', '.join(FORMATS)}), timezone, columns, mapping, adviser_channel"
        return Options(), [Problem("field_invalid", "delivery", "", f"options.{path}".strip("."),
                                   "another shape", expected)]  # fmt: skip
    problems = []
    if options.timezone and not _is_zone(options.timezone):
        problems.append(
            Problem("field_invalid", "delivery", "", "options.timezone", "another text",
                    "a zone like Asia/Shanghai")
        )  # fmt: skip
    if len(options.source) > 40 or "\x00" in options.source:
        problems.append(
            Problem("field_invalid", "delivery", "", "options.source", "another text",
                    "at most 40 characters")
        )  # fmt: skip
    return options, problems


def read_options(options: Options, format: Format | None) -> ReadOptions:
    """What the kernel's readers are told."""
    return ReadOptions(
        format=options.format,
        columns=options.columns,
        mapping=options.mapping,
        adviser_channel=options.adviser_channel,
        timezone=options.timezone or settings.TIME_ZONE,
        wecom=wecom_options() if format == "wecom" else WecomOptions(),
    )


def wecom_options() -> WecomOptions:
    """Who works here, by staff number: colleagues are told from customers by it."""
    numbers = Staff.objects.values_list("number", flat=True)
    return WecomOptions(roles=dict.fromkeys(numbers, "adviser"))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
