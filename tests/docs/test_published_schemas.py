"""What docs/ publishes is what the code says today."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOL = runpy.run_path(str(ROOT / "tools" / "published.py"))


@pytest.mark.parametrize("name", sorted(TOOL["PUBLISHED"]))
def test_a_published_schema_is_the_one_in_force(name):
    assert (ROOT / "docs" / name).read_text("utf-8") == TOOL["text_of"](name)


def test_every_schema_in_docs_is_one_that_is_kept_true():
    published = {path.name for path in (ROOT / "docs").glob("*.schema.json")}
    assert published == set(TOOL["PUBLISHED"])
