"""What ships can be read without a problem, in every format it comes in."""

from collections import Counter

import pytest

from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.encoding import encoding_of
from goodfaith.analysis.readers.sources import open_inputs, read_source

FORMATS = {"jsonl": 6, "csv": 1, "text": 3, "vtt": 1, "json": 1, "wecom": 1}


@pytest.fixture(scope="module")
def read(demo_plan):
    sources = list(open_inputs(demo_plan.inputs, demo_plan.options))
    return {one: list(read_source(one, demo_plan.options)) for one in sources}


@pytest.fixture(scope="module")
def conversations(read, demo_plan):
    return {
        one.id: demo_plan.metadata.join(one)
        for found in read.values()
        for one in found
        if not isinstance(one, Problem)
    }


def test_every_file_is_read_without_a_problem(read):
    problems = [one for found in read.values() for one in found if isinstance(one, Problem)]
    assert problems == []
    assert Counter(source.format for source in read) == FORMATS


def test_there_are_conversations_of_all_kinds(conversations):
    assert len(conversations) >= 60
    channels = {one.channel for one in conversations.values()}
    assert channels >= {"phone", "wecom", "counter", "video", "visit", "robot", "online_chat"}
    purposes = {one.purpose for one in conversations.values()}
    assert purposes >= set(
        "sales callback service claim complaint renewal servicing survey".split()
    )


def test_speakers_are_known_in_every_way(conversations):
    known = {one.speakers for one in conversations.values()}
    assert known == {"stated", "channel", "diarised"}


def test_four_people_talk_at_the_counter(conversations):
    roles = [one.role for one in conversations["bank-0605-01"].participants]
    assert sorted(roles) == ["applicant", "channel_manager", "relative", "teller"]


def test_one_recording_has_a_gap_and_some_recognisers_say_how_sure_they_are(conversations):
    assert conversations["gap-0805-01"].gaps[0].end == 96.0
    assert any(one.confidence is not None for one in conversations["tel-0703-01"].utterances)


def test_one_file_is_in_gb18030_and_one_in_traditional_characters(read):
    by_name = {source.path.name: source for source in read}
    visit, hong_kong = by_name["visit-0513-01.txt"], by_name["hk-0612-01.txt"]
    assert encoding_of(visit.path.read_bytes()) == "gb18030"
    assert "保險" in hong_kong.path.read_text("utf-8")


def test_the_recalled_promise_stays_with_both_times(conversations):
    recalled = [
        said
        for one in conversations.values()
        for said in one.utterances
        if said.recalled_at is not None
    ]
    assert [said.text for said in recalled] == ["保本保息，每年至少3.5，您闭着眼买"]
    assert (recalled[0].recalled_at - recalled[0].sent_at).total_seconds() == 40


def test_every_row_of_the_metadata_meets_a_conversation(demo_plan, conversations):
    assert [id for id in demo_plan.metadata.ids() if id not in conversations] == []


def test_every_fact_names_a_conversation_that_is_there_or_is_known_to_be_missing(
    demo_plan, conversations
):
    named = {fact.text("conversation") for fact in demo_plan.facts} - {""}
    assert named - conversations.keys() == {"tel-0522-01"}


def test_six_sales_and_more_span_several_conversations(demo_plan, conversations):
    sales = Counter(
        sale for one in conversations.values() for sale in demo_plan.facts.sales_of(one)
    )
    assert sum(count > 1 for count in sales.values()) >= 6
