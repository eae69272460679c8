"""What a condition says of conversations and facts, and when it cannot say."""

from __future__ import annotations

import pytest

from goodfaith.analysis import Attachment, Gap, Utterance
from small_world import at, book, judged, rule, rulebook_of, talk

A = {"by": "adviser", "any": ["甲"]}
B = {"by": "adviser", "any": ["乙"]}
R = {"by": "adviser", "number": {"kind": "rate", "near": ["利率"]}}
D = {"by": "adviser", "number": {"kind": "days", "near": ["犹豫期"]}}
SAYS = {"a": A, "b": B, "r": R, "d": D}

NOTHING = talk("c", ("A", "丙"), ("C", "丁"))
ONLY_A = talk("c", ("A", "甲"), ("C", "丁"))
MAYBE_A = talk("c", ("?", "甲"), ("C", "丁"))
GAP = talk("c", Utterance("丙", "A", 1.0), Utterance("丁", "C", 50.0), gaps=(Gap(10.0, 40.0),))


def finding_of(condition, conversations=NOTHING, facts=(), **more):
    members = {name: more.pop(name) for name in ("scope", "when") if name in more}
    written = rule(says=SAYS, violated=condition, **members)
    facts = book(*facts) if facts else None
    return judged(rulebook_of(written), conversations, facts, **more)


def verdict_of(condition, conversations=NOTHING, facts=(), **more) -> str:
    return finding_of(condition, conversations, facts, **more).verdict


def codes_of(*given, **more) -> set[str]:
    return {because.code for because in finding_of(*given, **more).because}


def sale(*conversations, **more) -> dict:
    return {"conversations": list(conversations), "scope": "sale", **more}


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("a", "undecidable"),
        ("no a", "undecidable"),
        ("not a", "undecidable"),
        ("a and b", "passed"),  # b was not said: a changes nothing
        ("a or b", "undecidable"),
        ("a or no b", "violated"),
        ("not (a and b)", "violated"),
        ("not (a or b)", "undecidable"),
        ("count(a) >= 1", "undecidable"),
        ("count(a) >= 2", "passed"),
        ("count(a) < 2", "violated"),
    ],
)
def test_an_unknown_speaker_counts_only_where_he_could_change_the_verdict(condition, verdict):
    assert verdict_of(condition, MAYBE_A) == verdict


def test_because_tells_the_unknown_speaker():
    assert codes_of("a", MAYBE_A) == {"speaker_unknown"}


@pytest.mark.parametrize(("confidence", "verdict"), [(0.9, "violated"), (0.3, "undecidable")])
def test_what_the_recogniser_was_unsure_of_decides_nothing(confidence, verdict):
    unsure = talk("c", Utterance("甲", "A", confidence=confidence))
    assert verdict_of("a", unsure) == verdict
    assert verdict_of("count(a) >= 1", unsure) == verdict


def test_because_tells_a_low_confidence():
    unsure = talk("c", Utterance("甲", "A", confidence=0.3))
    assert codes_of("a", unsure) == {"low_confidence"}
    assert codes_of("count(a) >= 1", unsure) == {"low_confidence"}


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("a", "passed"),  # nobody is accused of what may have been said in a gap
        ("a and b", "passed"),
        ("a before b", "passed"),
        ("no a", "undecidable"),
        ("not a", "undecidable"),
        ("not (not a)", "passed"),
        ("not (a or b)", "undecidable"),
        ("not (a and b)", "undecidable"),
        ("not (a before b)", "undecidable"),
        ("not (no a before b)", "undecidable"),
        ("count(a) >= 1", "passed"),
        ("count(a) < 1", "undecidable"),
        ("count(a) == 0", "undecidable"),
        ("not count(a) >= 1", "undecidable"),
        ("no conversation where a", "undecidable"),
        ("any conversation where a", "passed"),
        ("not (any conversation where a)", "undecidable"),
    ],
)
def test_a_gap_is_neither_speech_nor_silence(condition, verdict):
    assert verdict_of(condition, GAP) == verdict


