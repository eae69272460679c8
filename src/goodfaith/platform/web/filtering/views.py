"""Keeping a filter of a list, renaming it, taking it away: the same for each list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodfaith.platform.web.filtering.filters import Filters
from goodfaith.platform.web.filtering.keeping import (
    NameTaken,
    delete_filter,
    keep_filter,
    rename_filter,
)
from goodfaith.platform.web.pages import View, ViewedRequest, page


def kept_filter_urls(
    route: str, *, name: str, filters: type[Filters], act: str
) -> list[URLPattern]:
    """The addresses `filters/` and `filters/<id>/` below the page's own.

    `route` and `name` are those of the page that is narrowed, `act` is what it is for.
    """
    return [
        path(f"{route}filters/", _keeping(name, filters, act), name=f"{name}_filters"),
        path(f"{route}filters/<int:id>/", _changing(name, filters, act), name=f"{name}_filter"),
    ]


def _keeping(name: str, filters: type[Filters], act: str) -> View:
    @require_POST
    @page(act)
    def keep(request: ViewedRequest) -> HttpResponseBase:
        """Keep the filters of an address by a name."""
        query = filters.read(QueryDict(request.POST.get("query", ""))).without()
        called = request.POST.get("name", "").strip()
        if called:
            _keep(request, name, called, query)
        else:
            messages.error(request, _("A filter that is kept needs a name."))
        return _back(name, query)

    return keep


def _changing(name: str, filters: type[Filters], act: str) -> View:
    @require_POST
    @page(act)
    def change(request: ViewedRequest, id: int) -> HttpResponseBase:
        """Rename a kept filter, or take it away."""
        called = request.POST.get("name", "").strip()
        if "delete" in request.POST:
            delete_filter(page=name, staff_id=request.viewer.staff_id, id=id)
            messages.success(request, _("The filter was taken away."))
        elif called:
            _rename(request, name, id, called)
        return _back(name, filters.read(QueryDict(request.POST.get("query", ""))).without())

    return change


def _keep(request: ViewedRequest, name: str, called: str, query: str) -> None:
    staff_id, now = request.viewer.staff_id, timezone.now()
    try:
        keep_filter(page=name, staff_id=staff_id, name=called, query=query, now=now)
    except NameTaken:
        _say_taken(request)
    else:
        messages.success(request, _("The filter is kept."))


def _rename(request: ViewedRequest, name: str, id: int, called: str) -> None:
    try:
        rename_filter(page=name, staff_id=request.viewer.staff_id, id=id, name=called)
    except NameTaken:
        _say_taken(request)


def _say_taken(request: ViewedRequest) -> None:
    messages.error(request, _("There is a filter of that name already. Choose another name."))


def _back(name: str, query: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name) + (f"?{query}" if query else ""))
