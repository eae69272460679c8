"""How a recogniser's JSON maps onto a conversation: the shipped mappings and a user's own.

A mapping is YAML or a dict; all paths are those of `json_path`, and where a path is asked for a
list of paths may stand, of which the first that leads somewhere is taken:

    name: ours                                  # how problems and `--mapping` name it
    recognised_by: [[call.turns[].words_said]]  # one of these lists of paths, all present
    id: call.id                # the conversation's id; without it the file's name
    task: request_id           # the recogniser's own id: used where a file holds several documents
    started_at: call.began     # ISO 8601 or epoch (milli)seconds
    medium: phone              # the conversation's channel (phone, counter, video …), where known
    duration: {path: call.length, unit: s}
    utterances: call.turns[]   # every utterance; the paths below start from one of them
    text: words_said
    ending: punctuation        # written behind the text
    close_spaces: true         # 您 好 is stored as 您好: for recognisers that write token by token
    drop_tags: true            # <|zh|> and the like are no speech
    channel: track             # audio channel, compared with the adviser's channel
    channel_of: {list: tracks[], key: speaker, value: track}   # or looked up by the speaker
    speaker: who               # speaker's number or name
    speakers: stated           # what a speaker is known by: stated or diarised
    roles: {A: adviser, B: customer}   # else a name such as 客服 or customer is understood
    start: {path: from, unit: ms}      # ms, s or clock (00:01:02.5)
    end: {path: to, unit: ms}
    confidence: {path: score, unit: percent, zero: unknown}   # rate (0 to 1) or percent
    words: {list: tokens[], text: w, confidence: {path: c}, skip: {kind: [g]}}

`text` may be left out when `words` are given: the text is then the words in order.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import msgspec
import yaml

from goodfaith.analysis.conversation import Channel, Role
from goodfaith.analysis.problems import Problem, UnreadableInput
from goodfaith.analysis.readers.json_path import steps_of

Paths = str | list[str]
_PLAIN: Final = (
    "utterances",
    "id",
    "task",
    "started_at",
    "text",
    "ending",
    "channel",
    "speaker",
)
SHIPPED: Final = ("aliyun", "tencent", "iflytek", "volcengine", "funasr")


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a mapping; a misspelt member is refused."""


class Time(_Part, frozen=True):
    """A time in a document and its unit."""

    path: Paths
    unit: Literal["ms", "s", "clock"] = "s"


class Confidence(_Part, frozen=True):
    """A confidence; `zero: unknown` where the recogniser writes 0 for one it does not give."""

    path: Paths
    unit: Literal["rate", "percent"] = "rate"
    zero: Literal["unknown", "value"] = "value"


class Words(_Part, frozen=True):
    """The words of an utterance. `skip` names values of a member whose words are not speech."""

    items: str = msgspec.field(name="list")
    text: Paths
    confidence: Confidence | None = None
    skip: dict[str, list[str]] = {}


class Lookup(_Part, frozen=True):
    """A list in the document that says which channel a speaker has."""

    items: Paths = msgspec.field(name="list")
    key: str
    value: str


class Mapping(_Part, frozen=True):
    """See the module's docstring."""

    name: str
    utterances: Paths
    recognised_by: list[list[str]] = []
    source: str = ""
    id: Paths = []
    task: Paths = []
    started_at: Paths = []
    medium: Channel = "other"
    duration: Time | None = None
    text: Paths = []
    ending: Paths = []
    close_spaces: bool = False
    drop_tags: bool = False
    words: Words | None = None
    channel: Paths = []
    channel_of: Lookup | None = None
    speaker: Paths = []
    speakers: Literal["stated", "diarised"] = "diarised"
    roles: dict[str, Role] = {}
    start: Time | None = None
    end: Time | None = None
    confidence: Confidence | None = None


def as_paths(paths: Paths) -> list[str]:
    """One path or several, as a list."""
    return [paths] if isinstance(paths, str) else paths


def read_mapping(written: dict[str, Any], file: str = "mapping") -> Mapping:
    """Return the mapping that a dict describes.

    Raises `UnreadableInput` with every path that is none, or with the first member that is
    missing, unknown or of the wrong type.
    """
    try:
        mapping = msgspec.convert({"name": "mapping", **written}, Mapping)
    except msgspec.ValidationError as error:
        expected, _, place = str(error).partition(" - at `$")
        field = place.rstrip("`").lstrip(".") or "mapping"
        raise UnreadableInput(
            [Problem("field_invalid", file, "", field, "not usable", expected)]
        ) from None
    problems = [*_path_problems(mapping, file)]
    if not as_paths(mapping.text) and mapping.words is None:
        problems.append(Problem("field_missing", file, "", "text", "missing", "text or words"))
    if problems:
        raise UnreadableInput(problems)
    return mapping


def _path_problems(mapping: Mapping, file: str) -> Iterator[Problem]:
    for field, path in _paths(msgspec.to_builtins(mapping)):
        try:
            steps_of(path)
        except ValueError:
            yield Problem("field_invalid", file, "", field, repr(path[:40]), "a path like a.b[].c")


def _paths(mapping: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every path of a mapping with the member it stands in."""
    yield from _in(mapping, "", *_PLAIN)
    for part in ("duration", "start", "end", "confidence"):
        yield from _in(mapping[part], f"{part}.", "path")
    words = mapping["words"]
    yield from _in(words, "words.", "list", "text")
    yield from _in(words and words["confidence"], "words.confidence.", "path")
    yield from _in(mapping["channel_of"], "channel_of.", "list", "key", "value")
    yield from (("recognised_by", path) for paths in mapping["recognised_by"] for path in paths)


def _in(part: dict[str, Any] | None, place: str, *members: str) -> Iterator[tuple[str, str]]:
    for member in members if part else ():
        for path in as_paths((part or {})[member]):
            yield place + member, path


@cache
def shipped_mapping(name: str) -> Mapping:
    """Return the mapping that ships as `mappings/<name>.yaml`. Raises `KeyError` for no such."""
    if name not in SHIPPED:
        raise KeyError(name)
    text = (files(__package__) / "mappings" / f"{name}.yaml").read_text("utf-8")
    return read_mapping(yaml.safe_load(text), f"{name}.yaml")
