"""What every route of this room does around its call."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from goodfaith.analysis.problems import UnreadableInput
from goodfaith.conversations.api.answers import Refused, invalid

Route = Callable[..., HttpResponse]


def refusing(route: Route) -> Route:
    """Answer with the reasons for which a request was refused."""

    @wraps(route)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return route(request, *args, **kwargs)
        except Refused as refused:
            return refused.answer
        except UnreadableInput as unreadable:
            return invalid(unreadable.problems)

    return guarded
