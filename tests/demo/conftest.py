"""The bundled conversations, judged once."""

from collections import namedtuple
from pathlib import Path

import pytest

from goodfaith.batch.running import completed, findings_of
from goodfaith.cli.bundled import command
from goodfaith.cli.inputs import plan_of, rulebook_of
from goodfaith.cli.parser import build_parser

Judged = namedtuple("Judged", "plan findings conversations")


@pytest.fixture(scope="session")
def demo_plan():
    options = build_parser().parse_args(command(Path("unused")))
    return plan_of(options, rulebook_of(None))


@pytest.fixture(scope="session")
def judged(demo_plan):
    with completed(demo_plan) as done:
        return Judged(demo_plan, tuple(findings_of(done)), done.spool.size()[0])
