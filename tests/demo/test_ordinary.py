"""Honest everyday talk: whatever is critical stays silent on it."""

from importlib.resources import files
from pathlib import Path

import pytest

from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.sources import open_inputs, read_source
from goodfaith.batch.plan import Plan
from goodfaith.batch.running import completed, findings_of

FOLDER = Path(str(files("goodfaith.demo").joinpath("conversations/ordinary/conversations")))


@pytest.fixture(scope="module")
def violations(demo_plan):
    with completed(Plan((FOLDER,), demo_plan.rulebook)) as done:
        return [one for one in findings_of(done) if one.verdict == "violated"]


def test_sixty_conversations_are_read_without_a_problem():
    read = [one for source in open_inputs([FOLDER]) for one in read_source(source)]
    assert [one for one in read if isinstance(one, Problem)] == []
    assert len({one.id for one in read}) == 60


def test_no_critical_rule_speaks_up(violations):
    critical = [(one.conversation, one.rule) for one in violations if one.severity == "critical"]
    assert critical == []