def timed(gap: Gap, *, times: bool = True):
    """An 甲 in second 5, then four turns without a 乙."""
    turns = [("甲", "A"), ("丙", "C"), ("丙", "A"), ("丙", "C"), ("丙", "A")]
    said = [
        Utterance(text, who, start=5.0 + 10 * k if times else None)
        for k, (text, who) in enumerate(turns)
    ]
    return talk("c", *said, gaps=(gap,))


@pytest.mark.parametrize(
    ("condition", "gap", "verdict"),
    [
        ("no b within 2 turns after a", Gap(11.0, 14.0), "undecidable"),
        ("no b within 2 turns after a", Gap(0.0, 4.0), "violated"),
        ("no b within 1 turns after a", Gap(36.0, 40.0), "violated"),
        ("no b within 20 seconds after a", Gap(12.0, 14.0), "undecidable"),
        ("no b within 20 seconds after a", Gap(40.0, 44.0), "violated"),
        ("no b before a", Gap(0.0, 4.0), "undecidable"),
        ("no b before a", Gap(36.0), "violated"),
    ],
)
def test_a_gap_counts_only_inside_the_rules_window(condition, gap, verdict):
    assert verdict_of(condition, timed(gap)) == verdict


def test_a_gap_among_utterances_without_times_may_be_anywhere():
    assert verdict_of("no b before a", timed(Gap(36.0), times=False)) == "undecidable"


@pytest.mark.parametrize(
    ("texts", "condition", "verdict"),
    [
        (["甲", "乙"], "a before b", "violated"),
        (["乙", "甲"], "a before b", "passed"),
        (["乙", "甲"], "a after b", "violated"),
        (["甲", "乙"], "no a before b", "passed"),
        (["乙"], "no a before b", "violated"),
        (["丙"], "no a before b", "passed"),  # without a b nothing is missing before it
        (["甲", "丙", "乙"], "a then b", "violated"),
        (["甲", "丙"], "a then no b", "violated"),
        (["甲乙"], "a before b", "violated"),
        (["甲", "丙", "丙", "乙"], "b within 1 turns after a", "passed"),
        (["甲", "丙", "丙", "乙"], "b within 3 turns after a", "violated"),
        (["乙", "丙", "甲"], "a within 2 turns of b", "violated"),
        (["甲", "丙", "乙"], "a within 2 turns of b", "violated"),
        (["甲", "丙", "丙", "乙"], "a within 2 turns of b", "passed"),
        (["甲"], "no b within 2 turns after a", "passed"),  # who had no turn left omitted nothing
        (["甲", "丙"], "no b within 2 turns after a", "violated"),
        (["甲", "丙"], "no b within 1 adviser turns after a", "passed"),
        (["甲", "丙", "丙"], "no b within 1 adviser turns after a", "violated"),
        (["甲", "乙", "甲", "丙", "丙"], "no b within 1 adviser turns after a", "violated"),
    ],
)
def test_order_and_distance_of_what_is_said(texts, condition, verdict):
    """The first turn is the adviser's, then they take turns; a point is anybody's here."""
    says = {name: {"any": point["any"]} for name, point in (("a", A), ("b", B))}
    turns = [("AC"[k % 2], text) for k, text in enumerate(texts)]
    rulebook = rulebook_of(rule(says=says, violated=condition))
    assert judged(rulebook, talk("c", *turns)).verdict == verdict


def test_seconds_without_times_cannot_be_told():
    call = talk("c", ("A", "甲"), ("A", "乙"))
    assert verdict_of("b within 10 seconds after a", call) == "undecidable"
    timed_call = talk("c", Utterance("甲", "A", 1.0), Utterance("乙", "A", 9.0))
    assert verdict_of("b within 10 seconds after a", timed_call) == "violated"
    assert verdict_of("b within 5 seconds after a", timed_call) == "passed"


def test_a_doubtful_answer_leaves_its_omission_open():
    call = talk("c", ("A", "甲"), ("?", "乙"), ("C", "丙"), ("A", "丙"))
    assert verdict_of("no b within 3 turns after a", call) == "undecidable"


def test_because_names_the_part_that_decided():
    (because,) = finding_of("a or b", ONLY_A).because
    assert (because.code, because.part) == ("heard", "a")
    first, second = finding_of("a and no b", ONLY_A).because
    assert (first.part, second.part) == ("a", "no b")


