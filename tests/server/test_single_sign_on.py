"""Single sign-on against a provider over the wire, in a server set up as docs/running.md says."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from people_signing_in import TOTP_SECRET

from embedded_users import remove, wait_for
from furnished_home import furnish
from identity_provider import CLIENT, SECRET, Claims, IdentityProvider
from migrated_home import migrated_home
from served import Served

BEGIN = "/account/oidc/sso/login/"
CALLBACK = f"{BEGIN}callback/"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, IdentityProvider]]:
    """A server in production mode, and the provider that it was told of."""
    home = migrated_home()
    provider = IdentityProvider(tmp_path_factory.mktemp("provider"))
    furnish(home, "people_signing_in")
    served = Served(
        home,
        GOODFAITH_OIDC_ISSUER=provider.issuer,
        GOODFAITH_OIDC_CLIENT_ID=CLIENT,
        GOODFAITH_OIDC_SECRET=SECRET,
        GOODFAITH_OIDC_NAME="统一认证",
        GOODFAITH_SECOND_FACTOR_ROLES="compliance",
        REQUESTS_CA_BUNDLE=str(provider.certificate),
        NO_PROXY="127.0.0.1",
    )
    provider.redirects = {served.address.rstrip("/") + CALLBACK}
    served.wait_until_ready()
    yield served, provider
    served.end()
    provider.close()
    remove(home)


@pytest.fixture
def served(running: tuple[Served, IdentityProvider]) -> Served:
    return running[0]


@pytest.fixture
def provider(running: tuple[Served, IdentityProvider]) -> IdentityProvider:
    running[1].begin_anew()
    return running[1]


class Browser:
    """Goes where it is sent, keeps cookies, sends forms with what is in them."""

    def __init__(self, served: Served, provider: IdentityProvider, language: str = "") -> None:
        self.home = served.address
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = str(provider.certificate)
        if language:
            self.session.cookies.set("django_language", language, domain="127.0.0.1")

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.session.get(urljoin(self.home, path), timeout=30, **more)

    def send(self, page: requests.Response, action: str, **values: str) -> requests.Response:
        """Send the form of the page that goes to `action`."""
        forms = re.findall(r"<form[^>]*>.*?</form>", page.text, re.S)
        form = next(f for f in forms if f'action="{action}' in f)
        target = unescape(re.findall(r'action="([^"]*)"', form)[0])
        inputs = re.findall(r"<input[^>]*>", form)
        pairs = [
            (re.search(r'name="([^"]*)"', i), re.search(r'value="([^"]*)"', i)) for i in inputs
        ]
        body = {n[1]: unescape(v[1]) for n, v in pairs if n and v} | values
        answer = self.session.post(
            urljoin(page.url, target), body, headers={"Referer": page.url}, timeout=30
        )
        return self.refreshed(answer)

    def refreshed(self, page: requests.Response) -> requests.Response:
        found = re.search(r'http-equiv="refresh" content="0;url=([^"]*)"', page.text)
        return self.session.get(unescape(found[1]), timeout=30) if found else page

    def sign_in(self, wanted: str = "") -> requests.Response:
        """From the page that is wanted through the provider and back."""
        return self.send(self.get(wanted or "/account/login/"), BEGIN)


@pytest.fixture
def browser(served: Served, provider: IdentityProvider) -> Browser:
    return Browser(served, provider)


def path_of(page: requests.Response) -> str:
    return urlsplit(page.url).path


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/exports/", allow_redirects=False).status_code == 200


def test_who_is_known_comes_to_the_first_page_of_their_work(
    browser: Browser, provider: IdentityProvider, served: Served
) -> None:
    page = browser.sign_in()
    assert (page.status_code, path_of(page)) == (200, "/conversations/")
    assert provider.refusals == []


def test_who_wanted_a_page_comes_to_it(browser: Browser) -> None:
    page = browser.sign_in("/conversations/?q=保本")
    assert page.url.endswith("/conversations/?q=%E4%BF%9D%E6%9C%AC")


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "未能登录"), ("en", "was refused")])
def test_a_stranger_is_refused_in_the_language_of_the_page(
    served: Served, provider: IdentityProvider, language: str, said: str
) -> None:
    browser = Browser(served, provider, language)
    provider.claims = {"sub": "9", "preferred_username": "stranger"}
    page = browser.sign_in()
    assert page.status_code == 403
    assert said in page.text
    assert not is_signed_in(browser)


@pytest.mark.parametrize(
    "forged",
    [
        {"aud": "another"}, {"aud": [CLIENT, "another"], "azp": "another"},
        {"iss": "https://elsewhere.example"}, {"exp": int(time.time()) - 600},
        {"nonce": "another"}, {"nonce": None}, {"sub": None}, {"iat": int(time.time()) + 9_000},
    ],
    ids=lambda forged: "-".join(forged),
)  # fmt: skip
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    browser: Browser, provider: IdentityProvider, forged: Claims
) -> None:
    def forge(claims: Claims) -> Claims:
        return {name: value for name, value in (claims | forged).items() if value is not None}

    provider.forge = forge
    page = browser.sign_in()
    assert page.status_code == 403
    assert not is_signed_in(browser)


@pytest.mark.parametrize("way", ["stranger", "unsigned", "client secret", "public key", "unknown"])
def test_a_token_signed_with_anything_else_is_refused(
    browser: Browser, provider: IdentityProvider, way: str
) -> None:
    ways: dict[str, dict[str, Any]] = {
        "stranger": {"key": provider.stranger},
        "unsigned": {"key": None, "algorithm": "none"},
        "client secret": {"key": SECRET * 2, "algorithm": "HS256"},
        "public key": {"key": str(provider.keys()) * 2, "algorithm": "HS256"},
        "unknown": {"headers": {"kid": "two"}},
    }
    provider.sign = lambda claims: provider.signed(claims, **ways[way])
    page = browser.sign_in()
    assert page.status_code == 403
    assert not is_signed_in(browser)


def test_a_token_that_names_no_key_is_read_with_the_only_one(
    browser: Browser, provider: IdentityProvider
) -> None:
    provider.sign = lambda claims: provider.signed(claims, headers={})
    assert browser.sign_in().status_code == 200


def test_what_is_told_of_somebody_else_is_refused(
    browser: Browser, provider: IdentityProvider
) -> None:
    provider.userinfo = {"sub": "another", "preferred_username": "admin"}
    assert browser.sign_in().status_code == 403
    assert not is_signed_in(browser)


@pytest.mark.parametrize("where", ["id_token", "userinfo"])
def test_the_number_may_stand_in_the_token_or_be_told_afterwards(
    browser: Browser, provider: IdentityProvider, where: str
) -> None:
    provider.claims = {"sub": "7f3a"}
    number = {"preferred_username": "adviser-n1"}
    if where == "userinfo":
        provider.userinfo = number
    else:
        provider.forge = lambda claims: claims | number
    assert path_of(browser.sign_in()) == "/conversations/"


def test_a_provider_that_tells_nothing_afterwards_will_do(
    browser: Browser, provider: IdentityProvider
) -> None:
    provider.userinfo = None
    assert path_of(browser.sign_in()) == "/conversations/"


def test_an_answer_that_was_used_is_refused(browser: Browser) -> None:
    page = browser.sign_in()
    used = next(step.url for step in page.history if CALLBACK in step.url)
    browser.session.cookies.pop("sessionid")
    again = browser.get(used)
    assert again.status_code == 400
    assert not is_signed_in(browser)


def test_an_answer_to_somebody_elses_question_is_refused(
    browser: Browser, served: Served, provider: IdentityProvider
) -> None:
    used = [step.url for step in browser.sign_in().history if CALLBACK in step.url]
    victim = Browser(served, provider)
    assert victim.get(used[0]).status_code == 400
    assert not is_signed_in(victim)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/.well-known/openid-configuration", (503, b"")),
        ("/.well-known/openid-configuration", (200, b"<html>")),
        ("/.well-known/openid-configuration", (200, b"[]")),
        ("/.well-known/openid-configuration", (200, b"{}")),
        ("/token", (502, b"")), ("/token", (200, b"[]")), ("/token", (200, b'{"access_token":1}')),
        ("/userinfo", (500, b"")), ("/userinfo", (200, b"[]")),
        ("/keys", (500, b"")), ("/keys", (200, b"{}")), ("/keys", (200, b"[]")),
    ],
)  # fmt: skip
def test_a_provider_that_answers_nonsense_gives_a_page_that_says_so(
    browser: Browser, provider: IdentityProvider, path: str, answer: tuple[int, bytes]
) -> None:
    provider.answers[path] = answer
    page = browser.sign_in()
    assert page.status_code == 503
    assert "统一认证" in page.text
    assert "/account/login/" in page.text
    assert not is_signed_in(browser)


def test_a_provider_with_another_name_than_the_one_we_were_told_is_not_believed(
    browser: Browser, provider: IdentityProvider
) -> None:
    told = provider.discovery() | {"issuer": "https://elsewhere.example"}
    provider.answers["/.well-known/openid-configuration"] = (200, json.dumps(told).encode())
    assert browser.sign_in().status_code == 403


def test_who_stops_at_the_provider_may_begin_again(
    browser: Browser, provider: IdentityProvider
) -> None:
    provider.authorize = lambda asked: (  # type: ignore[method-assign]
        f"{asked['redirect_uri']}?error=access_denied&state={asked['state']}"
    )
    page = browser.sign_in()
    del provider.authorize
    assert page.status_code == 403
    assert browser.send(browser.get("/account/login/"), BEGIN).status_code == 200


def code_now() -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(TOTP_SECRET, counter))


def test_a_second_factor_of_ours_is_asked_for_once(
    browser: Browser, provider: IdentityProvider
) -> None:
    provider.claims["preferred_username"] = "reviewer"
    provider.claims["sub"] = "reviewer"
    page = browser.sign_in("/conversations/?q=保本")
    assert path_of(page) == "/account/2fa/authenticate/"
    page = browser.send(page, "/account/2fa/authenticate/", code=code_now())
    assert page.url.endswith("/conversations/?q=%E4%BF%9D%E6%9C%AC")
    assert is_signed_in(browser)


def test_who_showed_two_factors_at_the_provider_is_not_asked_again(
    browser: Browser, provider: IdentityProvider
) -> None:
    provider.claims = {"sub": "reviewer", "preferred_username": "reviewer", "amr": ["pwd", "mfa"]}
    assert path_of(browser.sign_in()) == "/queue/"


def test_a_role_with_two_factors_is_content_with_those_of_the_provider(
    browser: Browser, served: Served, provider: IdentityProvider
) -> None:
    provider.claims = {"sub": "compliance", "preferred_username": "compliance"}
    assert path_of(browser.sign_in()) == "/account/2fa/totp/activate/"
    provider.claims["amr"] = ["mfa"]
    assert path_of(Browser(served, provider).sign_in()) == "/conversations/"


def test_what_the_provider_knows_of_people_is_not_kept(
    served: Served, provider: IdentityProvider
) -> None:
    for _time in (1, 2):
        assert Browser(served, provider).sign_in().status_code == 200
    assert served.ask("select distinct extra_data::text from socialaccount_socialaccount") == [
        ("{}",)
    ]
    assert served.ask("select count(*) from socialaccount_socialtoken") == [(0,)]


def test_signing_out_ends_it(browser: Browser, served: Served) -> None:
    browser.sign_in()
    page = browser.send(browser.get("/account/logout/"), "/account/logout/")
    assert page.status_code == 200
    assert not is_signed_in(browser)


def test_nothing_of_it_is_in_the_log(
    browser: Browser, provider: IdentityProvider, served: Served
) -> None:
    provider.claims["name"] = "sentinel-name"
    provider.forge = lambda claims: claims | {"nonce": "sentinel-nonce"}
    browser.sign_in()
    log = served.log.read_text()
    wait_for(lambda: "single sign-on" in served.log.read_text())
    assert "sentinel" not in log
    assert SECRET not in log
    assert "Traceback" not in log


def test_a_real_browser_goes_there_and_back(
    served: Served, provider: IdentityProvider, chromium: Any
) -> None:
    context = chromium.new_context(ignore_https_errors=True)
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.goto(served.address.rstrip("/") + "/account/login/")
    page.get_by_role("button", name="统一认证").click()
    page.wait_for_url("**/conversations/")
    assert told == []
    context.close()
