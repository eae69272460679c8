"""Every string has its Chinese, and nothing is translated that nobody says."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

TOOL = runpy.run_path(str(Path(__file__).parents[3] / "tools" / "translations.py"))


@pytest.mark.parametrize("room", TOOL["rooms"](), ids=lambda room: str(room.name))
def test_every_string_of_a_room_has_its_chinese(room: Path) -> None:
    known = TOOL["catalogue"](room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po")
    assert list(TOOL["complaints_about"](room.name, TOOL["strings_of"](room), known)) == []
