from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from goodfaith.trust.models import ApiToken, Assignment, LedgerEntry, Level, Staff, Unit
from goodfaith.trust.queries import organisation, team_of
from goodfaith.trust.search import find
from small_insurer import person, unit, viewer

pytestmark = pytest.mark.usefixtures("insurer")


def client_of(number: str) -> Client:
    client = Client()
    client.force_login(person(number), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin() -> Client:
    return client_of("admin")


def today() -> str:
    return timezone.localdate().isoformat()


def test_the_tree_is_shown_as_of_a_day(admin: Client) -> None:
    body = admin.get("/organisation/").content.decode()
    assert "HQ单位" in body
    assert "N单位" in body
    assert "N单位" not in admin.get("/organisation/?on=2020-01-01").content.decode()


def test_a_manager_sees_the_own_subtree_and_no_other(admin: Client) -> None:
    manager = client_of("manager-n")
    assert "N1单位" in manager.get("/organisation/").content.decode()
    assert manager.get(f"/organisation/?unit={unit('S').pk}").status_code == 404
    assert manager.get(f"/people/{person('adviser-n1').pk}/").status_code == 200
    assert manager.get(f"/people/{person('adviser-s1').pk}/").status_code == 404
    listed = manager.get("/people/").content.decode()
    assert "adviser-n1" in listed
    assert "adviser-s1" not in listed


def test_a_manager_changes_nothing(admin: Client) -> None:
    manager = client_of("manager-n")
    body = {"act": "rename_unit", "rename_unit-name": "x"}
    assert manager.post(f"/organisation/?unit={unit('N1').pk}", body).status_code == 404


def test_a_unit_is_added_moved_and_closed_on_its_page(admin: Client) -> None:
    level = str(unit("N1").level.pk)
    admin.post(
        f"/organisation/?unit={unit('N').pk}",
        {"act": "add_unit", "add_unit-code": "N3", "add_unit-name": "三队", "add_unit-level": level,
         "add_unit-kind": "outsourced", "add_unit-from_on": today()},
    )  # fmt: skip
    made = Unit.objects.get(code="N3")
    admin.post(
        f"/organisation/?unit={made.pk}",
        {"act": "move_unit", "move_unit-parent": unit("S").pk, "move_unit-from_on": today()},
    )
    assert organisation().on(timezone.localdate()).parent(made.pk) == unit("S").pk
    admin.post(f"/organisation/?unit={made.pk}", {"act": "close_unit", "close_unit-on": today()})
    assert made.pk not in organisation().on(timezone.localdate())


def test_what_is_refused_stands_at_its_field(admin: Client) -> None:
    page = admin.post(
        f"/organisation/?unit={unit('N').pk}",
        {"act": "close_unit", "close_unit-on": today()},
        headers={"accept-language": "en"},
    )
    assert page.status_code == 200
    assert page.context["forms"]["close_unit"].errors


def test_somebody_is_added_moved_and_given_a_role(admin: Client) -> None:
    answer = admin.post(
        "/people/",
        {"act": "add_person", "add_person-number": "0099", "add_person-name": "张三",
         "add_person-kind": "person", "add_person-unit": unit("N1").pk,
         "add_person-from_on": "2026-02-01"},
    )  # fmt: skip
    staff = Staff.objects.get(number="0099")
    page = f"/people/{staff.pk}/"
    assert answer.headers["Location"] == page
    admin.post(page, {"act": "move_person", "move_person-unit": unit("S1").pk,
                      "move_person-from_on": today()})  # fmt: skip
    team = team_of("0099", timezone.localdate())
    assert team is not None
    assert team.unit_id == unit("S1").pk
    admin.post(page, {"act": "grant_role", "grant_role-role": "adviser",
                      "grant_role-unit": unit("S1").pk, "grant_role-from_on": today()})  # fmt: skip
    held = Assignment.objects.get(staff=staff)
    admin.post(page, {"act": "end_role", "end_role-assignment": held.pk})
    assert not Assignment.objects.filter(staff=staff).exists()


def test_an_invitation_link_is_told_once(admin: Client) -> None:
    page = f"/people/{person('adviser-n1').pk}/"
    told = admin.post(page, {"act": "invite"})
    assert "/account/invitation/" in told.context["invitation"]
    assert "invitation/" not in admin.get(page).content.decode()


def test_a_token_is_told_once_and_only_its_hash_is_kept(admin: Client) -> None:
    page = f"/people/{person('operations').pk}/"
    told = admin.post(
        page,
        {"act": "create_token", "create_token-name": "夜间导入", "create_token-days": "30",
         "create_token-scopes": ["conversations.receive"]},
    )  # fmt: skip
    text = told.context["token_text"]
    assert text in told.content.decode()
    assert text not in admin.get(page).content.decode()
    kept = ApiToken.objects.get()
    assert text not in str(ApiToken.objects.filter(pk=kept.pk).values().get())
    admin.post(page, {"act": "revoke_token", "revoke_token-token": kept.pk})
    kept.refresh_from_db()
    assert kept.revoked_at is not None


def test_one_ends_the_own_sessions_elsewhere() -> None:
    here, there = client_of("adviser-n1"), client_of("adviser-n1")
    assert here.get("/account/me/").status_code == 200
    assert there.get("/account/me/").status_code == 200
    here.post("/account/me/", {"act": "end_sessions"})
    assert here.get("/account/me/").status_code == 200
    assert there.get("/account/me/").status_code == 302


def entries_of(client: Client, address: str) -> list[LedgerEntry]:
    return [row.object for row in client.get(address).context["table"].rows]


def test_the_ledger_is_filtered_and_what_is_taken_out_is_an_entry_itself(admin: Client) -> None:
    LedgerEntry.objects.create(
        at=timezone.now(), actor_kind="system", act="=cmd", object_kind="x", object_id="1"
    )
    found = entries_of(admin, "/ledger/?act=session.begun&who=admin")
    assert [(row.act, row.actor) for row in found] == [("session.begun", "王admin admin")]  # type: ignore[attr-defined]
    assert [row.act for row in entries_of(admin, "/ledger/?object=x:1")] == ["=cmd"]
    assert entries_of(admin, "/ledger/?to_on=2026-01-01") == []
    answer = admin.get(reverse("export_table", args=["ledger", "csv"]) + "?object=x")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "'=cmd" in lines
    assert LedgerEntry.objects.filter(act="table.exported").count() == 1


def test_the_ledger_of_a_branch_is_what_its_people_did() -> None:
    client_of("adviser-s1")
    client_of("adviser-n1")
    who = {row.actor_id for row in entries_of(client_of("admin-n"), "/ledger/")}
    assert str(person("adviser-n1").pk) in who
    assert str(person("adviser-s1").pk) not in who


def test_people_are_found_by_name_unit_and_role(admin: Client) -> None:
    def listed(query: str) -> set[str]:
        rows = admin.get(f"/people/?{query}").context["table"].rows
        return {row.object.number for row in rows}

    assert listed("q=adviser-n") == {"adviser-n1"}
    assert listed(f"unit={unit('S').pk}") == {"manager-s", "operations-s", "adviser-s1"}
    assert listed("role=manager") == {"manager-n", "manager-s"}
    assert listed("state=closed") == set()
    assert listed(f"unit={unit('S').pk}&role=reviewer") == set()


def test_search_finds_people_and_units_in_the_own_part() -> None:
    found = [hit.label for hit in find(viewer("manager-n"), "adviser", 5)]
    assert found == ["王adviser-n1 adviser-n1"]
    assert [hit.label for hit in find(viewer("manager-n"), "S1", 5)] == []
    assert [hit.label for hit in find(viewer("compliance"), "S1", 5)][-1] == "S1单位"
    assert find(viewer("adviser-n1"), "王", 5) == []


@pytest.mark.parametrize(
    "address", ["/organisation/", "/people/", "/tokens/", "/ledger/", "/account/me/"]
)
def test_pages_ask_the_database_a_bounded_number_of_times(
    admin: Client, address: str, django_assert_max_num_queries: object
) -> None:
    admin.get(address)
    with django_assert_max_num_queries(17):  # type: ignore[operator]
        admin.get(address)


def test_a_move_is_taken_back_by_the_button_of_its_toast(admin: Client) -> None:
    adviser, today_ = person("adviser-n1"), timezone.localdate()
    address = f"/people/{adviser.pk}/"
    move = {"act": "move_person", "move_person-unit": unit("S1").pk, "move_person-from_on": today()}
    undo = undo_address_in(admin.post(address, move, follow=True))
    assert placed(adviser.number) == unit("S1").pk
    assert admin.post(undo).status_code == 302
    assert placed(adviser.number) == unit("N1").pk
    assert adviser.placements.count() == 1
    assert LedgerEntry.objects.filter(act="person.moved", details__undone=1).exists()
    assert team_of(adviser.number, today_) is not None


def test_a_move_stays_when_another_came_after_it(admin: Client) -> None:
    address = f"/people/{person('adviser-n1').pk}/"
    move = {"act": "move_person", "move_person-unit": unit("S1").pk, "move_person-from_on": today()}
    undo = undo_address_in(admin.post(address, move, follow=True))
    admin.post(address, move | {"move_person-unit": unit("S2").pk})
    admin.post(undo)
    assert placed("adviser-n1") == unit("S2").pk


def test_a_unit_hangs_again_where_it_hung(admin: Client) -> None:
    address = f"/organisation/?unit={unit('N1').pk}"
    move = {"act": "move_unit", "move_unit-parent": unit("S").pk, "move_unit-from_on": today()}
    undo = undo_address_in(admin.post(address, move, follow=True))
    admin.post(undo)
    assert organisation().on(timezone.localdate()).parent(unit("N1").pk) == unit("N").pk


def test_only_who_moved_takes_it_back(admin: Client) -> None:
    address = f"/people/{person('adviser-n1').pk}/"
    move = {"act": "move_person", "move_person-unit": unit("N2").pk, "move_person-from_on": today()}
    undo = undo_address_in(admin.post(address, move, follow=True))
    assert client_of("admin-n").post(undo).status_code == 404
    assert admin.post("/organisation/undo/x/").status_code == 404
    assert placed("adviser-n1") == unit("N2").pk


def undo_address_in(page: Any) -> str:
    found = re.search(r'action="(/organisation/undo/[^"]+)"', page.content.decode())
    assert found
    return found[1]


def placed(number: str) -> int | None:
    team = team_of(number, timezone.localdate())
    return team.unit_id if team else None


def test_levels_are_named_in_both_languages_and_one_is_added(admin: Client) -> None:
    said = {"act": "name_levels"}
    for order, name in enumerate(("总公司", "分公司", "营业部", "团队"), 1):
        said |= {f"name_levels-name_{order}": name, f"name_levels-english_{order}": f"L{order}"}
    admin.post("/organisation/levels/", said)
    assert list(Level.objects.values_list("order", "name", "english_name"))[2:] == [
        (3, "营业部", "L3"),
        (4, "团队", "L4"),
    ]


def test_levels_are_named_by_who_administers_everything(admin: Client) -> None:
    said = {"act": "name_levels", "name_levels-name_1": "x"}
    said |= {f"name_levels-name_{order}": "x" for order in (2, 3)}
    page = client_of("admin-n").post("/organisation/levels/", said)
    assert page.context["form"].errors
    assert not Level.objects.filter(name="x").exists()
