"""What most tests need: the shipped rulebook, and short ways to judge a few turns."""

from __future__ import annotations

import os
import shutil
import string
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from embedded_users import open_folder, remove
from goodfaith.analysis import Finding, Rulebook
from goodfaith.analysis.points.scanner import Scanner
from goodfaith.analysis.rules.examples import judge_example, read_example
from goodfaith.cli.inputs import rulebook_of, shipped_rulebook
from migrated_home import TEMPLATE

# One home and one database server for all workers of a run; settings read it when Django starts.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ |= {"GOODFAITH_HOME": str(open_folder()), TEMPLATE: str(open_folder())}
os.environ |= {"GOODFAITH_MODE": "test", "DJANGO_SETTINGS_MODULE": "goodfaith.platform.settings"}
# Hundreds of processes are started: what each has to compile again costs it more than all the rest.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(__file__).parent.parent / ".pytest_cache" / "bytecode")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
# A browser that tests drive leaves a loop running in their thread; Django takes them for its tasks.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# How long an example takes says what else the machine does, not whether the code is right.
settings.register_profile("any", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any")
pytest_plugins = ["server_database"]
LONGEST_NAME = 60
SHARED = {"house": "house", "visiting": "server"}
"""Servers that tests of several modules share, and what their group is called."""


def pytest_configure() -> None:
    import django
    from django.conf import settings
    from django.middleware import csrf

    django.setup()  # modules of tests import models
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick
    # Tests say that a page does not tell of A1: a token must not spell that by chance.
    csrf.CSRF_ALLOWED_CHARS = string.ascii_lowercase


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Archives hold the time they were made: processes that name tests by it would not agree."""
    is_file = isinstance(val, bytes) and len(val) > LONGEST_NAME
    return f"{argname} of {len(val)} bytes" if is_file else None  # type: ignore[arg-type]


def pytest_unconfigure() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        remove(Path(os.environ["GOODFAITH_HOME"]))
        remove(Path(os.environ[TEMPLATE]))
        Path(f"{os.environ[TEMPLATE]}.lock").unlink(missing_ok=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is made once is made by one process: the tests that ask for it are a group."""
    for item in items:
        if group := _group_of(item):
            item.add_marker(pytest.mark.xdist_group(group))


def _group_of(item: pytest.Item) -> str:
    """What it shares with others: a whole server, or what its module makes once; else nothing."""
    if not isinstance(item, pytest.Function):
        return ""
    made = item._fixtureinfo.name2fixturedefs
    if shared := [group for fixture, group in SHARED.items() if fixture in made]:
        return shared[0]
    is_shared = any(each[-1].scope == "module" for each in made.values())
    return str(item.module.__name__) if is_shared else ""


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Nothing is written into the home of whoever runs the tests; one folder for all of them."""
    folder = tmp_path_factory.getbasetemp().parent / "goodfaith-cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOODFAITH_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests of a process: a second driver would find the first one's loop."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no chromium on this machine")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def rulebook(cache: Path) -> Rulebook:
    return rulebook_of(shipped_rulebook())


@pytest.fixture(scope="session")
def scanner(rulebook: Rulebook) -> Scanner:
    return rulebook.scanner


@pytest.fixture
def judge_written(rulebook: Rulebook) -> Callable[[str, Any], Finding]:
    """Judge an example, written as in a rule file, by one rule of the shipped rulebook."""

    def judge(rule_id: str, written: Any) -> Finding:
        rule = rulebook.rule(rule_id)
        return judge_example(read_example(written, rule), rule, rulebook)

    return judge


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with data that is not part of the project."""
    default = Path(__file__).parent.parent.parent / "shared" / "data"
    folder = Path(os.environ.get("GOODFAITH_REAL_DATA", default))
    if not folder.is_dir():
        pytest.skip("real data is not here; set GOODFAITH_REAL_DATA to its folder")
    return folder