LINKED = {"kind": "link", "id": "N", "conversation": "gone", "application": "A1"}
CALLED = {
    "kind": "callback",
    "id": "N",
    "conversation": "gone",
    "application": "A1",
    "at": "2026-03-01T10:00:00",
}
LATER = talk("c", ("A", "甲"), started_at=at("2026-03-02T10:00:00"))


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("a", "violated"),
        ("b", "passed"),
        ("no b", "undecidable"),
        ("any conversation where a", "violated"),
        ("any conversation where b", "passed"),
        ("no conversation where a", "passed"),
        ("no conversation where b", "undecidable"),
        ("every conversation where a", "undecidable"),
        ("not every conversation where a", "undecidable"),
        ("first conversation where a", "undecidable"),
        ("last conversation where a", "violated"),
        ("no b before a", "undecidable"),
    ],
)
def test_a_conversation_of_the_sale_that_is_not_there_is_no_silence(condition, verdict):
    given = sale(LATER)
    assert verdict_of(condition, facts=[CALLED], **given) == verdict


def test_because_tells_the_missing_conversation():
    assert codes_of("no b", facts=[LINKED], **sale(ONLY_A)) == {"conversation_missing"}


TWO = (
    talk("one", ("A", "甲"), started_at=at("2026-03-01T10:00:00"), purpose="sales"),
    talk("two", ("A", "乙"), started_at=at("2026-03-02T10:00:00"), purpose="sales"),
    talk("three", ("A", "丙"), started_at=at("2026-03-09T10:00:00"), purpose="callback"),
)


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("any conversation where a", "violated"),
        ("any conversation where a and b", "passed"),  # inside one conversation
        ("every conversation where no a", "passed"),
        ("every conversation of callback where no a", "violated"),
        ("no conversation of callback where a", "violated"),
        ("no conversation of sales where a", "passed"),
        ("first conversation where a", "violated"),
        ("last conversation where a", "passed"),
        ("last conversation of sales where b", "violated"),
        ("a before b", "violated"),
        ("a within 1 days before b", "violated"),
        ("b within 3 turns after a", "passed"),  # turns are counted inside a conversation
        ("a where purpose is callback", "passed"),
        ("b where purpose is sales", "violated"),
        ("count(a where purpose is callback) >= 1", "passed"),
    ],
)
def test_conversations_of_a_sale_are_asked_one_by_one(condition, verdict):
    assert verdict_of(condition, **sale(*TWO)) == verdict


POLICY = {"kind": "policy", "id": "P1", "application": "A1", "receipt_on": "2026-03-05"}
CALLBACK = {
    "kind": "callback",
    "id": "B1",
    "policy": "P1",
    "at": "2026-03-19T10:00:00",
    "succeeded": True,
}
IN_TIME = "no callback succeeded within 15 days after policy.receipt_on"
LINE = {"kind": "source", "id": "callback"}


@pytest.mark.parametrize(
    ("facts", "as_of", "verdict"),
    [
        ([POLICY, CALLBACK], "2026-04-01", "passed"),
        ([POLICY, CALLBACK | {"at": "2026-03-21T10:00:00"}], "2026-04-01", "violated"),
        ([POLICY, CALLBACK | {"succeeded": False}], "2026-04-01", "violated"),
        ([POLICY, LINE], "2026-04-01", "violated"),
        ([POLICY, LINE], "2026-03-20", "not_applicable"),  # the last day has not passed
        ([POLICY, LINE], "2026-03-21", "violated"),
        ([POLICY], "2026-04-01", "not_applicable"),  # no source tells of callbacks
        ([CALLBACK | {"policy": "P1"}, POLICY | {"receipt_on": None}], "2026-04-01", "undecidable"),
    ],
)
def test_a_deadline_is_judged_when_it_has_passed(facts, as_of, verdict):
    facts = [{k: v for k, v in fact.items() if v is not None} for fact in facts]
    given = sale(NOTHING, as_of=at(f"{as_of}T12:00:00"))
    assert verdict_of(IN_TIME, facts=facts, **given) == verdict


