"""The colours: readable in both looks, each named once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import goodfaith.platform.web

CSS = Path(goodfaith.platform.web.__file__).parent / "static" / "platform" / "css"
TEXT = CSS.joinpath("tokens.css").read_text("utf-8")
PAIRED = re.findall(r"(--[\w-]+):[^;]*light-dark\(((?:[^()]|\([^()]*\))+)\);", TEXT)
LIGHT = {name: re.split(r", (?![^(]*\))", both)[0] for name, both in PAIRED}
DARK = {name: re.split(r", (?![^(]*\))", both)[1] for name, both in PAIRED}
ON_GROUND = ["ink", "ink-2", "ink-3", "jade", "jade-ink", "critical", "major", "minor", "note"]
GROUNDS = ["paper", "surface", "sunken"]
ON_WASH = [(name, f"{name}-wash") for name in ("critical", "major", "minor", "note")]
PAIRS = [(ink, ground) for ink in ON_GROUND for ground in GROUNDS]
PAIRS += [*ON_WASH, ("on-jade", "jade"), ("ink", "jade-wash"), ("jade-ink", "jade-wash")]
PAIRS += [("ink", "added"), ("ink", "removed"), ("ink-2", "jade-wash")]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(look: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(look[f"--{ink}"], look[f"--{ground}"]) >= 4.5


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_the_edge_of_an_input_can_be_seen(look: dict[str, str], ground: str) -> None:
    assert contrast(look["--edge"], look[f"--{ground}"]) >= 3


def test_each_colour_is_named_once_for_both_looks() -> None:
    names = [name for name, _both in PAIRED]
    assert len(names) == len(set(names)) > 20
    assert re.findall(r"#[0-9a-f]{3,8}|rgb", re.sub(r"light-dark\(.*\);", "", TEXT)) == []


def test_every_colour_that_is_used_is_a_token() -> None:
    known = set(re.findall(r"(--[\w-]+):", TEXT))
    for sheet in CSS.glob("*.css"):
        assert set(re.findall(r"var\((--[\w-]+)", sheet.read_text("utf-8"))) <= known, sheet.name


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda path: str(path.name))
def test_colours_are_named_in_the_tokens_alone(sheet: Path) -> None:
    if sheet.name in ("tokens.css", "print.css"):
        return
    found = re.findall(r"#[0-9a-f]{3,8}\b", sheet.read_text("utf-8"))
    assert set(found) <= {"#fff"}  # the ground of a QR code
