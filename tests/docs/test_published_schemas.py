"""What docs/ publishes is what the code says today."""

from pathlib import Path

import pytest
from tools.published import PUBLISHED, text_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_a_published_schema_is_the_one_in_force(name):
    assert (ROOT / "docs" / name).read_text("utf-8") == text_of(name)


def test_every_schema_in_docs_is_one_that_is_kept_true():
    published = {path.name for path in (ROOT / "docs").glob("*.schema.json")}
    assert published | {"openapi.json"} == set(PUBLISHED)
