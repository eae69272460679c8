"""Records are such as the kernel reads, and arrive after what they tell of."""

from collections import Counter
from datetime import date, datetime

from goodfaith.analysis.facts.reader import read_fact
from goodfaith.analysis.readers.report import Report
from goodfaith.demo.simulator import simulate
from goodfaith.demo.simulator.journey import ZONE

AHEAD = {"licence_valid_until", "on_sale_until", "on_sale_from"}
"""What is known before its day."""


def written(fact):
    values = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in fact.values.items()
    }
    return {"kind": fact.kind, "id": fact.id, **values}


def test_every_record_is_as_the_field_dictionary_has_it(many, insurer):
    report = Report("simulated", "record")
    delivered = [d for journey in many for d in journey.facts] + list(insurer.standing_facts())
    for one in delivered:
        assert read_fact(written(one.fact), report, ZONE) == one.fact, report.problems


def test_records_arrive_after_what_they_tell_of(many):
    for journey in many:
        for one in journey.facts:
            for name, value in one.fact.values.items():
                if name in AHEAD:
                    continue
                if isinstance(value, datetime):
                    assert value <= one.known_at, (one.fact.kind, name)
                elif isinstance(value, date):
                    assert value <= one.known_at.date(), (one.fact.kind, name)


def test_the_application_number_comes_on_a_later_day(many):
    linked = 0
    for journey in many:
        began = {one.conversation.id: one.conversation.started_at for one in journey.conversations}
        for one in journey.facts:
            if one.fact.kind == "link":
                linked += 1
                conversation = one.fact.values["conversation"]
                assert one.known_at.date() > began[conversation].date()
    assert linked > 20


def test_sales_carry_no_application_number_while_they_are_talked_about(many):
    for journey in many:
        for one in journey.conversations:
            if one.conversation.purpose == "sales":
                assert not one.conversation.applications
                assert not one.conversation.policies


def test_a_few_records_never_come(many):
    closed = [one.conversation.id for j in many for one in j.conversations if one.truth.closed]
    linked = {d.fact.values["conversation"] for j in many for d in j.facts if d.fact.kind == "link"}
    missing = set(closed) - linked
    assert 0 < len(missing) < 0.15 * len(closed)


def test_there_are_records_of_many_kinds(many):
    kinds = Counter(d.fact.kind for j in many for d in j.facts)
    assert set(kinds) >= set(
        "application applicant insured policy premium_payment receipt commission suitability link "
        "callback complaint claim recording dialler_record dual_recording refusal surrender".split()
    )


def test_a_policy_is_known_under_its_application(many):
    for journey in many:
        applications = {d.fact.id for d in journey.facts if d.fact.kind == "application"}
        for one in journey.facts:
            if one.fact.kind == "policy":
                assert one.fact.values["application"] in applications


def test_advisers_and_products_are_known_before_the_first_conversation():
    insurer = simulate("tiny")
    known = {d.fact.id for d in insurer.standing_facts() if d.known_at.date() < insurer.begins_on}
    sellers = {p.id for t in ("telesales", "motor") for p in insurer.organisation.by_trade[t]}
    assert sellers <= known
