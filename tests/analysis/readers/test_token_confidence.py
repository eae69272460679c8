"""Confidences of words over the code points of a text."""

from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.readers.token_confidence import spread


def test_each_code_point_has_the_confidence_of_its_word():
    assert spread("保本保息", [("保本", 0.9), ("保息", 0.4)]) == (0.9, 0.9, 0.4, 0.4)


def test_punctuation_has_the_confidence_of_the_word_before_it():
    assert spread("您好，在吗？", [("您好", 0.9), ("在", 0.5), ("吗", 0.7)]) == (
        0.9,
        0.9,
        0.9,
        0.5,
        0.7,
        0.7,
    )


def test_a_rewritten_number_has_the_lowest_confidence_of_its_words():
    words = [("利率", 0.9), ("百分之", 0.8), ("三", 0.3), ("左右", 0.7)]
    assert spread("利率3%左右", words) == (0.9, 0.9, 0.3, 0.3, 0.7, 0.7)


def test_words_lost_at_the_end_count_there():
    assert spread("约3%", [("约", 0.9), ("百分之三", 0.2)]) == (0.9, 0.2, 0.2)


def test_a_word_far_behind_is_not_taken_for_the_one_that_was_lost():
    text = "3" + "好" * 40 + "一"
    assert spread(text, [("一", 0.1), *[("好", 0.9)] * 40, ("一", 0.8)])[-1] == 0.8


def test_without_words_nothing_is_known():
    assert spread("您好", []) is None


@given(st.text(), st.lists(st.tuples(st.text(max_size=4), st.floats(0, 1))))
def test_there_is_one_confidence_a_code_point_and_each_is_that_of_a_word(text, words):
    shares = spread(text, words)
    if shares is None:
        assert not text or not words
    else:
        assert len(shares) == len(text)
        assert set(shares) <= {confidence for _, confidence in words}


@given(
    st.lists(
        st.tuples(st.text("保本息的好", min_size=1, max_size=3), st.floats(0, 1)),
        min_size=1,
    )
)
def test_words_that_make_up_the_text_keep_their_own(words):
    text = "".join(word for word, _ in words)
    assert spread(text, words) == tuple(share for word, share in words for _ in word)
