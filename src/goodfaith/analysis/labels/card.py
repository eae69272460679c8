"""A card: what is known of a label, for whoever thinks of using it."""

from __future__ import annotations

from datetime import date

import msgspec

from goodfaith.analysis.labels.calibrating import Bin, Share


class Group(msgspec.Struct, frozen=True):
    """How a label does on a part of what it was measured on."""

    name: str
    precision: Share
    recall: Share


class Card(msgspec.Struct, frozen=True):
    """Measured on texts that the heads had not seen: folds of what they were trained on.

    `trained_on` says where the texts are from, by source; `has` and `has_not` how many there were.
    `precision` and `recall` hold from where the label is sure; `unsure` is the share of texts with
    the label that it leaves open. `not_for` says what not to use it for.
    """

    trained_on: dict[str, int]
    has: int
    has_not: int
    measured_on: date
    precision: Share
    recall: Share
    unsure: Share
    average_precision: float
    curve: tuple[Bin, ...]
    calibration_error: float
    groups: tuple[Group, ...] = ()
    not_for: str = ""
