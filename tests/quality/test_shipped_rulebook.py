"""The rulebook that ships: its own examples, its families, its basis."""

from __future__ import annotations

import pytest
import yaml

from goodfaith.analysis import Rulebook
from goodfaith.analysis.rules.testing import RulebookTest, try_rulebook
from goodfaith.cli.inputs import shipped_rulebook

FAMILIES = set(
    "GUARANTEE DEPOSIT_CMP HYPE_STOP EXAGGERATE REBATE HIDE_EXCL HIDE_COOLING INDUCE_NONDISC "
    "INDUCE_SURR COACH_CALLBACK FAKE_ID REG_ENDORSE DISPARAGE TIE_IN SIGN_FOR PRESSURE "
    "UNQUAL_ADVICE AI_HIDE DNC_IGNORED NO_CORRECTION RUDE".split()
)


@pytest.fixture(scope="module")
def tested(rulebook: Rulebook) -> RulebookTest:
    return try_rulebook(rulebook)


def test_every_example_gives_its_verdict(tested: RulebookTest):
    assert [f"{f.rule} {f.kind} {f.number}: {f.got}" for f in tested.failures] == []


def test_every_rule_shows_what_it_forbids_and_what_it_allows(rulebook: Rulebook):
    short = {
        rule.id: (len(rule.examples.get("violated", [])), len(rule.examples.get("passed", [])))
        for rule in rulebook
    }
    assert {id: counts for id, counts in short.items() if counts[0] < 2 or counts[1] < 3} == {}


def test_at_least_eighty_rules_rest_on_a_regulation(rulebook: Rulebook):
    assert len(rulebook) >= 80
    assert [rule.id for rule in rulebook if not rule.basis] == []


def test_every_family_has_a_rule_that_needs_no_business_facts(rulebook: Rulebook):
    heard = {
        rule.family
        for rule in rulebook.of_scope("conversation")
        if not rule.fields and not rule.events
    }
    assert heard >= FAMILIES
    assert {rule.family for rule in rulebook} - {""} <= FAMILIES


def test_the_five_steps_of_a_product_introduction_are_marked(rulebook: Rulebook):
    assert [point.id for point in rulebook.steps] == [
        "step_need",
        "step_product",
        "step_risk",
        "step_plan",
        "step_promise",
    ]


def test_titles_and_right_words_come_in_both_languages(rulebook: Rulebook):
    for rule in rulebook:
        assert set(rule.title) == {"zh", "en"}, rule.id
        assert not rule.instead or set(rule.instead) == {"zh", "en"}, rule.id


def test_an_editor_with_a_stricter_reader_of_yaml_can_read_it_too():
    for path in sorted(shipped_rulebook().rglob("*.yaml")):
        assert yaml.load(path.read_text("utf-8"), Loader=yaml.SafeLoader), path.name
