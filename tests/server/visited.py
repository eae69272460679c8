"""Every address and route of the installation, with the act that it declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from inspect import getclosurevars
from typing import Any

import msgspec
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern
from django.utils.regex_helper import normalize
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

    def filled(self, values: dict[str, Any]) -> str:
        """Its address for these parameters; what is not among them is something that is not."""
        path = self.route
        for name in self.parameters:
            nothing = "9999999" if f"<int:{name}>" in path else "nothing"
            value = str(values.get(name, nothing))
            path = re.sub(rf"<(?:\w+:)?{name}>", value, path)
        return path


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


def _written(pattern: Any) -> str:
    """As `path` writes it; what `re_path` has is turned into that."""
    text = str(pattern)
    if isinstance(pattern, RegexPattern):
        ((form, _),) = normalize(text)
        text = re.sub(r"%\((\w+)\)s", r"<str:\1>", form)
    return text


def _is_route(each: URLPattern) -> bool:
    """A route is a function that ninja has made around a view of a path."""
    return getattr(each.callback, "__module__", "") == "ninja.operation"


def _visits(each: URLPattern, patterns: tuple[Any, ...]) -> Iterator[Visited]:
    route = "/" + "".join(map(_written, patterns))
    names = tuple(re.findall(r"<(?:\w+:)?(\w+)>", route))
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
