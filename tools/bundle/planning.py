"""Which wheels an installation takes, and which of them are not there."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

Plan = dict[str, str]


def export_lock(project: Path) -> str:
    """The locked requirements of `goodfaith` with all its extras, with hashes; asks no network."""
    command = [
        *(Path(sys.executable).with_name("uv"), "export", "--project", project, "--offline"),
        *("--frozen", "--quiet", "--no-default-groups", "--all-extras", "--no-emit-project"),
        *("--no-header", "--no-annotate"),
    ]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603


def plan(requirements: str, environment: Mapping[str, str] | None = None) -> Plan:
    """Version by canonical name of what `requirements` ask of this machine, or another one.

    `environment` replaces markers such as `python_full_version`. Raises `ValueError` for a
    requirement that is not pinned.
    """
    planned: Plan = {}
    for line in requirements.replace("\\\n", " ").splitlines():
        text = line.split(" --hash", 1)[0].strip()
        if not text or text.startswith("#"):
            continue
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate(dict(environment or {})):
            continue
        pins = list(requirement.specifier)
        if len(pins) != 1 or pins[0].operator != "==":
            raise ValueError(f"requirements: {text}, expected name==version")
        planned[canonicalize_name(requirement.name)] = pins[0].version
    return planned


def missing(planned: Plan, wheels: Iterable[str]) -> list[str]:
    """What is planned and has no wheel among these file names, as name==version, in order."""
    there = set()
    for wheel in wheels:
        name, version, _, _ = parse_wheel_filename(wheel)
        there.add((str(name), str(version)))
    return [f"{name}=={version}" for name, version in sorted(planned.items() - there)]


def bundle_name(version: str) -> str:
    """Like goodfaith-0.1.0-cp311-linux-x86_64: it fits that Python on that platform only."""
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    return f"goodfaith-{version}-{python}-{sysconfig.get_platform()}"
