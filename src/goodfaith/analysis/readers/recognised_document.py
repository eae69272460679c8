"""One conversation out of one recogniser's document and the mapping that fits it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from goodfaith.analysis.conversation import Conversation, Utterance
from goodfaith.analysis.readers import values
from goodfaith.analysis.readers.bounds import MOST_UTTERANCES
from goodfaith.analysis.readers.json_path import find_all, first, leads_somewhere
from goodfaith.analysis.readers.mapping import Mapping, Paths, as_paths
from goodfaith.analysis.readers.options import ReadOptions
from goodfaith.analysis.readers.recognised_utterance import read_time, read_utterance
from goodfaith.analysis.readers.report import Report
from goodfaith.analysis.readers.voices import Voice, tell_apart


def conversation_of(
    document: object, mapping: Mapping, id_: str, report: Report, options: ReadOptions
) -> Conversation | None:
    """Return the conversation of a document, or None with all its problems in `report`.

    `id_` is its id if the document has none of its own. Utterances without text are left out;
    the others stand in order of their start where all have one.
    """
    before = len(report.problems)
    own_id = first(document, as_paths(mapping.id))
    known_id = report.take("id", values.identifier, id_ if own_id is None else own_id)
    spoken = _spoken(document, mapping, report)
    voices = tell_apart([voice for _, voice in spoken], mapping, options.adviser_channel)
    started_at = first(document, as_paths(mapping.started_at))
    conversation = Conversation(
        id=known_id or "",
        utterances=tuple(
            msgspec.structs.replace(utterance, participant=speaker)
            for (utterance, _), speaker in zip(spoken, voices.ids, strict=True)
        ),
        participants=voices.participants,
        channel=mapping.medium,
        speakers=voices.known_by,
        duration=read_time(document, mapping.duration, "document", report),
        started_at=None
        if started_at is None
        else report.take("started_at", partial(values.moment, zone=options.zone), started_at),
    )
    return conversation if len(report.problems) == before else None


def _spoken(document: object, mapping: Mapping, report: Report) -> list[tuple[Utterance, Voice]]:
    spoken: list[tuple[Utterance, Voice]] = []
    for place, item in _items(document, mapping, report):
        if len(spoken) >= MOST_UTTERANCES:
            report.add(
                "utterances",
                "more",
                f"at most {MOST_UTTERANCES:,} utterances",
                "too_many",
            )
            break
        utterance = read_utterance(item, mapping, place, report)
        if utterance is not None:
            spoken.append((utterance, _voice(item, document, mapping, place, report)))
    if all(utterance.start is not None for utterance, _ in spoken):
        spoken.sort(key=lambda one: one[0].start or 0.0)
    return spoken


def _items(document: object, mapping: Mapping, report: Report) -> Iterator[tuple[str, object]]:
    """Yield every utterance with its place, from the first path that leads to any."""
    paths = as_paths(mapping.utterances)
    for path in paths:
        if leads_somewhere(document, path):
            yield from _items_at(document, path, report)
            return
    lists = [path.partition("[]")[0] for path in paths]
    empty = next((path for path in lists if leads_somewhere(document, path)), None)
    if empty is None:
        report.missing(paths[0] if paths else "utterances", "the list of utterances")
    elif any(True for _ in find_all(document, f"{empty}[]")):
        report.add(
            empty,
            "a list of something else",
            f"utterances as {mapping.name} writes them",
        )


def _items_at(document: object, path: str, report: Report) -> Iterator[tuple[str, object]]:
    if "[]" not in path:
        yield from ((path, item) for item in find_all(document, path))
        return
    head, _, rest = path.partition("[]")
    for number, outer in enumerate(find_all(document, f"{head}[]")):
        place = f"{head}[{number}]{rest}"
        inner = list(find_all(outer, f"${rest}"))
        if not inner:
            report.missing(place, "an utterance")
        yield from ((place, item) for item in inner)


def _voice(item: object, document: object, mapping: Mapping, place: str, report: Report) -> Voice:
    speaker = _label(item, mapping.speaker, place, report)
    channel = _label(item, mapping.channel, place, report)
    if mapping.channel_of is not None and speaker and not channel:
        lookup = mapping.channel_of
        for path in as_paths(lookup.items):
            for entry in find_all(document, path):
                if str(first(entry, [lookup.key])) == speaker:
                    channel = _label(entry, lookup.value, path, report)
    return channel, speaker


def _label(item: object, paths: Paths, place: str, report: Report) -> str:
    value = first(item, as_paths(paths))
    return report.take(f"{place}.speaker", values.optional_identifier, value) or ""
