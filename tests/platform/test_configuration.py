"""What an installation is told: everything that is wrong at once, and nothing insecure."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.platform.configuration import (
    Configuration,
    ConfigurationInvalid,
    insecurities,
    read_configuration,
    secret_key,
)

SECRET = "k7Qz0fYw3bN9xR2tJ6mC8vL5pH1sD4gA-EuTqWiOy"


def test_nothing_needs_to_be_set():
    found = read_configuration({"HOME": "/somebody", "PATH": "/bin", "GOODFAITH_CACHE": "/cache"})
    assert found.is_embedded
    assert found.is_local
    assert insecurities(found) == ()


def test_everything_may_be_set():
    found = read_configuration(
        {
            "DATABASE_URL": "postgresql://gf:secret@db.example:5432/goodfaith",
            "DATABASE_OWNER_URL": "postgresql://owner:secret@db.example:5432/goodfaith",
            "GOODFAITH_HOME": "/srv/goodfaith",
            "GOODFAITH_MODE": "demo",
            "GOODFAITH_SECRET_KEY": SECRET,
            "GOODFAITH_HOSTS": "gf.example, quality.gf.example",
            "GOODFAITH_PUBLIC_URL": "https://gf.example/",
            "GOODFAITH_BEHIND_PROXY": "yes",
            "GOODFAITH_ZONE": "Asia/Urumqi",
            "GOODFAITH_LANGUAGE": "en",
            "GOODFAITH_UPLOAD_MEGABYTES": "512",
            "GOODFAITH_SESSION_HOURS": "8",
            "GOODFAITH_SESSION_LONGEST_HOURS": "16",
            "GOODFAITH_UNMASKED_MINUTES": "5",
            "GOODFAITH_SECOND_FACTOR_ROLES": "compliance, administrator",
            "GOODFAITH_OIDC_ISSUER": "https://id.example",
            "GOODFAITH_OIDC_CLIENT_ID": "goodfaith",
            "GOODFAITH_OIDC_SECRET": SECRET,
            "GOODFAITH_OIDC_NAME": "Example",
            "GOODFAITH_OIDC_NUMBER_CLAIM": "employee",
            "GOODFAITH_MAIL_URL": "smtps://mail:hunter2@mail.example:465",
            "GOODFAITH_MAIL_SENDER": "goodfaith@gf.example",
            "GOODFAITH_WATCHED_FOLDER": "/srv/in",
            "GOODFAITH_SPEECH_MODEL": "/srv/speech",
            "GOODFAITH_WECOM_SECRET": SECRET,
            "GOODFAITH_PROXIES": "10.0.0.1, 10.0.0.2",
            "GOODFAITH_METRICS_TOKEN": SECRET,
            "GOODFAITH_WEBHOOK_NETWORKS": "10.20.0.0/16, fd00::/8",
            "GOODFAITH_POOL_SIZE": "20",
        }
    )
    assert found == Configuration(
        home=Path("/srv/goodfaith"),
        mode="demo",
        database_url="postgresql://gf:secret@db.example:5432/goodfaith",
        database_owner_url="postgresql://owner:secret@db.example:5432/goodfaith",
        secret_key=SECRET,
        hosts=("gf.example", "quality.gf.example"),
        public_url="https://gf.example",
        behind_proxy=True,
        zone="Asia/Urumqi",
        language="en",
        upload_megabytes=512,
        session_hours=8,
        session_longest_hours=16,
        unmasked_minutes=5,
        second_factor_roles=("compliance", "administrator"),
        oidc_issuer="https://id.example",
        oidc_client_id="goodfaith",
        oidc_secret=SECRET,
        oidc_name="Example",
        oidc_number_claim="employee",
        mail_url="smtps://mail:hunter2@mail.example:465",
        mail_sender="goodfaith@gf.example",
        watched_folder=Path("/srv/in"),
        speech_model=Path("/srv/speech"),
        wecom_secret=SECRET,
        proxies=("10.0.0.1", "10.0.0.2"),
        metrics_token=SECRET,
        webhook_networks=("10.20.0.0/16", "fd00::/8"),
        pool_size=20,
    )
    default = Configuration(home=Path("/srv/goodfaith"))
    left = [
        name for name in found.__struct_fields__ if getattr(found, name) == getattr(default, name)
    ]
    assert left == ["home"], "set every setting here"


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(ConfigurationInvalid) as caught:
        read_configuration(
            {
                "DATABASE_URL": "mysql://user:hunter2@host/base",
                "GOODFAITH_HOME": "relative",
                "GOODFAITH_HOST": "gf.example",
                "GOODFAITH_MODE": "prod",
                "GOODFAITH_PUBLIC_URL": "gf.example",
                "GOODFAITH_SESSION_HOURS": "0",
                "GOODFAITH_UPLOAD_MEGABYTES": "１２",
                "GOODFAITH_ZONE": "Shanghai",
                "GOODFAITH_BEHIND_PROXY": "perhaps",
                "GOODFAITH_HOSTS": " , ",
            }
        )
    names = [wrong.name for wrong in caught.value.wrong]
    assert names == sorted(names)
    assert len(names) == 10
    assert "hunter2" not in str(caught.value)
    assert "one of production, demo, test" in str(caught.value)


def test_a_slip_in_a_name_is_no_silence():
    with pytest.raises(ConfigurationInvalid, match="GOODFAITH_SECRETKEY: found an unknown setting"):
        read_configuration({"GOODFAITH_SECRETKEY": SECRET})


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"GOODFAITH_SECRET_KEY": "changeme"}, "can be guessed"),
        ({"GOODFAITH_SECRET_KEY": "a" * 64}, "can be guessed"),
        ({"GOODFAITH_HOSTS": "*"}, "takes any name"),
        ({"GOODFAITH_HOSTS": "gf.example"}, "in the open"),
    ],
)
def test_production_does_not_start_with_an_open_door(settings, said):
    (sentence,) = [one for one in insecurities(read_configuration(settings)) if said in one]
    assert sentence.endswith(".")
    assert insecurities(read_configuration(settings | {"GOODFAITH_MODE": "demo"})) == ()


@pytest.mark.parametrize(
    "address",
    ["mail.example", "smtp://", "smtps://mail.example:no", "smtps://mail.example:99999",
     "smtps://mail:%E5%AF%86@mail.example"],
)  # fmt: skip
def test_a_mail_server_that_cannot_be_one_is_refused_at_the_start(address):
    with pytest.raises(ConfigurationInvalid, match="GOODFAITH_MAIL_URL"):
        read_configuration({"GOODFAITH_MAIL_URL": address})


def test_behind_https_other_names_are_fine():
    settings = {"GOODFAITH_HOSTS": "gf.example", "GOODFAITH_PUBLIC_URL": "https://gf.example"}
    assert insecurities(read_configuration(settings)) == ()


def test_a_key_is_made_once_and_kept_to_ourselves(tmp_path):
    here = Configuration(tmp_path / "new" / "home")
    made = secret_key(here)
    assert secret_key(here) == made
    assert len(made) > 40
    assert stat.S_IMODE((here.home / "secret-key").stat().st_mode) == 0o600
    assert secret_key(Configuration(tmp_path, secret_key=SECRET)) == SECRET


def test_no_secret_is_shown():
    shown = repr(
        Configuration(Path("/home"), database_url="postgresql://a:b@c/d", secret_key=SECRET)
    )
    assert SECRET not in shown
    assert "a:b" not in shown


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "GOODFAITH_ZONE",
                "GOODFAITH_HOME",
                "DATABASE_URL",
                "GOODFAITH_PUBLIC_URL",
                "GOODFAITH_HOSTS",
                "GOODFAITH_SESSION_HOURS",
            ]
        ),
        st.text(),
    )
)
def test_no_value_makes_it_fail_otherwise(environment):
    try:
        read_configuration(environment)
    except ConfigurationInvalid as invalid:
        assert invalid.wrong
