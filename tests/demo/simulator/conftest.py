"""A tiny insurer, made once."""

from datetime import date

import pytest

from goodfaith.demo.simulator import Insurer, Journey, Simulated, simulate

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def insurer() -> Insurer:
    return simulate("tiny", seed=7, today=TODAY)


@pytest.fixture(scope="session")
def journeys(insurer: Insurer) -> tuple[Journey, ...]:
    return tuple(insurer.journeys())


@pytest.fixture(scope="session")
def simulated(journeys: tuple[Journey, ...]) -> tuple[Simulated, ...]:
    return tuple(one for journey in journeys for one in journey.conversations)


@pytest.fixture(scope="session")
def many() -> tuple[Journey, ...]:
    """Enough of a small insurer for what is rare."""
    return tuple(simulate("small", seed=11, today=TODAY).journeys(0, 1000))
