"""What is there when the insurer has moved in: all of it once, the truth nowhere but apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.utils import timezone

from demo.insurer.moved_in import Home, moved_in
from goodfaith.conversations.models import Conversation, Reading, Revision
from goodfaith.demo.insurer import moving
from goodfaith.demo.insurer.state import TRUTH, Moved, read_state
from goodfaith.demo.simulator import Insurer
from goodfaith.demo.simulator.truth import GroundTruth
from goodfaith.platform.events import run_events
from goodfaith.policies.models import FactRecord
from goodfaith.trust.models import Level, Staff, Unit


@pytest.fixture(scope="module")
def moved(
    insurer: Insurer,
    first: Moved,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[Home]:
    with moved_in(insurer, first, tmp_path_factory.mktemp("home"), django_db_blocker) as home:
        yield home


def test_every_conversation_has_arrived_and_been_read_once(insurer: Insurer, moved: Home) -> None:
    expected = {one.conversation.id for one in insurer.conversations()}
    assert set(Conversation.objects.values_list("external_id", flat=True)) == expected
    assert set(Conversation.objects.values_list("state", flat=True)) == {Conversation.State.READ}
    assert Revision.objects.count() == Reading.objects.count() == insurer.size.conversations
    found = read_state(moved.folder)
    assert found is not None
    assert found.complete


def test_again_from_the_beginning_nothing_is_there_twice(
    insurer: Insurer, first: Moved, moved: Home
) -> None:
    def counts() -> list[int]:
        kinds: list[Any] = [Conversation, Revision, Reading, FactRecord, Staff, Unit, Level]
        truth = (moved.folder / TRUTH).stat().st_size
        return [truth, *(kind.objects.count() for kind in kinds)]

    before = counts()
    moving.move_in(insurer, first, moved.folder, lambda *_: None, run_events)
    assert counts() == before


def test_what_would_be_known_only_later_is_not_known(moved: Home) -> None:
    assert FactRecord.objects.exists()
    assert not FactRecord.objects.filter(known_at__gt=timezone.now()).exists()


def test_progress_never_runs_backwards_and_ends_with_all(moved: Home) -> None:
    assert moved.told == sorted(moved.told)
    assert moved.told[-1] == (60, 60, 60)


def test_the_truth_of_every_conversation_is_apart_once(insurer: Insurer, moved: Home) -> None:
    lines = (moved.folder / TRUTH).read_bytes().splitlines()
    found = [msgspec.json.decode(line, type=GroundTruth).conversation for line in lines]
    assert sorted(found) == sorted(one.conversation.id for one in insurer.conversations())


def test_no_table_has_anything_that_only_the_truth_knows(insurer: Insurer, moved: Home) -> None:
    talks = list(insurer.conversations())
    delivered = "\n".join(text for one in talks for text in texts_of(one.conversation))
    only = {text for one in talks for text in truths_of(one.truth)}
    secret = {text for text in only if text not in delivered}
    assert len(secret) > 20
    stored = "\n".join(everything_stored())
    assert talks[0].conversation.utterances[0].text in stored
    assert [text for text in sorted(secret) if text in stored] == []


def texts_of(conversation: Any) -> Iterator[str]:
    for utterance in conversation.utterances:
        yield utterance.text


def truths_of(truth: GroundTruth) -> Iterator[str]:
    """What was truly said where it was misheard, strategies and practices by name."""
    yield from (one.said for one in truth.misheard if len(one.said) > 5)
    yield from (one.strategy for one in truth.strategies)
    yield from (one.practice for one in truth.practices)


def everything_stored() -> Iterator[str]:
    with connection.cursor() as cursor:
        for table in {*connection.introspection.table_names(cursor)} - {"django_migrations"}:
            cursor.execute(f'select t::text from "{table}" t')
            yield from (row[0] for row in cursor.fetchall())
