"""The catalogue of the report is complete in both languages."""

from __future__ import annotations

from string import Formatter
from typing import get_args

import pytest

from goodfaith.analysis.conversation import Purpose, Role
from goodfaith.analysis.finding import SEVERITIES, Verdict
from goodfaith.batch.report.words import LANGUAGES, catalogue, phrase, phrase_or_code, titled


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_an_entry_says_the_same_blanks_in_both_languages(name: str) -> None:
    entry = catalogue()[name]
    assert set(entry) == set(LANGUAGES)
    blanks = [
        {blank for _, blank, _, _ in Formatter().parse(entry[lang]) if blank} for lang in LANGUAGES
    ]
    assert blanks[0] == blanks[1]
    assert all(text.strip() for text in entry.values())


@pytest.mark.parametrize(
    "name",
    [
        *(f"role_{role}" for role in get_args(Role)),
        *(f"purpose_{purpose}" for purpose in get_args(Purpose)),
        *(f"severity_{severity}" for severity in SEVERITIES),
        *(f"verdict_{verdict}" for verdict in get_args(Verdict)),
    ],
)
def test_every_role_purpose_severity_and_verdict_has_a_word(name: str) -> None:
    assert name in catalogue()


@pytest.mark.parametrize(
    "code",
    "heard not_heard compared happened not_happened not_due field_missing source_missing "
    "speaker_unknown gap conversation_missing low_confidence weak_assent "
    "times_missing order_unknown not_in_force out_of_scope candour".split(),
)
def test_every_reason_has_a_sentence(code: str) -> None:
    assert phrase(f"because_{code}", part="P", missing="M")["zh"]


def test_an_unknown_code_is_told_as_it_is() -> None:
    assert phrase_or_code("family", "NEW_ONE") == {"zh": "NEW_ONE", "en": "NEW_ONE"}


def test_braces_in_a_value_are_no_blanks() -> None:
    assert phrase("adviser", id="{zh}")["zh"] == "顾问 {zh}"


def test_a_title_that_lacks_a_language_borrows_the_other() -> None:
    assert titled({"zh": "保本"}, "id") == {"zh": "保本", "en": "保本"}
    assert titled({}, "id") == {"zh": "id", "en": "id"}
