"""Labels as a way for points to be found: which utterances have one, and where it tells most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from goodfaith.analysis.labels.model import LabelModel
from goodfaith.analysis.labels.telling import telling_part
from goodfaith.analysis.points.point import Point

Flags = npt.NDArray[np.bool_]


class LabelHeard(NamedTuple):
    """In the text with this number `point` is told by its label, from `start` to `end`."""

    text: int
    point: int
    start: int
    end: int
    unsure: bool


@dataclass(frozen=True)
class Hearing:
    """The points of a scanner that have a label of `model`, by their numbers."""

    model: LabelModel
    points: Sequence[Point]

    @cached_property
    def _listening(self) -> list[tuple[int, int]]:
        """Points and the places of their labels, those of utterances."""
        places = self.model.places
        return [
            (number, places[point.label])
            for number, point in enumerate(self.points)
            if point.label in places and self.model.labels[places[point.label]].unit == "utterance"
        ]

    def heard(self, texts: Sequence[str], roles: Sequence[str]) -> Iterator[LabelHeard]:
        """What is heard in each text, said in a role, in no order."""
        if not texts or not self._listening:
            return
        probabilities = self.model.probabilities(texts)
        self._only_one_of_a_group(probabilities)
        for number, place in self._listening:
            label = self.model.labels[place]
            allowed = label.roles | {"unknown"}
            column = probabilities[:, place]
            for text in np.nonzero(column >= label.doubt_from)[0].tolist():
                if roles[text] in allowed:
                    start, end = telling_part(self.model.heads, place, texts[text])
                    unsure = bool(column[text] < label.sure_from)
                    yield LabelHeard(text, number, start, end, unsure)

    def _only_one_of_a_group(self, probabilities: npt.NDArray[np.float64]) -> None:
        """Of the labels of a group the most probable stays; the first where two are the same."""
        for places in self._groups:
            best = probabilities[:, places].argmax(axis=1)
            kept = np.zeros((len(probabilities), len(places)), np.bool_)
            kept[np.arange(len(probabilities)), best] = True
            probabilities[:, places] = np.where(kept, probabilities[:, places], 0.0)

    @cached_property
    def _groups(self) -> list[npt.NDArray[np.int64]]:
        groups: dict[str, list[int]] = {}
        for place, label in enumerate(self.model.labels):
            if label.group:
                groups.setdefault(label.group, []).append(place)
        return [np.array(places) for places in groups.values()]
