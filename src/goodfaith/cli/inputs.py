"""Turns what was typed into a plan."""

from __future__ import annotations

import argparse
import gc
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import yaml

from goodfaith.analysis.facts import Fact, FactBook, read_facts
from goodfaith.analysis.metadata import Metadata, read_metadata
from goodfaith.analysis.problems import Problem, UnreadableInput
from goodfaith.analysis.readers.options import ReadOptions
from goodfaith.analysis.readers.wecom_options import BusinessEvent, Inheritance, WecomOptions
from goodfaith.analysis.rules.reading import read_rulebook
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.batch.compiled import Compiled, cache_folder
from goodfaith.batch.plan import Plan


def shipped_rulebook() -> Path:
    return Path(str(files("goodfaith.quality").joinpath("rulebooks/zh_insurance")))


def rulebook_of(folder: Path | None) -> Rulebook:
    """Raises `RulebookInvalid`."""
    gc.disable()  # a rulebook is a million small things, and all of them stay
    try:
        rulebook = read_rulebook(folder or shipped_rulebook())
    finally:
        gc.enable()
    gc.freeze()
    return replace(rulebook, compiled=Compiled(cache_folder()))


def plan_of(options: argparse.Namespace, rulebook: Rulebook, **more: Any) -> Plan:
    """Read facts and metadata and put the plan together. Raises `UnreadableInput`."""
    facts = FactBook(_facts(options))
    reading = _read_options(options, facts)
    return Plan(
        inputs=tuple(options.inputs),
        rulebook=rulebook,
        facts=facts,
        metadata=_metadata(options.metadata, reading),
        options=reading,
        as_of=_moment(options.as_of, reading.zone),
        workers=options.workers or os.cpu_count() or 1,
        **more,
    )


def _facts(options: argparse.Namespace) -> Iterator[Fact]:
    problems: list[Problem] = []
    zone = _zone(options.timezone)
    for path in options.facts:
        with _opened(path) as file:
            for item in read_facts(file, str(path), zone):
                if isinstance(item, Problem):
                    problems.append(item)
                else:
                    yield item
    if problems:
        raise UnreadableInput(problems)


def _metadata(path: Path | None, reading: ReadOptions) -> Metadata:
    if path is None:
        return Metadata()
    with _opened(path) as file:
        metadata = read_metadata(file, str(path), reading)
    if metadata.problems:
        raise UnreadableInput(metadata.problems)
    return metadata


def _opened(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as error:
        found = f"unreadable ({type(error).__name__})"
        raise UnreadableInput(
            [Problem("unreadable", str(path), found=found, expected="a file")]
        ) from None


def _read_options(options: argparse.Namespace, facts: FactBook) -> ReadOptions:
    channel: int | str | None = options.adviser_channel
    if isinstance(channel, str) and channel.isdigit():
        channel = int(channel)
    return ReadOptions(
        format=options.format,
        columns=_columns(options.columns),
        mapping=_mapping(options.mapping),
        adviser_channel=channel,
        timezone=_zone(options.timezone).key,
        wecom=_wecom(facts),
    )


def _wecom(facts: FactBook) -> WecomOptions:
    """Who works here, who inherited whom, and when a sale was signed, as the facts tell."""
    advisers = [fact for fact in facts if fact.kind == "adviser"]
    return WecomOptions(
        roles={fact.id: "adviser" for fact in advisers},
        names={fact.id: fact.text("name") for fact in advisers if fact.text("name")},
        inherited=tuple(_inherited(facts)),
        events=tuple(_business_events(facts)),
    )


def _inherited(facts: FactBook) -> Iterator[Inheritance]:
    """Everybody whose policies the leaver served goes to the successor."""
    for fact in facts:
        left_on, successor = fact.values.get("left_on"), fact.text("successor")
        if fact.kind != "leaver" or not successor or not isinstance(left_on, date):
            continue
        served = facts.linked("policy", "adviser", fact.text("adviser"))
        for customer in sorted({policy.text("customer") for policy in served} - {""}):
            yield Inheritance(customer, fact.text("adviser"), successor, _as_moment(left_on))


def _business_events(facts: FactBook) -> Iterator[BusinessEvent]:
    for fact in facts:
        at = fact.values.get("signed_on")
        if fact.kind == "application" and isinstance(at, datetime) and fact.text("customer"):
            yield BusinessEvent(at, fact.text("customer"))


def _as_moment(at: date) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, time())


def _columns(written: str | None) -> dict[str, str]:
    if not written:
        return {}
    pairs = [pair.partition("=") for pair in written.split(",")]
    if not all(name and heading for name, _, heading in pairs):
        raise _usage("--columns", written, "NAME=HEADING,NAME=HEADING")
    return {name.strip(): heading.strip() for name, _, heading in pairs}


def _mapping(written: str | None) -> str | dict[str, Any] | None:
    """A file of one's own, or the name of a mapping that ships."""
    if not written or not Path(written).is_file():
        return written
    try:
        found = yaml.load(Path(written).read_text("utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError):
        raise _usage("--mapping", written, "a YAML file") from None
    if not isinstance(found, dict):
        raise _usage("--mapping", written, "a YAML file with a mapping")
    return found


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise _usage("--timezone", name, "a zone like Asia/Shanghai") from None


def _moment(written: str | None, zone: ZoneInfo) -> datetime | None:
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise _usage("--as-of", written, "a date like 2026-03-01") from None
    if len(written) == len("2026-03-01"):
        moment = datetime.combine(moment, time(23, 59, 59))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _usage(option: str, found: str, expected: str) -> UnreadableInput:
    return UnreadableInput([Problem("usage", "goodfaith", "", option, repr(found), expected)])


def as_json(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
