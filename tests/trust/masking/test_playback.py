"""Which seconds are silenced."""

from __future__ import annotations

import math

import pytest

from goodfaith.analysis.conversation import Utterance
from goodfaith.trust.masking import find_private, muted

NUMBER = "11010519491231002X"


def silence(*utterances: Utterance) -> list[tuple[float, float]]:
    return muted(find_private([u.text for u in utterances]), utterances)


def test_a_number_is_muted_where_its_characters_are_said_with_padding():
    (span,) = silence(Utterance("是的" + NUMBER, start=10.0, end=20.0))
    assert span == pytest.approx((10.7, 20.3))


def test_phones_are_heard():
    assert silence(Utterance("13812345678", start=0.0, end=5.0)) == []


def test_without_times_of_its_own_all_between_known_times_is_muted():
    before, after = Utterance("嗯", start=0.0, end=4.0), Utterance("好", start=9.0, end=9.5)
    assert silence(before, Utterance(NUMBER), after) == [(3.7, 9.3)]


def test_without_any_time_everything_is_muted():
    assert silence(Utterance(NUMBER)) == [(0.0, math.inf)]
