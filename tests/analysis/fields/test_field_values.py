"""Values are taken in the forms sources write, and refused where they cannot be meant."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.fields import ValueInvalid, load_dictionary, parse_value

ZONE = ZoneInfo("Asia/Shanghai")
FIELDS = load_dictionary().fields


def parsed(name: str, raw: object) -> object:
    return parse_value(FIELDS[name], raw, ZONE)


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("policy.premium", 8000, 8000.0),
        ("policy.premium", "8,000.50", 8000.5),
        ("policy.premium", "8000元", 8000.0),
        ("product.filed_rate", 0.035, 0.035),
        ("product.filed_rate", "3.5%", 0.035),
        ("policy.cooling_off_days", "15", 15),
        ("applicant.age", 66.0, 66),
        ("policy.application", 20260001, "20260001"),
        ("policy.application", " A1 ", "A1"),
        ("product.type", "participating", "participating"),
        ("product.type", "分红型", "participating"),
        ("callback.q1", True, "yes"),
        ("callback.succeeded", "是", True),
        ("callback.succeeded", 0, False),
        ("policy.receipt_on", "2026-03-08", date(2026, 3, 8)),
        ("policy.receipt_on", "2026年3月8日", date(2026, 3, 8)),
        ("policy.receipt_on", "20260308", date(2026, 3, 8)),
        ("policy.receipt_on", "2026-03-08 00:00:00", date(2026, 3, 8)),
        ("callback.at", "2026-03-08T02:00:00Z", datetime(2026, 3, 8, 2, tzinfo=UTC)),
        ("callback.at", "2026/3/8 14:30", datetime(2026, 3, 8, 14, 30, tzinfo=ZONE)),
        ("callback.at", "2026-03-08", date(2026, 3, 8)),
        ("call.local_time", "9:30", time(9, 30)),
        ("call.local_time", 570, time(9, 30)),
    ],
)
def test_a_value_is_read_in_any_form_that_is_clear(name, raw, value):
    found = parsed(name, raw)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("policy.premium", "about 8000"),
        ("policy.premium", True),
        ("policy.premium", float("nan")),
        ("policy.premium", "1e400"),
        ("product.filed_rate", 3.5),
        ("product.filed_rate", -0.1),
        ("policy.cooling_off_days", -1),
        ("applicant.age", 66.5),
        ("policy.application", ""),
        ("policy.application", "x" * 201),
        ("policy.application", "A\0"),
        ("policy.application", 1.5),
        ("product.type", "nonsense"),
        ("callback.succeeded", "maybe"),
        ("callback.succeeded", 2),
        ("policy.receipt_on", "2026-02-30"),
        ("policy.receipt_on", "0026-02-03"),
        ("policy.receipt_on", 20260308),
        ("callback.at", "2026-03-08T25:00"),
        ("call.local_time", "24:01"),
        ("policy.premium", []),
        ("policy.premium", None),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_was_expected(name, raw):
    with pytest.raises(ValueInvalid) as caught:
        parsed(name, raw)
    assert caught.value.expected
    assert pickle.loads(pickle.dumps(caught.value)).expected == caught.value.expected


def test_a_refusal_never_quotes_the_value():
    with pytest.raises(ValueInvalid) as caught:
        parsed("policy.premium", "我的密码是八八八")
    assert "密码" not in str(caught.value)


@given(
    st.sampled_from(sorted(FIELDS)),
    st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none()),
)
def test_any_value_is_either_taken_or_refused(name, raw):
    try:
        value = parsed(name, raw)
    except ValueInvalid:
        return
    assert isinstance(value, bool | int | float | str | date | time)


@given(st.sampled_from(sorted(FIELDS)), st.one_of(st.text(), st.integers(0, 3000), st.floats(0, 1)))
def test_a_value_that_was_taken_is_taken_again_unchanged(name, raw):
    try:
        value = parsed(name, raw)
    except ValueInvalid:
        return
    assert parsed(name, value) == value
