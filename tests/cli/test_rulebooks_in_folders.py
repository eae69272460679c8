"""`goodfaith rules pull` and `push` against a database of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded_users import remove
from migrated_home import migrated_home

COMMAND = (sys.executable, "-m", "goodfaith.cli", "--lang", "en")
RULE = "rules/service.greeting.yaml"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = migrated_home()
    try:
        yield folder
    finally:
        remove(folder)


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GOODFAITH_", "DJANGO_"))}
    settings = {"GOODFAITH_HOME": str(home), "GOODFAITH_CACHE": os.environ["GOODFAITH_CACHE"]}
    return subprocess.run(
        [*COMMAND, *words], env=kept | settings, capture_output=True, text=True, check=False
    )


def test_a_folder_is_pulled_changed_and_pushed_as_a_draft(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    pulled = run(home, "rules", "pull", str(folder))
    assert pulled.returncode == 0, pulled.stderr
    same = run(home, "rules", "push", str(folder))
    assert "Nothing differs" in same.stdout + same.stderr
    text = (folder / RULE).read_text("utf-8")
    (folder / RULE).write_text(text + "# changed\n", "utf-8")
    pushed = run(home, "rules", "push", str(folder), "--json")
    assert json.loads(pushed.stdout) == {"number": 2, "changed": [RULE]}
    (folder / "notes.yaml").write_text("x", "utf-8")
    refused = run(home, "rules", "push", str(folder))
    assert refused.returncode == 1
    assert "notes.yaml" in refused.stdout + refused.stderr
    unknown = run(home, "rules", "push", str(folder), "--author", "nobody")
    assert unknown.returncode == 2