def test_without_the_moment_of_judging_no_deadline_has_passed():
    finding = finding_of(IN_TIME, facts=[POLICY, LINE], **sale(NOTHING))
    assert finding.verdict == "not_applicable"
    assert [(b.code, b.missing) for b in finding.because] == [("not_due", ("2026-03-20",))]


RATE = [
    {"kind": "application", "id": "A1", "product": "P"},
    {"kind": "product", "id": "P", "filed_rate": 0.02},
]
LINKED_CALL = talk("c", ("A", "利率3%"), applications=("A1",))


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("r > product.filed_rate", "violated"),
        ("r < product.filed_rate", "passed"),
        ("r == 3%", "violated"),
        ("r == 0.03", "violated"),
        ("r != 3%", "passed"),
        ("r in [2%, 3%]", "violated"),
        ("r not in [2%, 3%]", "passed"),
        ("r > product.filed_rate + 0.5%", "violated"),
        ("r >= product.filed_rate * 2", "passed"),
        ("r is known", "violated"),
        ("r is unknown", "passed"),
        ("d is unknown", "violated"),
        ("d > 3", "passed"),  # no number was heard
        ("d not in [15]", "passed"),
    ],
)
def test_numbers_heard_are_compared(condition, verdict):
    assert verdict_of(condition, LINKED_CALL, RATE) == verdict


def test_of_several_numbers_heard_one_is_enough():
    call = talk("c", ("A", "利率1%"), ("C", "啊"), ("A", "利率3%"))
    assert verdict_of("r > 2%", call) == "violated"
    assert verdict_of("r > 4%", call) == "passed"


def test_a_number_of_an_unknown_speaker_decides_nothing():
    call = talk("c", ("?", "利率3%"))
    assert verdict_of("r > 2%", call) == "undecidable"
    assert verdict_of("r > 4%", call) == "passed"


def test_a_missing_fact_is_told_apart_from_a_missing_source():
    finding = finding_of("r > product.filed_rate", LINKED_CALL)
    assert finding.verdict == "not_applicable"
    assert [(b.code, b.missing) for b in finding.because] == [
        ("source_missing", ("product.filed_rate",))
    ]
    unknown = finding_of("r > product.filed_rate", LINKED_CALL, connected=["product"])
    assert unknown.verdict == "undecidable"
    assert [(b.code, b.missing) for b in unknown.because] == [
        ("field_missing", ("product.filed_rate",))
    ]


@pytest.mark.parametrize(
    ("condition", "facts", "connected", "verdict"),
    [
        ("adviser.licence_no is known", [], ["adviser"], "passed"),
        ("adviser.licence_no is unknown", [], ["adviser"], "violated"),
        ("adviser.licence_no is unknown", [], [], "not_applicable"),
        ("adviser.licence_no is known", [("licence_no", "123")], [], "violated"),
        ("adviser.licence_no is unknown", [("licence_no", "123")], [], "passed"),
    ],
)
def test_known_and_unknown_fields(condition, facts, connected, verdict):
    call = talk("c", ("A", "丙"), adviser="zhang")
    facts = [{"kind": "adviser", "id": "zhang", name: value} for name, value in facts]
    assert verdict_of(condition, call, facts, connected=connected) == verdict


def test_two_values_of_a_field_are_as_good_as_none():
    facts = [
        *RATE,
        {"kind": "application", "id": "A2", "product": "Q"},
        {"kind": "product", "id": "Q", "filed_rate": 0.04},
    ]
    call = talk("c", ("A", "利率3%"), applications=("A1", "A2"))
    assert verdict_of("r > product.filed_rate", call, facts) == "undecidable"


def test_an_event_that_no_source_tells_of_is_neither_there_nor_absent():
    for condition in ("surrendered", "no surrendered", "count(surrendered) == 0"):
        assert verdict_of(condition, [NOTHING], scope="customer") == "not_applicable"
        assert codes_of(condition, [NOTHING], scope="customer") == {"source_missing"}


NEW_POLICY = {"kind": "policy", "id": "P1", "customer": "K1", "issued_on": "2026-03-10"}
SURRENDER = {
    "kind": "surrender",
    "id": "S",
    "policy": "P0",
    "customer": "K1",
    "surrendered_on": "2026-03-01",
}


