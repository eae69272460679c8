"""Labels of speakers, and single values as people write them."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.readers import values
from goodfaith.analysis.readers.report import Unfit
from goodfaith.analysis.readers.roles import ROLES, role_of

ZONE = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("客服", "adviser"),
        ("客服小王", "adviser"),
        ("ＡＧＥＮＴ 2", "adviser"),
        ("客户经理", "adviser"),
        ("客户（张女士）", "customer"),
        ("客户的女儿", "relative"),
        ("客户女儿", "relative"),
        ("User", "customer"),
        ("机器人", "robot"),
        ("主管", "supervisor"),
        ("柜员", "teller"),
        ("投保人", "applicant"),
        ("张三", "unknown"),
        ("客户说", "unknown"),
        ("", "unknown"),
    ],
)
def test_labels_mean_roles(label, role):
    assert role_of(label) == role


@given(st.sampled_from(sorted(ROLES)))
def test_a_roles_own_name_means_it(role):
    assert role_of(role) == role_of(role.upper()) == role


@given(st.text(max_size=40))
def test_any_label_has_a_role(label):
    assert role_of(label) in ROLES


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("1:02", 62), ("00:01:02.5", 62.5), ("00:01:02,5", 62.5), ("7s", 7), ("7 秒", 7), (7, 7)],
)
def test_seconds(written, seconds):
    assert values.seconds(written) == seconds


@pytest.mark.parametrize("written", ["", "abc", "-1", "nan", "inf", "1_0", True, None, 1e12, [1]])
def test_what_is_no_seconds(written):
    with pytest.raises(Unfit):
        values.seconds(written)


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-01T10:00:00+08:00",
        "2024-03-01 10:00",
        "2024/3/1 10:00:00.000",
        "2024年3月1日 10:00:00",
        "2024年3月1日 10时00分",
        "2024-03-01T02:00:00Z",
        1709258400,
        "1709258400000",
        datetime(2024, 3, 1, 10),
    ],
)
def test_moments(written):
    assert values.moment(written, ZONE) == datetime(2024, 3, 1, 10, tzinfo=ZONE)


@pytest.mark.parametrize(
    "written", ["", "0001-01-01", "9999-12-31", "2024-02-30", "2024-03-01 25:00", 1e300, 0, None]
)
def test_what_is_no_moment(written):
    with pytest.raises(Unfit):
        values.moment(written, ZONE)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.lists(st.integers())))
def test_any_value_is_read_or_unfit(value):
    for read in (values.seconds, values.milliseconds, values.identifier, values.share):
        try:
            read(value)
        except Unfit as unfit:
            assert unfit.expected
    try:
        assert values.moment(value, ZONE).tzinfo
    except Unfit as unfit:
        assert unfit.expected == values.MOMENT_EXPECTED
