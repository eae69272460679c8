"""The same seed gives the same insurer: in any process, in any order, in any part."""

import hashlib
import os
import subprocess
import sys

import msgspec

from goodfaith.demo.simulator import simulate

PRINT = """
import hashlib, msgspec
from datetime import date
from goodfaith.demo.simulator import simulate
digest = hashlib.sha256()
for journey in simulate("tiny", 7, date(2026, 11, 20)).journeys({start}, {stop}):
    for one in journey.conversations:
        digest.update(msgspec.json.encode([one.conversation, one.truth, one.received_at]))
    for fact in journey.facts:
        digest.update(repr((fact.fact.kind, fact.fact.id, sorted(fact.fact.values.items()),
                            fact.known_at)).encode())
print(digest.hexdigest())
"""


def printed(hash_seed: str, start: int = 0, stop: int = 45) -> str:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", PRINT.format(start=start, stop=stop)]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_two_processes_with_different_hash_seeds_make_the_same_bytes():
    assert printed("1") == printed("4242")


def test_a_journey_is_the_same_alone_as_after_all_others(insurer, journeys):
    again = simulate("tiny", seed=7, today=insurer.today)
    for index in (44, 3, 17):
        alone = again.journey(index)
        assert [one.conversation for one in alone.conversations] == [
            one.conversation for one in journeys[index].conversations
        ]
        assert alone.facts == journeys[index].facts


def test_another_seed_makes_other_people(insurer):
    other = simulate("tiny", seed=8, today=insurer.today)
    assert [c.name for c in other.customers()] != [c.name for c in insurer.customers()]


def test_every_conversation_has_an_id_of_its_own(many):
    ids = [one.conversation.id for journey in many for one in journey.conversations]
    assert len(set(ids)) == len(ids)


def test_what_is_streamed_is_not_kept(insurer):
    digests = set()
    for one in insurer.conversations(0, 15):
        digests.add(hashlib.sha256(msgspec.json.encode(one.conversation)).hexdigest())
    assert len(digests) == 20
