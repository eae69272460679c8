"""What the shipped rulebook hears of the planted violations: a figure, which nobody tunes."""

from collections import Counter

import pytest

from goodfaith.analysis import FactBook, Reader


@pytest.fixture(scope="module")
def heard(rulebook, many):
    """Families heard, by conversation, with the truth."""
    simulated = [one for journey in many for one in journey.conversations]
    readings = Reader(rulebook, FactBook()).read([one.conversation for one in simulated])
    families = {rule.id: rule.family for rule in rulebook.rules}
    return [
        (one.truth, {families[f.rule] for f in reading.findings if f.verdict == "violated"} - {""})
        for one, reading in zip(simulated, readings, strict=True)
    ]


def test_a_part_of_what_was_planted_is_heard(heard):
    planted, found = Counter(), Counter()
    for truth, families in heard:
        if not truth.defects:
            planted.update(truth.families)
            found.update(truth.families & families)
    print(
        f"recall {found.total()} of {planted.total()}", {f: (found[f], planted[f]) for f in planted}
    )
    assert found.total() > 0.1 * planted.total()


def test_most_honest_conversations_are_left_alone(heard):
    honest = [families for truth, families in heard if not truth.families]
    alarmed = [families for families in honest if families]
    print(f"false alarms {len(alarmed)} of {len(honest)}", Counter(f for a in alarmed for f in a))
    assert len(alarmed) < 0.5 * len(honest)
