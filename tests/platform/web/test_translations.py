"""Every string has its Chinese, and nothing is translated that nobody says."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

TOOL = runpy.run_path(str(Path(__file__).parents[3] / "tools" / "translations.py"))


@pytest.mark.parametrize("room", TOOL["rooms"](), ids=lambda room: str(room.name))
def test_every_string_of_a_room_has_its_chinese(room: Path) -> None:
    known = TOOL["catalogue"](room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po")
    assert list(TOOL["complaints_about"](room.name, TOOL["strings_of"](room), known)) == []


def test_strings_are_marked_with_names_that_the_tool_knows() -> None:
    """A string marked with another name is never collected, and stays English for ever."""
    known = set(TOOL["KEYWORDS"])
    for path in TOOL["SOURCE"].rglob("*.py"):
        for name in re.findall(r"import \w*gettext\w* as (\w+)", path.read_text("utf-8")):
            assert name in known, path
