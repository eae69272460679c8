"""Dialogues nobody here wrote, handed in through the API as the upload page does."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from goodfaith.platform.events import run_events
from small_insurer import establish, person

pytestmark = [pytest.mark.real, pytest.mark.django_db]
PIECE = 4 << 20
CPED = {"columns": {"id": "Dialogue_ID", "speaker": "Speaker", "text": "Utterance"}}


@pytest.fixture
def client(db: None) -> Client:
    establish()
    client = Client()
    client.force_login(person("operations"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def handed_in(client: Client, name: str, content: bytes, **options: Any) -> dict[str, Any]:
    """What is told of the file once it has been taken in."""
    announced = {"name": name, "size": len(content), "options": options}
    made = client.post("/api/v1/deliveries", json.dumps(announced), "application/json")
    assert made.status_code == 201, made.content
    address = f"/api/v1/deliveries/{made.json()['id']}"
    for start in range(0, len(content), PIECE):
        piece = content[start : start + PIECE]
        sent = client.put(f"{address}/bytes?offset={start}", piece, "application/octet-stream")
        assert sent.status_code == 200, sent.content
    assert client.post(f"{address}/complete").status_code == 202
    run_events()
    page = client.get(f"/conversations/deliveries/{made.json()['id']}/")
    assert page.status_code == 200
    return dict(client.get(address).json())


def dialogues(real_data: Path, name: str) -> bytes:
    return (real_data / "dialogues" / name).read_bytes()


def test_calls_in_a_compressed_file_are_all_taken_in_and_the_same_again(
    real_data: Path, client: Client
) -> None:
    content = dialogues(real_data, "teleantifraud.jsonl.gz")
    told = handed_in(client, "teleantifraud.jsonl.gz", content)
    assert (told["state"], told["added"], told["refused"]) == ("done", 6_968, 0)
    plain = handed_in(client, "plain.jsonl", gzip.decompress(content))
    assert (plain["added"], plain["same"], plain["refused"]) == (0, 6_968, 0)


def test_dialogues_of_an_archive_are_taken_in_as_they_are_unpacked(
    real_data: Path, client: Client
) -> None:
    packed = dialogues(real_data, "crosswoz_val.json.zip")
    told = handed_in(client, "val.json.zip", packed)
    assert (told["state"], told["added"], told["refused"]) == ("done", 500, 0)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        told = handed_in(client, "val.json", archive.read("val.json"))
    assert (told["state"], told["added"], told["refused"]) == ("done", 0, 0)
    assert told["same"] == 500


def test_a_table_is_taken_in_by_the_columns_told_or_by_their_names(
    real_data: Path, client: Client
) -> None:
    content = dialogues(real_data, "cped_valid.csv")
    told = handed_in(client, "cped.csv", content, **CPED)
    assert (told["state"], told["added"], told["refused"]) == ("done", 934, 0)
    guessed = handed_in(client, "cped_valid.csv", content + b"\n")
    assert (guessed["added"], guessed["same"], guessed["refused"]) == (0, 934, 0)
    again = handed_in(client, "cped_valid.csv", content)
    assert (again["state"], again["same_as"]) == ("done", told["id"])


def test_what_is_no_conversation_is_refused_item_by_item_with_what_was_expected(
    real_data: Path, client: Client
) -> None:
    told = handed_in(client, "sample.json", dialogues(real_data, "mobilecs_sample.json"))
    assert (told["added"], told["refused"]) == (0, 10)
    assert all("a mapping" in problem["expected"] for problem in problems_of(client, told))


def problems_of(client: Client, told: dict[str, Any]) -> list[dict[str, Any]]:
    return list(client.get(f"/api/v1/deliveries/{told['id']}/problems").json()["items"])
