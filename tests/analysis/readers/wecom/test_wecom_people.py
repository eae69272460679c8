"""Who is who by WeCom ids."""

from goodfaith.analysis.readers.wecom.people import roles_of
from goodfaith.analysis.readers.wecom_options import WecomOptions

CUSTOMER = "wmUu0zBgAALV7ZymkcMyxvbTe8YdWxxA"
NOTHING_GIVEN = WecomOptions()


def test_external_ids_are_customers_and_robots_and_all_others_colleagues():
    assert roles_of(
        [CUSTOMER, "woErxtDgAA9AW32YyyuYRimKr7D1KWlw", "wbRobot01", "lizhi"],
        NOTHING_GIVEN,
    ) == {
        CUSTOMER: "customer",
        "woErxtDgAA9AW32YyyuYRimKr7D1KWlw": "customer",
        "wbRobot01": "robot",
        "lizhi": "adviser",
    }


def test_a_colleague_whose_name_begins_like_an_external_id_is_none_beside_a_real_one():
    assert roles_of(["woody", CUSTOMER], NOTHING_GIVEN)["woody"] == "adviser"


def test_a_short_external_id_is_believed_where_nobody_else_is_external():
    assert roles_of(["wmwang", "lizhi"], NOTHING_GIVEN)["wmwang"] == "customer"


def test_the_staff_list_comes_first():
    given = WecomOptions(roles={"woody": "supervisor", CUSTOMER: "applicant"})
    assert roles_of(["woody", "lizhi"], given) == {
        "woody": "supervisor",
        "lizhi": "adviser",
    }
    assert roles_of([CUSTOMER], given) == {CUSTOMER: "applicant"}
