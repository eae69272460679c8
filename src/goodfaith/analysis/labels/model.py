"""A set of labels that are judged together, and the file it is kept in.

The file is safetensors: numbers and a header, no code. `read_model` trusts none of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load, save

from goodfaith.analysis.fingerprint import hash_of_bytes
from goodfaith.analysis.labels.calibrating import DOUBT_FROM, Calibration
from goodfaith.analysis.labels.card import Card
from goodfaith.analysis.labels.heads import Heads
from goodfaith.analysis.labels.loops import BUCKETS
from goodfaith.analysis.points.point import SPEAKERS

Unit = Literal["utterance", "paragraph", "conversation"]
FORMAT = "goodfaith-labels-1"
MOST_BYTES = 256 * 1024 * 1024
MOST_LABELS = 2_000


class LabelsRefused(Exception):
    """A file that is no set of labels, or a damaged or hostile one; says in a sentence why."""


class Label(msgspec.Struct, frozen=True):
    """A meaning that a text may have.

    `by` is who may say it, as points name speakers. Of the labels of one `group` at most one
    holds: the most probable. It is there for certain from the probability `sure_from` on; from
    `doubt_from` to there nobody knows.
    """

    id: str
    names: dict[str, str]
    calibration: Calibration
    sure_from: float
    card: Card
    doubt_from: float = DOUBT_FROM
    unit: Unit = "utterance"
    by: str = "anyone"
    group: str = ""
    means: dict[str, str] = {}

    @property
    def roles(self) -> frozenset[str]:
        return SPEAKERS[self.by]


class _Header(msgspec.Struct, frozen=True):
    format: str
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class LabelModel:
    """Labels and their compact heads, in the same order."""

    labels: tuple[Label, ...]
    heads: Heads

    @cached_property
    def content(self) -> bytes:
        """The file."""
        header = _Header(FORMAT, self.labels)
        steps, sizes = self.heads.coarse()
        tensors: dict[str, npt.NDArray[Any]] = {
            "biases": self.heads.biases,
            "rows": self.heads.rows,
            "sizes": sizes,
            "steps": steps,
        }
        return save(
            tensors, {"goodfaith": msgspec.json.encode(header, order="deterministic").decode()}
        )

    @cached_property
    def hash(self) -> str:
        """Changes when any judgement could."""
        heads = (self.heads.rows, *self.heads.coarse(), self.heads.biases)
        said = msgspec.json.encode(self.labels, order="deterministic")
        return hash_of_bytes(said, *(part.tobytes() for part in heads))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each label stands, by id."""
        return {label.id: place for place, label in enumerate(self.labels)}

    def probabilities(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """By text and label."""
        scores = self.heads.scores(texts).astype(np.float64)
        return 1 / (1 + np.exp(-np.clip(scores * self._slopes + self._offsets, -700, 700)))

    @cached_property
    def _slopes(self) -> npt.NDArray[np.float64]:
        return np.array([label.calibration.slope for label in self.labels])

    @cached_property
    def _offsets(self) -> npt.NDArray[np.float64]:
        return np.array([label.calibration.offset for label in self.labels])


def read_model(content: bytes) -> LabelModel:
    """The labels of a file. Raises `LabelsRefused`."""
    if len(content) > MOST_BYTES:
        raise LabelsRefused(f"{len(content)} bytes; a set of labels has at most {MOST_BYTES}")
    try:
        tensors = load(content)
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise LabelsRefused("not a safetensors file, or one that was cut off") from error
    labels = _labels_in(content)
    heads = _heads_in(tensors, len(labels))
    return LabelModel(labels, heads)


def _labels_in(content: bytes) -> tuple[Label, ...]:
    length = int.from_bytes(content[:8], "little")
    try:
        said = msgspec.json.decode(content[8 : 8 + length])["__metadata__"]["goodfaith"]
        header = msgspec.json.decode(said, type=_Header)
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        raise LabelsRefused(f"the header does not describe labels: {error}") from error
    if header.format != FORMAT:
        raise LabelsRefused(f"format {header.format!r}; this release reads {FORMAT!r}")
    ids = [label.id for label in header.labels]
    if not ids or len(ids) > MOST_LABELS or len(set(ids)) < len(ids):
        raise LabelsRefused(f"{len(ids)} labels, {len(set(ids))} of them different ones")
    for label in header.labels:
        if wrong := _wrong(label):
            raise LabelsRefused(f"label {label.id!r}: {wrong}")
    return header.labels


def _wrong(label: Label) -> str:
    numbers = (label.calibration.slope, label.calibration.offset, label.sure_from, label.doubt_from)
    if not all(map(np.isfinite, numbers)) or label.calibration.slope <= 0:
        return "its calibration is no rising curve"
    if not 0 < label.doubt_from <= label.sure_from <= 1:
        return "its thresholds are not in order between 0 and 1"
    if label.by not in SPEAKERS:
        return f"said by {label.by!r}, who is none of {', '.join(SPEAKERS)}"
    return ""


def _heads_in(tensors: dict[str, npt.NDArray[Any]], count: int) -> Heads:
    shapes = {name: (values.shape, str(values.dtype)) for name, values in tensors.items()}
    size = len(tensors.get("rows", ()))
    expected = {
        "biases": ((count,), "float32"),
        "rows": ((size,), "int32"),
        "sizes": ((count,), "float32"),
        "steps": ((size, count), "int8"),
    }
    if shapes != expected:
        raise LabelsRefused(f"its numbers are {shapes}; expected {expected}")
    rows, weights = tensors["rows"], tensors["steps"] * tensors["sizes"]
    if size and (rows[0] < 0 or rows[-1] >= BUCKETS or (np.diff(rows) <= 0).any()):
        raise LabelsRefused(f"its rows do not rise within 0 to {BUCKETS - 1}")
    if not (np.isfinite(weights).all() and np.isfinite(tensors["biases"]).all()):
        raise LabelsRefused("a weight is not a number")
    return Heads(rows, weights, tensors["biases"])
