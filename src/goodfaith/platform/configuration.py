"""What an installation is told by its environment: read once, all of it checked at once.

Production refuses to start with a setting that would leave a door open; each refusal is one
sentence that says what to set.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

Mode = Literal["production", "demo", "test"]
_PREFIX = "GOODFAITH_"
_OF_OTHERS = frozenset(
    {"GOODFAITH_CACHE", "GOODFAITH_LANG", "GOODFAITH_REAL_DATA", "GOODFAITH_TOKEN"}
)
_SHORTEST_SECRET = 40
_SHORTEST_TOKEN = 20
_TRUTHS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class Wrong(msgspec.Struct, frozen=True):
    """A setting that cannot be used; its value is not repeated, it may be a secret."""

    name: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.name}: found {self.found}, expected {self.expected}"


class ConfigurationInvalid(ValueError):
    """Carries every setting that cannot be used."""

    def __init__(self, wrong: list[Wrong]) -> None:
        self.wrong = tuple(wrong)
        super().__init__("\n".join(map(str, wrong)))


class Configuration(msgspec.Struct, frozen=True):
    """The settings of one installation.

    `home` is the folder of everything it keeps. Without `database_url` the embedded PostgreSQL
    below it is used; `database_owner_url` is the same database for the role that owns its tables.
    `hosts` are the names under which people reach it, `public_url` the address they see.
    `mail_url` is the server that takes mail, `mail_sender` whose it is.
    `upload_megabytes` bounds one upload, `session_hours` an idle session and
    `session_longest_hours` any; what was unmasked stays so for `unmasked_minutes`. Whoever holds
    one of `second_factor_roles` signs in with two. With `oidc_issuer` people may sign in there:
    `oidc_number_claim` names them by staff number. `proxies` are the addresses that are believed
    when `behind_proxy`. Whoever has `metrics_token` may read the metrics from elsewhere.
    `pool_size` bounds the connections of one process.

    Files put into `watched_folder` are taken in; `speech_model` holds a sherpa-onnx model. With
    `wecom_secret` messages of the WeCom archive have to be signed. Webhooks go to the public
    internet, and to `webhook_networks` (CIDR).
    """

    home: Path
    mode: Mode = "production"
    database_url: str = ""
    database_owner_url: str = ""
    secret_key: str = ""
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1")
    public_url: str = "http://localhost:8000"
    behind_proxy: bool = False
    zone: str = "Asia/Shanghai"
    language: Literal["zh-hans", "en"] = "zh-hans"
    upload_megabytes: int = 2_048
    watched_folder: Path | None = None
    speech_model: Path | None = None
    wecom_secret: str = ""
    session_hours: int = 10
    session_longest_hours: int = 24
    unmasked_minutes: int = 15
    second_factor_roles: tuple[str, ...] = ()
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_secret: str = ""
    oidc_name: str = "SSO"
    oidc_number_claim: str = "preferred_username"
    mail_url: str = ""
    mail_sender: str = ""
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    metrics_token: str = ""
    webhook_networks: tuple[str, ...] = ()
    pool_size: int = 16

    def __repr__(self) -> str:
        return f"Configuration(home={str(self.home)!r}, mode={self.mode!r}, …)"

    @property
    def is_embedded(self) -> bool:
        return not self.database_url

    @property
    def is_local(self) -> bool:
        """Whether nobody but this machine can reach it."""
        return set(self.hosts) <= {"localhost", "127.0.0.1", "[::1]"}


def default_home(environment: Mapping[str, str]) -> Path:
    """The user's data folder (XDG Base Directory Specification 0.8)."""
    data = environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "goodfaith"


def read_configuration(environment: Mapping[str, str]) -> Configuration:
    """Read the `GOODFAITH_…` variables and `DATABASE_URL`.

    Raises `ConfigurationInvalid` with every wrong one, unknown names included: a setting with a
    slip in its name would silently do nothing.
    """
    wrong: list[Wrong] = []
    values: dict[str, Any] = {"home": default_home(environment)}
    for name, text in sorted(environment.items()):
        if name not in _READERS:
            if name.startswith(_PREFIX) and name not in _OF_OTHERS:
                wrong.append(Wrong(name, "an unknown setting", f"one of {', '.join(_READERS)}"))
            continue
        try:
            values[name.removeprefix(_PREFIX).lower()] = _READERS[name](text)
        except _Refused as refused:
            wrong.append(Wrong(name, refused.found, refused.expected))
    if wrong:
        raise ConfigurationInvalid(wrong)
    return Configuration(**values)


def insecurities(configuration: Configuration) -> tuple[str, ...]:
    """Why production must not start like this, a sentence each; none in other modes."""
    return tuple(_insecurities(configuration)) if configuration.mode == "production" else ()


