from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import ApiToken, LedgerEntry, Placement, Staff, Unit
from goodfaith.trust.roles import ACTS
from goodfaith.trust.services.accounts import deactivate
from goodfaith.trust.services.tokens import create_token
from small_insurer import NOW, person, unit

pytestmark = pytest.mark.usefixtures("insurer")


class Api:
    """Calls routes with the token of somebody."""

    def __init__(self, number: str, scopes: list[str] | None = None) -> None:
        now = timezone.now()
        self.token, text = create_token(
            actor=SYSTEM, staff=person(number), name="test", scopes=scopes or list(ACTS),
            expires_at=now + timedelta(days=1), now=now,
        )  # fmt: skip
        self.headers = {"authorization": f"Bearer {text}"}

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        return getattr(Client(), method)(
            f"/api/v1{path}", json.dumps(body) if body is not None else None,
            content_type="application/json", headers=self.headers | headers,
        )  # fmt: skip

    def get(self, path: str) -> Any:
        return Client().get(f"/api/v1{path}", headers=self.headers)


def test_units_are_told_as_of_a_day_from_the_top_down() -> None:
    items = Api("manager-n").get("/units").json()["items"]
    assert [(u["code"], u["parent"]) for u in items] == [("N", None), ("N1", "N"), ("N2", "N")]
    assert Api("manager-n").get("/units?on=2020-01-01").json()["items"] == []


def test_people_come_in_pages_until_all_have_come() -> None:
    api, seen, cursor = Api("admin"), [], ""
    while True:
        page = api.get(f"/people?limit=3&cursor={cursor}").json()
        seen += [p["number"] for p in page["items"]]
        if not (cursor := page["next"]):
            break
    assert len(seen) == len(set(seen)) == Staff.objects.count()


def test_absent_and_outside_are_the_same_bytes() -> None:
    api = Api("manager-n")
    outside, absent = api.get("/people/adviser-s1"), api.get("/people/nobody")
    assert (outside.status_code, outside.content) == (404, absent.content)


def test_a_program_is_added_and_given_a_role() -> None:
    api = Api("admin")
    made = api("post", "/people", {"number": "etl", "name": "夜间导入", "kind": "service",
                                   "unit": "HQ", "from_on": "2026-01-01"})  # fmt: skip
    assert made.status_code == 201
    role = {"role": "operations", "unit": "HQ", "from_on": "2026-01-01"}
    told = api("post", "/people/etl/roles", role).json()
    assert [r["role"] for r in told["roles"]] == ["operations"]
    ended = api("patch", f"/people/etl/roles/{told['roles'][0]['id']}", {"on": "2026-01-01"})
    assert ended.json()["roles"] == []


def test_a_move_with_the_same_key_is_made_once() -> None:
    api = Api("admin")
    move = {"unit": "S1", "from_on": "2026-03-01"}
    first = api("post", "/people/adviser-n1/placements", move, **{"idempotency-key": "k1"})
    again = api("post", "/people/adviser-n1/placements", move, **{"idempotency-key": "k1"})
    assert (first.status_code, first.content) == (201, again.content)
    assert Placement.objects.filter(staff=person("adviser-n1")).count() == 2
    assert LedgerEntry.objects.filter(act="person.moved").count() == 1


def test_what_is_refused_is_told_with_every_reason() -> None:
    api = Api("admin")
    answer = api("post", "/people", {"number": "admin", "name": " ", "unit": "HQ",
                                     "from_on": "2026-01-01"})  # fmt: skip
    assert answer.status_code == 409
    assert {e["code"] for e in answer.json()["errors"]} == {"number_taken", "nameless"}
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_units_are_added_moved_and_closed() -> None:
    api = Api("admin")
    new = {"code": "X", "name": "新", "level": 3, "parent": "N", "from_on": "2026-01-01"}
    assert api("post", "/units", new).status_code == 201
    assert api("patch", "/units/X", {"parent": "S", "name": "改"}).json()["parent"] == "S"
    assert api("patch", "/units/X", {"closed_on": "2026-01-01"}).status_code == 200
    assert Unit.objects.get(code="X").name == "改"


def test_an_administrator_of_a_branch_finds_no_unit_outside() -> None:
    api = Api("admin-n")
    assert api("patch", "/units/S1", {"name": "x"}).status_code == 404
    assert api("patch", "/units/N1", {"name": "x"}).status_code == 200


def test_a_token_is_told_once_and_works_until_revoked() -> None:
    admin = Api("admin")
    wanted = {"acts_for": "operations", "name": "t", "scopes": ["people.read"],
              "expires_at": (timezone.now() + timedelta(days=2)).isoformat()}  # fmt: skip
    made = admin("post", "/tokens", wanted).json()
    headers = {"authorization": f"Bearer {made['token']}"}
    assert Client().get("/api/v1/people", headers=headers).status_code == 200
    assert Client().get("/api/v1/units", headers=headers).status_code == 404
    assert made["token"] not in admin.get("/tokens").content.decode()
    admin("post", f"/tokens/{made['about']['id']}/revoke")
    assert Client().get("/api/v1/people", headers=headers).status_code == 401


def test_a_token_makes_none_that_may_do_more() -> None:
    narrow = Api("admin", ["tokens.change"])
    wanted = {"acts_for": "admin", "name": "t", "scopes": ["people.change"],
              "expires_at": (timezone.now() + timedelta(days=2)).isoformat()}  # fmt: skip
    assert narrow("post", "/tokens", wanted).json()["code"] == "wider"


def test_a_token_expires_and_ends_with_its_account() -> None:
    api = Api("operations")
    assert api.get("/people").status_code == 200
    ApiToken.objects.update(expires_at=timezone.now())
    assert api.get("/people").status_code == 401
    other = Api("operations")
    deactivate(actor=SYSTEM, staff=person("operations"), now=NOW)
    assert other.get("/people").status_code == 401


def test_use_of_a_token_is_written_once_a_minute() -> None:
    api = Api("operations")
    api.get("/people")
    first = ApiToken.objects.get(pk=api.token.pk).last_used_at
    api.get("/people")
    assert first is not None
    assert ApiToken.objects.get(pk=api.token.pk).last_used_at == first


def test_what_a_token_did_names_the_token() -> None:
    api = Api("admin")
    api("patch", f"/units/{unit('N1').code}", {"name": "一队"})
    entry = LedgerEntry.objects.get(act="unit.renamed")
    assert (entry.actor_kind, entry.actor_id) == ("token", str(api.token.pk))
    assert entry.details["staff"] == person("admin").pk


def test_the_ledger_is_read_by_who_has_to_show_it() -> None:
    Api("admin")("patch", "/units/N1", {"name": "一队"})
    told = Api("compliance").get("/ledger?act=unit.renamed").json()["items"]
    assert len(told) == 1
    assert Api("manager-n").get("/ledger").status_code == 404


def test_a_cookie_of_somebody_elses_page_does_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("admin"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.patch("/api/v1/units/N1", {"name": "x"}, content_type="application/json")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "path", ["/people?q=a%00b", "/people/%00", "/units/%00", "/ledger?who=%00"]
)
def test_what_no_column_can_hold_is_no_failure(path: str) -> None:
    assert Api("admin").get(path).status_code in (404, 422)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_are_are_days(day: str) -> None:
    api = Api("admin")
    assert api.get(f"/ledger?from_on={day}&to_on={day}").status_code == 200
    assert api.get(f"/units?on={day}").status_code == 200
    move = {"unit": "S1", "from_on": day}
    assert api("post", "/people/adviser-n1/placements", move).status_code in (201, 409)
    assert api.get("/people/adviser-n1").status_code == 200
