"""Every address and route of the installation, with the act that it declares."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from inspect import getclosurevars
from typing import Any

import msgspec
from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Visited(msgspec.Struct, frozen=True):
    """An address as its patterns have it, what it is asked with, and what for; None: undeclared."""

    name: str
    route: str
    parameters: tuple[str, ...]
    method: str
    act: str | None
    is_api: bool


def every_visit() -> list[Visited]:
    """All pages once and all routes with each of their methods, in the order of the addresses."""
    return list(_walk(get_resolver(), ()))


def _walk(resolver: URLResolver, above: tuple[Any, ...]) -> Iterator[Visited]:
    for each in resolver.url_patterns:
        patterns = (*above, each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each, patterns)
        else:
            yield from _visits(each, patterns)


def _is_route(each: URLPattern) -> bool:
    """A route is a function that ninja has made around a view of a path."""
    return getattr(each.callback, "__module__", "") == "ninja.operation"


def _visits(each: URLPattern, patterns: tuple[Any, ...]) -> Iterator[Visited]:
    route = "/" + "".join(str(pattern) for pattern in patterns)
    names = tuple(name for pattern in patterns for name in pattern.converters)
    view = getclosurevars(each.callback).nonlocals.get("self") if _is_route(each) else None
    if isinstance(view, PathView):
        for operation in view.operations:
            acts = [getattr(auth, "act", None) for auth in operation.auth_callbacks or [None]]
            for method in operation.methods:
                yield Visited(each.name or route, route, names, method, acts[0], True)
        return
    callback = each.callback.func if isinstance(each.callback, partial) else each.callback
    act = getattr(callback, "act", getattr(each.callback, "act", None))
    yield Visited(each.name or route, route, names, "GET", act, False)
