"""Sentences out of whole conversations of which somebody knows only that a label is in them.

Where a reviewer confirmed that something was said, and not in which words, the sentence that the
labels learnt so far find most likely is taken to be the one, if they find it likely at all
(multiple instance learning by its likeliest instance: Andrews and others, NIPS 2002). Of its
neighbours nothing is known. In a conversation where nothing was said every sentence is known not
to have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from goodfaith.analysis.labels.model import LabelModel
from goodfaith.labels.corpus import Sentence

LIKELY_ENOUGH = 0.1


@dataclass(frozen=True)
class Talk:
    """What one side said in a conversation.

    `said` are alternatives: of each group of labels at least one was said somewhere. Of the labels
    of `judged` everything that was said is in `said`. `near` are labels it was chosen for because
    it looks like them.
    """

    texts: tuple[str, ...]
    by: str
    said: tuple[frozenset[str], ...] = ()
    judged: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    source: str = "conversations"


def sentences_of(
    talks: Iterable[Talk], model: LabelModel, likely_enough: float = LIKELY_ENOUGH
) -> Iterator[Sentence]:
    """What the talks tell, by the labels learnt so far."""
    for talk in talks:
        if not talk.said:
            near = talk.near & talk.judged
            yield from (
                Sentence(text, talk.by, has_not=talk.judged, near=near, source=talk.source)
                for text in talk.texts
            )
        elif talk.texts:
            yield from _likeliest(talk, model, likely_enough)


def _likeliest(talk: Talk, model: LabelModel, likely_enough: float) -> Iterator[Sentence]:
    probabilities = model.probabilities(talk.texts)
    found: dict[int, set[str]] = {}
    for group in talk.said:
        ids = _known(group, model)
        if not ids:
            continue
        columns = probabilities[:, [model.places[id] for id in ids]]
        text, place = divmod(int(columns.argmax()), len(ids))
        if columns[text, place] >= likely_enough:
            found.setdefault(text, set()).add(ids[place])
    for text, labels in found.items():
        yield Sentence(talk.texts[text], talk.by, frozenset(labels), source=talk.source)


def _known(group: Iterable[str], model: LabelModel) -> Sequence[str]:
    return sorted(id for id in group if id in model.places)
