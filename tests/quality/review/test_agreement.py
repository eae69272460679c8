"""Cohen's kappa: the examples of the literature, and what holds of it whatever is said."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.quality.review.agreement import FEWEST_PAIRS, agreement_of, standard_error

SAID = st.sampled_from(["confirmed", "dismissed", "unclear"])
PAIRS = st.lists(st.tuples(SAID, SAID), min_size=FEWEST_PAIRS, max_size=200)
FLEISS = {
    ("psychotic", "psychotic"): 75, ("psychotic", "neurotic"): 1, ("psychotic", "organic"): 4,
    ("neurotic", "psychotic"): 5, ("neurotic", "neurotic"): 4, ("neurotic", "organic"): 1,
    ("organic", "organic"): 10,
}  # fmt: skip
"""Diagnoses of 100 subjects by two raters: Fleiss, Levin and Paik, 3rd ed., table 18.1."""


def test_the_textbook_s_diagnoses_agree_as_the_textbook_says() -> None:
    found = agreement_of(Counter(FLEISS).elements())
    assert found.observed == pytest.approx(0.89)
    assert found.expected == pytest.approx(0.66)
    assert found.kappa == pytest.approx(0.68, abs=0.005)
    assert standard_error(Counter(FLEISS)) == pytest.approx(0.087, abs=0.001)
    assert (found.low, found.high) == (pytest.approx(0.51, abs=0.01), pytest.approx(0.85, abs=0.01))


def test_two_readers_of_fifty_proposals() -> None:
    """20 yes and 15 no in common, 5 and 10 apart: kappa is 0.4."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert agreement_of(pairs).kappa == pytest.approx(0.4)


@given(st.lists(SAID, min_size=FEWEST_PAIRS, max_size=100))
def test_who_says_the_same_of_everything_agrees_wholly(said: list[str]) -> None:
    found = agreement_of(zip(said, said, strict=True))
    assert found.observed == 1
    if len(set(said)) > 1:
        assert (found.kappa, found.low, found.high) == (pytest.approx(1), pytest.approx(1), 1)
    else:
        assert found.kappa is None


@given(PAIRS)
def test_it_does_not_matter_who_is_the_first(pairs: list[tuple[str, str]]) -> None:
    one, other = agreement_of(pairs), agreement_of((b, a) for a, b in pairs)
    assert (one.pairs, one.agreed, one.observed) == (other.pairs, other.agreed, other.observed)
    assert one.kappa == pytest.approx(other.kappa) if one.kappa is not None else True
    assert one.low == pytest.approx(other.low) if one.low is not None else True


@given(PAIRS)
def test_it_is_within_its_interval_and_its_bounds(pairs: list[tuple[str, str]]) -> None:
    found = agreement_of(pairs)
    if found.kappa is None or found.low is None or found.high is None:
        return
    assert -1 <= found.low <= found.kappa + 1e-9
    assert found.kappa - 1e-9 <= found.high <= 1
    assert found.agreed + found.differed == found.pairs


@given(st.lists(st.tuples(SAID, SAID), max_size=FEWEST_PAIRS - 1))
def test_of_few_pairs_no_number_is_told(pairs: list[tuple[str, str]]) -> None:
    found = agreement_of(pairs)
    assert found.is_few
    assert (found.kappa, found.low, found.high) == (None, None, None)
    assert (found.observed is None) == (not pairs)
