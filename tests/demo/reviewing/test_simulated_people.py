"""What people write, when they work, and how often they are mistaken."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from random import Random
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.demo.reviewing.character import Reviewer
from goodfaith.demo.reviewing.hours import ZONE, at_work, days_later, later
from goodfaith.demo.reviewing.knowing import Really, missed, really
from goodfaith.demo.reviewing.opinions import opinion
from goodfaith.demo.simulator.truth import GroundTruth, Misheard, Violation

WORDING: dict[str, Any] = yaml.safe_load(
    files("goodfaith.demo.reviewing").joinpath("wording.yaml").read_text("utf-8")
)
MOST_WRITTEN = (
    "confirmed", "qualified", "unqualified", "supplement", "upheld", "rejected", "carried_on",
    "done", "closed",
)  # fmt: skip
QUOTED = {"conversation": "c1", "utterance": 3, "start": 0, "end": 4}
PROMISE = {
    "rule": "sale.guaranteed_return",
    "verdict": "violated",
    "findings": [{"family": "GUARANTEE", "evidence": [QUOTED]}],
}
CAREFUL = Reviewer(error_rate=0.0, unclear_rate=0.0, comment_rate=0.0, seconds=30)


def truth(*violations: Violation, misheard: tuple[Misheard, ...] = ()) -> dict[str, GroundTruth]:
    return {"c1": GroundTruth("c1", "telesales", "j", violations=violations, misheard=misheard)}


def broken(family: str, rule: str, utterance: int | None) -> Violation:
    return Violation(family, rule, "m", "adviser", utterance)


def test_every_line_is_text_and_none_is_there_twice() -> None:
    for kind, found in WORDING.items():
        for lines in found.values() if isinstance(found, dict) else [found]:
            assert all(isinstance(line, str) for line in lines), kind
            assert len(set(lines)) == len(lines), kind


def test_what_is_written_most_has_twenty_lines_and_more() -> None:
    assert all(len(WORDING[kind]) >= 20 for kind in MOST_WRITTEN)
    for kind in ("appeal", "dismissed", "corrective"):
        assert sum(map(len, WORDING[kind].values())) >= 20


@given(st.integers(), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 20))
def test_people_work_from_nine_to_six_on_weekdays(seed: int, day: date, days: int) -> None:
    at = at_work(Random(seed), days_later(day, days)).astimezone(ZONE)
    assert at.weekday() < 5
    assert 9 <= at.hour < 18
    assert at.date() >= day


@given(st.integers(), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_what_comes_later_comes_later(seed: int, day: date) -> None:
    rng = Random(seed)
    at = at_work(rng, day)
    assert later(rng, at, 0, 3) > at


def test_what_was_committed_is_so_by_rule_by_family_and_by_its_words() -> None:
    for one in (
        broken("", "sale.guaranteed_return", None),
        broken("GUARANTEE", "sale.personal_pledge", None),
        broken("REBATE", "sale.rebate", 3),
    ):
        assert really(1, "A1", PROMISE, truth(one)).holds


def test_what_was_not_committed_is_not_and_the_reason_fits_what_was_misheard() -> None:
    assert not really(1, "A1", PROMISE, truth(broken("REBATE", "sale.rebate", 4))).holds
    heard = truth(misheard=(Misheard("homophone", 3, "保额"),))
    assert really(1, "A1", PROMISE, heard) == Really(holds=False, reason="not_said")
    swapped = truth(misheard=(Misheard("speaker", 3, "保本", "customer"),))
    assert really(1, "A1", PROMISE, swapped) == Really(holds=False, reason="wrong_speaker")


def test_what_was_said_and_not_found_is_missed_once_its_family_was_not_found() -> None:
    said = truth(broken("REBATE", "sale.rebate", 5), broken("GUARANTEE", "sale.promise", 6))
    assert [one.rule for _, one in missed([PROMISE], said)] == ["sale.rebate"]


@given(st.integers())
def test_who_makes_no_mistakes_says_what_is_so(seed: int) -> None:
    rng = Random(seed)
    assert opinion(rng, CAREFUL, PROMISE, Really(holds=True)).verdict == "confirmed"
    told = opinion(rng, CAREFUL, PROMISE, Really(holds=False, reason="harmless"))
    assert (told.verdict, told.reason) == ("dismissed", "harmless")


@given(st.integers())
def test_who_is_always_mistaken_dismisses_with_a_reason(seed: int) -> None:
    wrong = Reviewer(error_rate=1.0, unclear_rate=0.0, comment_rate=1.0, seconds=30)
    told = opinion(Random(seed), wrong, PROMISE, Really(holds=True))
    assert told.verdict == "dismissed"
    assert told.reason
