"""What a route is for: `auth=acting("conversations.read")` lets in whoever may do that.

Who is not known gets 401; who may not do it finds nothing there, as for what does not exist.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.module_loading import import_string
from ninja.security import HttpBearer
from ninja.utils import check_csrf


class Acting(HttpBearer):
    def __init__(self, act: str) -> None:
        super().__init__()
        self.act = act

    def __call__(self, request: HttpRequest) -> Any:
        """The viewer. Raises `Http404` for one who may not do the act."""
        viewer = import_string(settings.API_AUTHENTICATION)(request)
        if viewer is None:
            return None
        if "Authorization" not in request.headers and check_csrf(request):
            return None  # a cookie came along with somebody else's request
        if not viewer.may(self.act):
            raise Http404
        return viewer

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Not used: all is decided in the call."""
        raise NotImplementedError


def acting(act: str) -> Acting:
    """Declare what a route is for; `called_by(request)` is then the viewer."""
    return Acting(act)


def called_by(request: HttpRequest) -> Any:
    """The viewer that calls a route: `acting` has put them there before it is called."""
    viewer = getattr(request, "auth", None)
    assert viewer is not None
    return viewer
