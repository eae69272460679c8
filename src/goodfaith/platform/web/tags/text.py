"""What pages do with words and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.translation import pgettext

register = template.Library()
_PIECES = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*%?|.", re.DOTALL)


@register.filter
def listed(values: Iterable[Any]) -> str:
    """The values one after the other, with the comma of the language."""
    return pgettext("list", ", ").join(map(str, values))


@register.filter
def counted(count: int) -> range:
    """So many things to go through."""
    return range(count)


@register.filter
def difference(old: str, new: str) -> list[tuple[str, str]]:
    """Runs of ("same" | "removed" | "added", text): Chinese by character, other words whole."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return list(_runs(matcher, before, after))


def _runs(
    matcher: SequenceMatcher[str], before: list[str], after: list[str]
) -> Iterator[tuple[str, str]]:
    for kind, i, j, k, n in matcher.get_opcodes():
        if kind == "equal":
            yield "same", "".join(before[i:j])
            continue
        if i < j:
            yield "removed", "".join(before[i:j])
        if k < n:
            yield "added", "".join(after[k:n])


@register.simple_tag(takes_context=True)
def address_with(context: dict[str, Any], **changes: Any) -> str:
    """The page's address with parameters set; an empty value takes one away.

    `after` and `before` always go: filters that change begin at the first page.
    """
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        for one in value if isinstance(value, list | tuple) else [value]:
            if one not in (None, ""):
                query.appendlist(name, str(one))
    return f"{request.path}?{query.urlencode()}" if query else request.path
