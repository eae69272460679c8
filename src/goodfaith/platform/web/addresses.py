"""Reading what stands in an address, whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

_MOST_DIGITS = 18  # what a column of ids holds
NUL = "\x00"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def id_in(text: str) -> int:
    """The id that a part of an address names; 0, which nothing has, for anything else."""
    is_id = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_id else 0


class NulMiddleware:
    """Nothing is there for whoever asks with one. The last to come, so that its page is whole."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path or any(NUL in text for text in _texts(request)):
            raise Http404
        return self.get_response(request)


def _texts(request: HttpRequest) -> Iterable[str]:
    """Names and values of the address, and of the form that was sent."""
    sent = [request.GET, request.POST if request.content_type in _FORMS else QueryDict()]
    return (text for each in sent for name, values in each.lists() for text in (name, *values))
