"""What looks at pages sees what is wrong with one."""

from __future__ import annotations

from typing import Any

import pytest

from browser.looking import accessibility_of, look

pytestmark = pytest.mark.browser
SOUND = "<!doctype html><html lang=en><head><title>A</title></head><body><main><h1>A</h1>{}</main>"


def test_a_picture_without_words_and_a_page_too_wide_are_told(chromium: Any) -> None:
    page = chromium.new_page()
    page.set_content(SOUND.format(""))
    look(page)
    page.set_content(SOUND.format("<img src='data:,'>"))
    assert [line.partition(":")[0] for line in accessibility_of(page)] == ["image-alt"]
    page.set_content(SOUND.format("<div style='width: 4000px'>wide</div>"))
    with pytest.raises(AssertionError, match="sideways"):
        look(page)
    page.close()
