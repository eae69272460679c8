"""Pages and the acts they are for: whoever may not do the act finds no page there.

Absent and forbidden look alike. Who may do what is decided by `request.viewer`, which the floor
above puts there; a page that asks for nothing has to say so.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url

View = Callable[..., HttpResponseBase]
ANYBODY = "anybody"
SIGNED_IN = "signed in"


class MayAct(Protocol):
    def may(self, act: str) -> bool: ...


class Declared(Protocol):
    """A view that says what it is for."""

    act: str

    def __call__(self, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


class ViewedRequest(HttpRequest):
    """A request by somebody who is signed in."""

    viewer: Any


def page(act: str) -> Callable[[View], View]:
    """Declare what a page is for; `ANYBODY` and `SIGNED_IN` are acts, too."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if act == ANYBODY:
                return view(request, *args, **kwargs)
            viewer = cast(MayAct | None, getattr(request, "viewer", None))
            if viewer is None:
                return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
            if act != SIGNED_IN and not viewer.may(act):
                raise Http404
            return view(request, *args, **kwargs)

        declared = cast(Declared, guarded)
        declared.act = act
        return declared

    return declare