def _insecurities(configuration: Configuration) -> Iterator[str]:
    key = configuration.secret_key
    if key and (len(key) < _SHORTEST_SECRET or len(set(key)) < _SHORTEST_SECRET // 4):
        yield (
            f"GOODFAITH_SECRET_KEY can be guessed: use at least {_SHORTEST_SECRET} random "
            "characters, or leave it out and one is made."
        )
    if "*" in configuration.hosts or any(host.startswith(".") for host in configuration.hosts):
        yield "GOODFAITH_HOSTS takes any name: list the names under which people reach it."
    if configuration.oidc_issuer and urlsplit(configuration.oidc_issuer).scheme != "https":
        yield "GOODFAITH_OIDC_ISSUER is not https: who signs in there could be anybody."
    if configuration.oidc_issuer and not configuration.oidc_client_id:
        yield "GOODFAITH_OIDC_ISSUER is set without GOODFAITH_OIDC_CLIENT_ID: nobody could sign in."
    if not configuration.is_local and urlsplit(configuration.public_url).scheme != "https":
        yield "GOODFAITH_PUBLIC_URL is not https: passwords would travel in the open."


def secret_key(configuration: Configuration) -> str:
    """The key that is set, else one made on first use and kept in `home` (0600)."""
    if configuration.secret_key:
        return configuration.secret_key
    path = configuration.home / "secret-key"
    configuration.home.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        made = secrets.token_urlsafe(48)
        file.write(made + "\n")
    return made


class _Refused(ValueError):
    def __init__(self, found: str, expected: str) -> None:
        self.found, self.expected = found, expected
        super().__init__(found)


def _folder(text: str) -> Path:
    try:
        path = Path(text).expanduser()
    except RuntimeError:  # ~somebody who is not there
        raise _Refused(repr(text), "an absolute path") from None
    if not text.strip() or not path.is_absolute():
        raise _Refused(repr(text), "an absolute path")
    return path


def _mode(text: str) -> str:
    return _one_of(text, get_args(Mode))


def _language(text: str) -> str:
    return _one_of(text, ("zh-hans", "en"))


def _one_of(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise _Refused(repr(text), f"one of {', '.join(choices)}")
    return text


def _database(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise _Refused("no address of a PostgreSQL database", "postgresql://user@host/database")
    return text


def _has_port(parts: SplitResult) -> bool:
    """Whether the port, if there is one, is a number that a port can have."""
    try:
        return parts.port != 0
    except ValueError:
        return False


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or not _has_port(parts):
        raise _Refused(repr(text), "an address like https://goodfaith.example")
    return text.rstrip("/")


def _mail_server(text: str) -> str:
    parts = urlsplit(text)
    expected = "smtps://user:password@mail.example:465"
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not _has_port(parts):
        raise _Refused("no address of a mail server", expected)
    if not unquote(f"{parts.username}{parts.password}").isascii():  # smtplib sends no others
        raise _Refused("a user or password that is not ASCII", expected)
    return text


def _mail_sender(text: str) -> str:
    name, at, host = text.rpartition("@")
    if not (name and at and host) or any(mark in text for mark in "\r\n"):
        raise _Refused(repr(text), "an address like goodfaith@insurer.example")
    return text


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names:
        raise _Refused("no name", "names with commas between them")
    return names


def _networks(text: str) -> tuple[str, ...]:
    names = _names(text)
    for name in names:
        try:
            ipaddress.ip_network(name)
        except ValueError:
            raise _Refused(repr(name), "a network like 10.20.0.0/16") from None
    return names


def _truth(text: str) -> bool:
    if text.lower() not in _TRUTHS:
        raise _Refused(repr(text), "true or false")
    return _TRUTHS[text.lower()]


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _Refused(repr(text), "a time zone like Asia/Shanghai") from None
    return text


def _token(text: str) -> str:
    if len(text) < _SHORTEST_TOKEN or not text.isascii() or not text.isprintable():
        raise _Refused("what can be guessed", f"{_SHORTEST_TOKEN} random characters or more")
    return text


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise _Refused(repr(text), f"a whole number from {low} to {high}")
        return int(text)

    return read


_READERS: dict[str, Callable[[str], Any]] = {
    "DATABASE_OWNER_URL": _database,
    "DATABASE_URL": _database,
    "GOODFAITH_HOME": _folder,
    "GOODFAITH_MODE": _mode,
    "GOODFAITH_SECRET_KEY": str,
    "GOODFAITH_HOSTS": _names,
    "GOODFAITH_PUBLIC_URL": _address,
    "GOODFAITH_BEHIND_PROXY": _truth,
    "GOODFAITH_ZONE": _zone,
    "GOODFAITH_LANGUAGE": _language,
    "GOODFAITH_UPLOAD_MEGABYTES": _number(1, 100_000),
    "GOODFAITH_WATCHED_FOLDER": _folder,
    "GOODFAITH_SPEECH_MODEL": _folder,
    "GOODFAITH_WECOM_SECRET": _token,
    "GOODFAITH_SESSION_HOURS": _number(1, 720),
    "GOODFAITH_SESSION_LONGEST_HOURS": _number(1, 720),
    "GOODFAITH_UNMASKED_MINUTES": _number(1, 480),
    "GOODFAITH_SECOND_FACTOR_ROLES": _names,
    "GOODFAITH_OIDC_ISSUER": _address,
    "GOODFAITH_OIDC_CLIENT_ID": str,
    "GOODFAITH_OIDC_SECRET": str,
    "GOODFAITH_OIDC_NAME": str,
    "GOODFAITH_OIDC_NUMBER_CLAIM": str,
    "GOODFAITH_MAIL_URL": _mail_server,
    "GOODFAITH_MAIL_SENDER": _mail_sender,
    "GOODFAITH_PROXIES": _names,
    "GOODFAITH_METRICS_TOKEN": _token,
    "GOODFAITH_WEBHOOK_NETWORKS": _networks,
    "GOODFAITH_POOL_SIZE": _number(1, 1_000),
}
