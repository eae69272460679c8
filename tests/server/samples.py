"""Things that the pages and routes with a parameter are about, all of the northern branch.

`samples` maps the beginning of a route to what its parameters are. A room that has pages or routes
of its own things adds one of them here; without it only who may not see such a thing is tried.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.services.accounts import invite
from small_insurer import person, unit


def samples() -> dict[str, dict[str, Any]]:
    """The longest beginning that fits a route decides."""
    adviser = person("adviser-n1")
    key = invite(actor=SYSTEM, staff=adviser, now=timezone.now())
    return {
        "/people/": {"pk": adviser.pk},
        "/api/v1/people/": {"number": adviser.number},
        "/api/v1/units/": {"code": unit("N1").code},
        "/account/invitation/": {"key": key},
        "/tables/<str:name>/": {"name": "people", "form": "csv"},
    }


SOMETHING: dict[str, Any] = {"pk": 9_999_999, "id": 9_999_999}
"""What stands for a parameter that nothing is known about: there is no such thing."""
