"""What cannot be done, as a problem."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from goodfaith.platform.routing import Problem
from goodfaith.quality.outcome.refusing import ChangedMeanwhile, Refused

_UNFIT = frozenset({"text", "reason", "owner", "kind", "due"})
"""What the body has to say otherwise; the other codes tell how things stand."""


@contextmanager
def refused_told() -> Iterator[None]:
    """422 for a body that does not do, 409 for what is not possible as things stand."""
    try:
        yield
    except Refused as refused:
        raise Problem(422 if refused.code in _UNFIT else 409, refused.code) from None
    except ChangedMeanwhile:
        raise Problem(409, "changed_meanwhile") from None
    except KeyError:
        raise Problem(422, "act") from None
