"""Every string has its Chinese, and nothing is translated that nobody says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.translations import catalogue, complaints_about, rooms, strings_of


@pytest.mark.parametrize("room", rooms(), ids=lambda room: str(room.name))
def test_every_string_of_a_room_has_its_chinese(room: Path) -> None:
    path = room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    assert list(complaints_about(room.name, strings_of(room), catalogue(path))) == []
