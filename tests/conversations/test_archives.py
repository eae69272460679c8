"""Archives handed in: by page, API and command, each file in them told by its name."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from arrivals import call, lines, person, unit
from django.test import Client
from django.utils import timezone

from goodfaith.cli import main
from goodfaith.conversations.deliveries import (
    add_bytes,
    begin_delivery,
    complete_delivery,
    taking_in,
)
from goodfaith.conversations.deliveries.local import take_in_file
from goodfaith.conversations.models import Conversation, Delivery
from goodfaith.platform.events import run_events
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.roles import Role
from spoilt_archives import METHODS, spoilt

pytestmark = pytest.mark.django_db
TEXT = "坐席：您好，这款产品保本\n客户：好的\n".encode()


def archive(**files: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("_", "."), content)
    return written.getvalue()


CONTENT = archive(
    a_jsonl=lines([call("c1"), call("c2")]) + b'{"id": ""}\n',
    b_jsonl=b'{"id": ""}\n' + lines([call("c3")]),
    t4_txt=TEXT,
    nested_zip=archive(x_txt=TEXT),
)


def delivered(content: bytes = CONTENT, **more: Any) -> Delivery:
    now = timezone.now()
    made = begin_delivery(name="calls.zip", size=len(content), actor=SYSTEM, now=now, **more)
    add_bytes(made, offset=0, piece=content)
    return complete_delivery(made, actor=SYSTEM, now=now)


def test_its_files_are_taken_in_and_each_problem_names_its_file() -> None:
    made = delivered()
    run_events()
    made.refresh_from_db()
    assert (made.state, made.added, made.refused) == ("done", 4, 3)
    told = list(made.problems.order_by("pk").values_list("entry", "place"))
    assert told == [("a.jsonl", "line 3"), ("b.jsonl", "line 1"), ("nested.zip", "")]
    assert Conversation.objects.filter(external_id="t4").exists()


def test_wherever_it_is_interrupted_each_conversation_is_taken_in_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(taking_in, "ITEMS_AT_ONCE", 1)
    made = delivered()
    while taking_in.go_on(made.pk, iter([0.0, *[99.0] * 99]).__next__):
        pass
    made.refresh_from_db()
    assert (made.state, made.added, made.same, made.refused) == ("done", 4, 0, 3)


def test_the_page_the_api_and_the_file_of_problems_name_the_file_in_it() -> None:
    made = delivered()
    run_events()
    client = Client()
    staff = person("ops", Role.OPERATIONS, unit("HQ"))
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    api = client.get(f"/api/v1/deliveries/{made.pk}/problems").json()["items"]
    assert [one["entry"] for one in api] == ["a.jsonl", "b.jsonl", "nested.zip"]
    page = client.get(f"/conversations/deliveries/{made.pk}/").content.decode()
    assert "b.jsonl" in page
    answer = client.get(f"/conversations/deliveries/{made.pk}/problems.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [(row["entry"], row["place"]) for row in rows][1] == ("b.jsonl", "line 1")


def test_a_format_that_is_chosen_is_that_of_every_file() -> None:
    made = delivered(archive(a_dat=lines([call("c1")])), options={"format": "jsonl"})
    run_events()
    made.refresh_from_db()
    assert (made.added, made.refused) == (1, 0)


def test_chats_in_an_archive_are_read_knowing_who_works_here() -> None:
    person("0042")
    assert taking_in._of_archive(taking_in.Options()).wecom.roles["0042"] == "adviser"


def test_one_on_this_machine_is_taken_in_whole_and_once(tmp_path: Path) -> None:
    path = tmp_path / "calls.zip"
    path.write_bytes(CONTENT)
    done = take_in_file(path, {})
    assert (done.added, done.refused) == (4, 3)
    assert take_in_file(path, {}) == done


def test_a_beyond_bounds_archive_is_one_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    from goodfaith.analysis.readers import zip_check

    monkeypatch.setattr(zip_check, "MOST_ZIP_ENTRIES", 3)
    made = delivered()
    run_events()
    made.refresh_from_db()
    assert (made.state, made.added, made.refused) == ("done", 0, 1)
    assert made.problems.get().code == "too_many"


@pytest.mark.parametrize("method", METHODS)
def test_a_spoilt_archive_is_told_on_its_page(method: str) -> None:
    made = delivered(spoilt("a.jsonl", method))
    run_events()
    made.refresh_from_db()
    assert (made.state, made.added, made.refused) == ("done", 0, 1)
    client = Client()
    staff = person("ops", Role.OPERATIONS, unit("HQ"))
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/conversations/deliveries/{made.pk}/").status_code == 200
    api = client.get(f"/api/v1/deliveries/{made.pk}/problems").json()["items"]
    assert len(api) == 1


def test_files_analysed_without_a_server_may_be_in_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "calls.zip"
    path.write_bytes(archive(a_jsonl=lines([call("c1"), call("c2")]), t4_txt=TEXT))
    out = tmp_path / "found.jsonl"
    assert main(["analyse", str(path), "--out", str(out)]) in (0, 1)
    found = map(msgspec.json.decode, out.read_bytes().splitlines())
    assert {one["conversation"] for one in found} == {"c1", "c2", "t4"}
