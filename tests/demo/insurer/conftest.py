"""A tiny simulated insurer that moves into the database of the test, the reader beside it."""

from __future__ import annotations

from datetime import date

import pytest

from goodfaith.demo.insurer.state import Moved
from goodfaith.demo.simulator import Insurer, simulate

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def insurer() -> Insurer:
    return simulate("tiny", 1, TODAY)


@pytest.fixture(scope="session")
def first() -> Moved:
    return Moved("tiny", 1, TODAY)
