"""The pages of imports, readiness and customers in a browser: sound in every width and look."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from browser.looking import WAYS, look

pytestmark = pytest.mark.browser
STATES = {"回访.csv": "mapping", "保单_四月.csv": "compared", "保单_三月.csv": "done"}
SHOTS = os.environ.get("SHOTS_FOLDER", "")


def shot(page: Any, name: str, way: Any) -> None:
    """A picture for whoever asks for one."""
    if SHOTS:
        path = Path(SHOTS, f"{name}-{way['width']}-{way['language']}.png")
        page.screenshot(path=path, full_page=True)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_each_page_is_sound(visiting: Callable[..., Any], way: Any) -> None:
    with visiting("operations", **way) as page:
        for address in ("imports", "readiness", "customers"):
            page.goto(f"/{address}/")
            look(page)
            shot(page, address, way)
        for file, state in STATES.items():
            page.goto("/imports/")
            page.get_by_role("link", name=file).click()
            page.wait_for_url("**/imports/*/")
            look(page)
            shot(page, state, way)


def test_a_file_that_is_dropped_is_looked_at_and_compared(visiting: Callable[..., Any]) -> None:
    with visiting("operations", language="en") as page:
        page.goto("/imports/?kind=complaint")
        content = "投诉编号,客户号,投诉时间\nT1,K001,2026-04-01 09:00\n".encode()
        file = {"name": "投诉.csv", "mimeType": "text/csv", "buffer": content}
        page.locator("[data-files]").set_input_files(file)
        page.wait_for_url("**/imports/*/")
        page.get_by_role("heading", name="投诉.csv").wait_for()
