"""Putting a version in force again: asked for, confirmed by a second person, taken back."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.versions.refusals import NotPossible
from goodfaith.quality.versions.returning import ask_return, confirm_return, end_return
from goodfaith.quality.versions.views.showing import CHANGE, PUBLISH
from goodfaith.quality.versions.views.versions import done


@require_POST
@page(CHANGE)
def return_asked(request: ViewedRequest, number: int) -> HttpResponseBase:
    """Ask for it: the day and why."""
    day = None
    with suppress(ValueError):
        day = parse_date(request.POST.get("in_force_from", ""))
    if day is None:
        messages.error(request, NotPossible("no_day").sentence)
        return HttpResponseRedirect(reverse("rulebook", args=[number]))
    reason = request.POST.get("reason", "")
    told = _("Asked for. It is in force once somebody else has confirmed it.")
    return done(request, number, "rulebook", ask_return, told, in_force_from=day, reason=reason)


@require_POST
@page(PUBLISH)
def return_confirmed(request: ViewedRequest, number: int, asked: int) -> HttpResponseBase:
    """A second person confirms."""
    told = _("Confirmed. Conversations of a period can now be read again.")
    return done(request, number, "rulebook", confirm_return, told, asked=_id(asked))


@require_POST
@page(CHANGE)
def return_ended(request: ViewedRequest, number: int, asked: int) -> HttpResponseBase:
    """It is not to be after all."""
    return done(request, number, "rulebook", end_return, asked=_id(asked))


def _id(asked: int) -> int:
    return min(asked, 2**63 - 1)
