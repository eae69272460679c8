from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import LedgerEntry, Staff
from goodfaith.trust.services.accounts import deactivate, end_sessions, invite, reset_second_factor
from goodfaith.trust.services.people import grant_role
from goodfaith.trust.sessions import agent_of, sessions_of
from goodfaith.trust.single_sign_on import SingleSignOnAdapter
from small_insurer import FIRST, NOW, person, unit

pytestmark = pytest.mark.usefixtures("insurer")
PASSWORD = "correct-horse-battery"
LOGIN = "/account/login/"
ME = "/account/password/change/"


@pytest.fixture(autouse=True)
def _no_attempts_before() -> None:
    cache.clear()


@pytest.fixture
def adviser() -> Staff:
    staff = person("adviser-n1")
    staff.set_password(PASSWORD)
    staff.email = "a@insurer.example"
    staff.save()
    return staff


def sign_in(client: Client, login: str, password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": login, "password": password})


@pytest.mark.parametrize("login", ["adviser-n1", "a@insurer.example"])
def test_people_sign_in_by_number_or_address(client: Client, adviser: Staff, login: str) -> None:
    assert sign_in(client, login).status_code == 302
    assert client.get(ME).status_code == 200
    assert LedgerEntry.objects.filter(act="session.begun").count() == 1


def test_a_failed_attempt_is_recorded_without_what_was_typed(
    client: Client, adviser: Staff
) -> None:
    sign_in(client, "adviser-n1", "sentinel-typed-password")
    sign_in(client, "sentinel-typed-name", "x")
    entries = LedgerEntry.objects.filter(act="session.refused").order_by("id")
    assert [entry.object_id for entry in entries] == [str(adviser.pk), ""]
    assert "sentinel" not in str(list(entries.values()))


def test_too_many_wrong_passwords_are_told_with_a_time_to_come_back(
    client: Client, adviser: Staff
) -> None:
    for _ in range(5):
        assert sign_in(client, "adviser-n1", "wrong").status_code == 200
    answer = sign_in(client, "adviser-n1")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_somebody_else_behind_the_same_address_still_signs_in(
    client: Client, adviser: Staff
) -> None:
    for _ in range(6):
        sign_in(client, "nobody", "wrong")
    assert sign_in(client, "adviser-n1").status_code == 302


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/account/signup/").status_code == 404


def test_an_invitation_sets_a_password_once(client: Client) -> None:
    staff = person("adviser-n1")
    address = f"/account/invitation/{invite(actor=SYSTEM, staff=staff, now=NOW)}/"
    chosen = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.get(address).status_code == 200
    assert client.post(address, chosen).status_code == 302
    assert client.get(ME).status_code == 200
    assert Client().get(address).status_code == 404


def test_an_invitation_does_not_pass_by_a_second_factor(client: Client) -> None:
    staff = person("adviser-n1")
    Authenticator.objects.create(user=staff, type="totp", data={})
    address = f"/account/invitation/{invite(actor=SYSTEM, staff=staff, now=NOW)}/"
    answer = client.post(address, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert answer.headers["Location"] == LOGIN
    assert client.get(ME).status_code == 302


def test_a_short_password_is_refused(client: Client) -> None:
    address = f"/account/invitation/{invite(actor=SYSTEM, staff=person('service'), now=NOW)}/"
    answer = client.post(address, {"new_password1": "short", "new_password2": "short"})
    assert answer.status_code == 200
    assert not person("service").has_usable_password()


def test_changing_the_password_ends_the_other_sessions(client: Client, adviser: Staff) -> None:
    other = Client()
    sign_in(client, "adviser-n1")
    sign_in(other, "adviser-n1")
    assert other.get(ME).status_code == 200
    changed = {"oldpassword": PASSWORD, "password1": PASSWORD * 2, "password2": PASSWORD * 2}
    assert client.post(ME, changed).status_code == 302
    assert client.get(ME).status_code == 200
    assert other.get(ME).status_code == 302


def test_somebody_sees_their_sessions_and_ends_them(client: Client, adviser: Staff) -> None:
    sign_in(client, "adviser-n1")
    client.get(ME)
    assert sessions_of(adviser, timezone.now()).count() == 1
    end_sessions(actor=adviser, staff=adviser, now=timezone.now())
    assert client.get(ME).status_code == 302


def test_a_closed_account_is_out_at_once(client: Client, adviser: Staff) -> None:
    sign_in(client, "adviser-n1")
    deactivate(actor=SYSTEM, staff=adviser, now=timezone.now())
    assert client.get(ME).status_code == 302
    sign_in(client, "adviser-n1")
    assert client.get(ME).status_code == 302


@pytest.mark.parametrize(("key", "seconds"), [("seen", 11 * 3600), ("since", 25 * 3600)])
def test_a_session_ends_when_idle_or_old(
    client: Client, adviser: Staff, key: str, seconds: int
) -> None:
    sign_in(client, "adviser-n1")
    client.get(ME)
    session = client.session
    session[key] = timezone.now().timestamp() - seconds
    session.save()
    assert client.get(ME).status_code == 302


def test_a_session_in_use_costs_one_write_a_minute(client: Client, adviser: Staff) -> None:
    sign_in(client, "adviser-n1")
    client.get(ME)
    seen = adviser.sign_ins.get().seen_at
    client.get(ME)
    assert adviser.sign_ins.get().seen_at == seen


def test_secrets_of_second_factors_are_not_readable_in_the_table() -> None:
    kept = mfa_adapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY" not in kept
    assert mfa_adapter().decrypt(kept) == "JBSWY3DPEHPK3PXP"


def test_whoever_needs_a_second_factor_sets_it_up_first(
    client: Client, adviser: Staff, settings: Any
) -> None:
    settings.SECOND_FACTOR_ROLES = frozenset({"adviser"})
    sign_in(client, "adviser-n1")
    answer = client.get("/nowhere/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/2fa/totp/activate/")
    assert client.get("/account/password/change/").status_code == 200
    Authenticator.objects.create(user=adviser, type="totp", data={})
    assert client.get("/nowhere/").status_code == 404


def test_an_administrator_resets_a_lost_second_factor(adviser: Staff) -> None:
    Authenticator.objects.create(user=adviser, type="totp", data={})
    reset_second_factor(actor=person("admin-n"), staff=adviser, now=NOW)
    assert not Authenticator.objects.filter(user=adviser).exists()


def test_a_branch_administrator_takes_over_nobody_who_holds_more() -> None:
    above = person("manager-n")
    grant_role(
        actor=SYSTEM, staff=above, role="compliance", unit=unit("HQ"), from_on=FIRST, now=NOW
    )  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="reaches_further"):
        invite(actor=person("admin-n"), staff=above, now=NOW)


def claim(number: object, existing: Staff | None = None) -> Any:
    app = SimpleNamespace(settings={"number_claim": "employee"})
    connected: list[Staff] = []
    return SimpleNamespace(
        claims={"employee": number},
        provider=SimpleNamespace(app=app), is_existing=existing is not None, user=existing,
        connect=lambda request, staff: connected.append(staff), connected=connected,
    )  # fmt: skip


def test_single_sign_on_lets_in_whom_the_claim_names(rf: RequestFactory) -> None:
    login = claim("adviser-n1")
    SingleSignOnAdapter().pre_social_login(rf.get("/"), login)
    assert login.connected == [person("adviser-n1")]


@pytest.mark.parametrize("number", ["stranger", "", None, ["admin"]])
def test_single_sign_on_refuses_strangers_with_a_sentence(
    rf: RequestFactory, number: object
) -> None:
    with pytest.raises(ImmediateHttpResponse) as refused:
        SingleSignOnAdapter().pre_social_login(rf.get("/"), claim(number))
    assert refused.value.response.status_code == 403
    assert not Staff.objects.filter(number="stranger").exists()


def test_single_sign_on_does_not_follow_a_link_to_another_number(rf: RequestFactory) -> None:
    with pytest.raises(ImmediateHttpResponse):
        SingleSignOnAdapter().pre_social_login(rf.get("/"), claim("admin", person("service")))


def test_a_browser_is_named_in_two_words(rf: RequestFactory) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140 Safari/537 Edg/140"
    assert agent_of(rf.get("/", headers={"user-agent": agent})) == "Edge · Windows"
    assert agent_of(rf.get("/", headers={"user-agent": ""})) == ""


def test_limits_of_a_session_are_hours(settings: Any) -> None:
    assert timedelta(seconds=settings.SESSION_COOKIE_AGE) == timedelta(hours=10)
    assert timedelta(seconds=settings.SESSION_LONGEST_SECONDS) == timedelta(hours=24)


def page_open(client: Client) -> str:
    """The token of a page for signing in, as its form has it."""
    client.get(LOGIN)
    return client.cookies["csrftoken"].value


def test_a_second_page_for_signing_in_leads_on_once_the_first_has(adviser: Staff) -> None:
    client = Client(enforce_csrf_checks=True)
    token = page_open(client)
    body = {"login": "adviser-n1", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post(LOGIN, body).status_code == 302
    answer = client.post(LOGIN, body | {"next": "/conversations/?q=x"})
    assert (answer.status_code, answer["Location"]) == (302, "/conversations/?q=x")
    assert client.post(LOGIN, body | {"next": "https://elsewhere.example/"})["Location"] == "/"


def test_a_page_for_signing_in_that_was_open_too_long_is_loaded_anew(adviser: Staff) -> None:
    client = Client(enforce_csrf_checks=True)
    page_open(client)
    body = {"login": "adviser-n1", "password": PASSWORD, "csrfmiddlewaretoken": "x" * 64}
    answer = client.post(LOGIN, body | {"next": "/ledger/"}, follow=True)
    assert answer.redirect_chain == [(f"{LOGIN}?next=%2Fledger%2F", 302)]
    assert "toast warning" in answer.content.decode()


def test_without_cookies_nobody_is_sent_in_a_circle(adviser: Staff) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(LOGIN, {"login": "adviser-n1", "password": PASSWORD}).status_code == 403
