"""A rulebook of a few rules, conversations and facts, written in few words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import yaml

from goodfaith.analysis import (
    Conversation,
    FactBook,
    Finding,
    Participant,
    Rulebook,
    Utterance,
    conversation_scope,
    customer_scope,
    judge,
    read_facts,
    sale_scope,
)
from goodfaith.analysis.finding import Mention
from goodfaith.analysis.heard import listen
from goodfaith.analysis.rules.reading import read_rule_files

CHINA = ZoneInfo("Asia/Shanghai")
PEOPLE = (
    Participant("A", "adviser"),
    Participant("B", "robot"),
    Participant("C", "customer"),
    Participant("O", "other"),
)


def at(text: str) -> datetime:
    """A moment in China."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def talk(id: str, *turns: tuple[str, str] | Utterance, **members: Any) -> Conversation:
    """A phone call; a turn is ("A", "您好"), "?" for nobody knows who, or an utterance."""
    said = tuple(
        turn
        if isinstance(turn, Utterance)
        else Utterance(turn[1], None if turn[0] == "?" else turn[0])
        for turn in turns
    )
    return Conversation(id, said, PEOPLE, **({"channel": "phone"} | members))


def book(*facts: dict[str, Any]) -> FactBook:
    """Facts as the lines of a facts file give them."""
    lines = b"\n".join(msgspec.json.encode(fact) for fact in facts)
    return FactBook(read_facts(BytesIO(lines), "facts", CHINA))


def rule(id: str = "test.rule", **members: Any) -> dict[str, Any]:
    """A rule as its file has it, with the members that every rule must have."""
    return {"id": id, "title": {"zh": id, "en": id}, "basis": "none"} | members


def files_of(*rules: dict[str, Any], points: dict[str, Any] | None = None) -> dict[str, str]:
    """The files of a rulebook."""
    files = {f"rules/{one['id']}.yaml": _yaml(one) for one in rules}
    return files | ({"points/shared.yaml": _yaml(points)} if points else {})


def rulebook_of(*rules: dict[str, Any], points: dict[str, Any] | None = None) -> Rulebook:
    return read_rule_files(files_of(*rules, points=points))


def written(folder: Path, *rules: dict[str, Any]) -> Path:
    """A rulebook's folder."""
    for name, text in files_of(*rules).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def _yaml(content: Any) -> str:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)


def mentions_of(point: dict[str, Any], conversation: Conversation, **more: Any) -> list[Mention]:
    """What the point `p` finds; `more` are other points it may name."""
    book_ = rulebook_of(rule(says={**more, "p": point}, violated="p"))
    (found,) = book_.scanner.scan([conversation])
    return [mention for mention in found if mention.point == "test.rule:p"]


def judged(
    rulebook: Rulebook,
    conversations: Conversation | Sequence[Conversation],
    facts: FactBook | None = None,
    as_of: datetime | None = None,
    connected: Iterable[str] = (),
) -> Finding:
    """What the only rule of the rulebook says: of one conversation, sale A1 or customer K1."""
    (only,) = rulebook
    found = [conversations] if isinstance(conversations, Conversation) else conversations
    scanned = rulebook.scanner.scan(found)
    heard = [listen(c, m) for c, m in zip(found, scanned, strict=True)]
    seen = facts or FactBook(), frozenset(connected), as_of
    if only.scope == "sale":
        scope = sale_scope("A1", heard, *seen)
    elif only.scope == "customer":
        scope = customer_scope("K1", heard, *seen)
    else:
        scope = conversation_scope(heard[0], *seen)
    return judge(only, scope, rulebook)
