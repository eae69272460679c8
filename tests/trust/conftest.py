from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def insurer(db: Any) -> None:
    """The organisation and the people of `small_insurer`."""
    from small_insurer import establish

    establish()
