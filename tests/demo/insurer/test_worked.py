"""The insurer's people have worked: cases concluded, advisers told, most of the last days left."""

from __future__ import annotations

import time as t
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from demo.insurer.moved_in import Home, moved_in
from goodfaith.demo.insurer.state import Moved, read_state
from goodfaith.demo.reviewing.work import work_once
from goodfaith.demo.simulator import Insurer
from goodfaith.platform.events import run_events
from goodfaith.quality.models import (
    Appeal,
    Case,
    CaseAct,
    Charge,
    CorrectiveAction,
    Decision,
    Notice,
    ReviewTask,
)
from goodfaith.quality.queue.jobs import draw
from goodfaith.quality.queue.plans import first_plan


@pytest.fixture(scope="module")
def worked(
    insurer: Insurer,
    first: Moved,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("home")
    with moved_in(insurer, first, folder, django_db_blocker) as home:
        first_plan(now=datetime.now(UTC))
        draw(days=1)
        run_events()
        state = read_state(folder)
        assert state
        b = t.monotonic()
        work_once(state, folder, lambda *a: print(a), run_events)
        print("seconds", t.monotonic() - b)
        run_events()
        for m in (Appeal, Case, CaseAct, Charge, CorrectiveAction, Decision, Notice, ReviewTask):
            print(m.__name__, m.objects.count())
        yield home


def test_x(worked: Home) -> None:
    print(Case.objects.values_list("state", "conclusion", "violated"))
    assert 0