@pytest.mark.parametrize(
    ("condition", "facts", "verdict"),
    [
        ("surrendered then new policy within 90 days", [SURRENDER, NEW_POLICY], "violated"),
        ("surrendered then new policy within 90 days", [NEW_POLICY], "not_applicable"),
        ("surrendered then new policy within 90 days", [SURRENDER], "not_applicable"),
        ("surrendered then no new policy within 90 days", [NEW_POLICY], "not_applicable"),
        ("not (surrendered then new policy within 90 days)", [NEW_POLICY], "violated"),
        ("a then surrendered within 90 days", [NEW_POLICY], "passed"),  # nobody said a
    ],
)
def test_how_events_stand_to_each_other_is_not_known_where_no_source_tells(
    condition, facts, verdict
):
    given = {"scope": "customer", "as_of": at("2026-12-01")}
    assert verdict_of(condition, [NOTHING], facts, **given) == verdict


def test_a_rule_nobody_knows_the_scope_of_is_undecidable_only_where_it_is_broken():
    given = {"when": "policy.premium > 5", "connected": ["policy"]}
    assert verdict_of("a", ONLY_A, **given) == "undecidable"
    assert verdict_of("a", NOTHING, **given) == "passed"
    assert verdict_of("a", NOTHING, when="policy.premium > 5") == "not_applicable"
    assert verdict_of("a", ONLY_A, when="b") == "not_applicable"


def calls(*moments: str):
    return [
        talk(f"c{k}", ("A", "丙"), started_at=at(moment), direction="outbound", purpose="sales")
        for k, moment in enumerate(moments)
    ]


@pytest.mark.parametrize(
    ("moments", "condition", "verdict"),
    [
        (["01T09:00", "01T20:00"], "count(call to customer within 1 days) >= 2", "violated"),
        (["01T09:00", "02T08:00"], "count(call to customer within 1 days) >= 2", "passed"),
        (["01T23:00", "02T08:00"], "count(call to customer within 2 days) >= 2", "violated"),
        (["01T09:00", "02T08:00"], "count(call to customer within 24 hours) >= 2", "violated"),
        (["01T09:00", "02T10:00"], "count(call to customer within 24 hours) >= 2", "passed"),
        (
            ["01T09:00", "03T09:00", "04T09:00", "05T09:00", "20T09:00"],
            "count(call to customer within 3 days) == 3",
            "violated",
        ),
        (["01T09:00", "20T09:00"], "count(call to customer) == 2", "violated"),
        (["01T09:00"], "count(call to customer where purpose is service) == 0", "violated"),
    ],
)
def test_calls_are_counted_in_the_fullest_stretch(moments, condition, verdict):
    found = calls(*(f"2026-03-{moment}:00" for moment in moments))
    assert verdict_of(condition, found, scope="customer") == verdict


def test_dialled_calls_without_a_recording_count_too():
    dialled = {
        "kind": "dialler_record",
        "id": "D1",
        "customer": "K1",
        "at": "2026-03-01T15:00:00",
        "answered": False,
    }
    recorded = dialled | {"id": "D2", "conversation": "c0", "at": "2026-03-01T09:00:00"}
    found = calls("2026-03-01T09:00:00")
    given = {"facts": [dialled, recorded], "scope": "customer"}
    assert verdict_of("count(call to customer) == 2", found, **given) == "violated"


AFTER = "call to customer after a within 6 months where purpose is sales"


@pytest.mark.parametrize(
    ("first", "second", "purpose", "verdict"),
    [
        ("2026-03-01T09:00:00", "2026-09-01T09:00:00", "sales", "violated"),
        ("2026-03-01T09:00:00", "2026-09-02T09:00:00", "sales", "passed"),
        ("2026-08-31T09:00:00", "2027-02-28T09:00:00", "sales", "violated"),
        ("2026-08-31T09:00:00", "2027-03-01T09:00:00", "sales", "passed"),
        ("2026-03-01T09:00:00", "2026-04-01T09:00:00", "service", "passed"),
        ("2026-03-01T09:00:00", "2026-04-01T09:00:00", None, "undecidable"),
    ],
)
def test_a_month_is_a_month_of_the_calendar(first, second, purpose, verdict):
    said = talk("c1", ("A", "甲"), started_at=at(first))
    later = talk("c2", ("A", "丙"), started_at=at(second), direction="outbound", purpose=purpose)
    assert verdict_of(AFTER, [said, later], scope="customer") == verdict


def test_a_call_is_not_after_what_is_said_in_it():
    only = talk(
        "c1",
        ("A", "甲"),
        started_at=at("2026-03-01T09:00:00"),
        direction="outbound",
        purpose="sales",
    )
    assert verdict_of(AFTER, [only], scope="customer") == "passed"


@pytest.mark.parametrize(
    ("when", "says", "verdict"),
    [
        ("2026-03-01", "三月八号停售", "passed"),
        ("2026-03-01", "三月九号停售", "violated"),
        ("2026-12-30", "一月三号停售", "violated"),
    ],
)
def test_a_date_heard_is_the_nearest_such_day(when, says, verdict):
    stops = {"by": "adviser", "number": {"kind": "date", "near": ["停售"]}}
    call = talk("c", ("A", says), started_at=at(f"{when}T10:00:00"), applications=("A1",))
    facts = [
        {"kind": "application", "id": "A1", "product": "P"},
        {
            "kind": "stop_sale",
            "id": "S",
            "product": "P",
            "announced_on": "2026-02-20",
            "effective_on": "2026-03-08",
        },
    ]
    rulebook = rulebook_of(rule(says={"stops": stops}, violated="stops != stop_sale.effective_on"))
    assert judged(rulebook, call, book(*facts)).verdict == verdict


MATERIAL = {
    "kind": "material",
    "id": "M",
    "sha256": "ab" * 32,
    "approved": True,
    "valid_from": "2026-01-01",
    "valid_until": "2026-06-30",
}


@pytest.mark.parametrize(
    ("day", "hash_", "facts", "verdict"),
    [
        ("2026-03-01", "ab" * 32, [MATERIAL], "passed"),
        ("2026-06-30", "ab" * 32, [MATERIAL], "passed"),
        ("2026-07-01", "ab" * 32, [MATERIAL], "violated"),
        ("2025-12-31", "ab" * 32, [MATERIAL], "violated"),
        ("2026-03-01", "cd" * 32, [MATERIAL], "violated"),
        ("2026-03-01", "ab" * 32, [MATERIAL | {"approved": False}], "violated"),
        ("2026-03-01", "", [MATERIAL], "undecidable"),
        ("2026-03-01", "ab" * 32, [], "not_applicable"),
    ],
)
def test_what_was_sent_has_to_be_approved_on_its_day(day, hash_, facts, verdict):
    sent = Utterance("", "A", attachments=(Attachment("image", "a.png", hash_),))
    call = talk("c", sent, started_at=at(f"{day}T10:00:00"))
    sends = {"by": "adviser", "sends": ["image"]}
    rulebook = rulebook_of(rule(says={"sent": sends}, violated="not approved(sent)"))
    assert judged(rulebook, call, book(*facts)).verdict == verdict


def test_a_rule_judges_by_what_was_in_force_on_the_day():
    written = rule(
        says=SAYS,
        violated="a",
        in_force={"from": at("2026-03-01T00:00:00").date(), "to": at("2026-03-31T00:00:00").date()},
    )
    rulebook = rulebook_of(written)
    for day, verdict in (("02-28", "not_applicable"), ("03-01", "violated"), ("03-31", "violated"),
                         ("04-01", "not_applicable")):  # fmt: skip
        call = talk("c", ("A", "甲"), started_at=at(f"2026-{day}T10:00:00"))
        assert judged(rulebook, call).verdict == verdict


def test_the_first_severity_whose_condition_holds_replaces_the_rules_own():
    written = rule(
        says=SAYS,
        violated="a",
        severity="critical",
        severity_when={"minor": "b", "note": "a and b"},
    )
    assert judged(rulebook_of(written), ONLY_A).severity == "critical"
    assert judged(rulebook_of(written), talk("c", ("A", "甲乙"))).severity == "minor"
