"""One person: where they worked when, what they may do, how they sign in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.trust.forms.accounts import (
    Activate,
    CreateToken,
    Deactivate,
    EndSession,
    EndSessions,
    Invite,
    ResetSecondFactor,
    RevokeToken,
)
from goodfaith.trust.forms.acting import ActForm, Setting, carried_out, forms_of
from goodfaith.trust.forms.people import AddLicence, ChangePerson, EndRole, GrantRole, MovePerson
from goodfaith.trust.models import Staff
from goodfaith.trust.second_factors import factors_of
from goodfaith.trust.sessions import sessions_of
from goodfaith.trust.visibility import people_visible_to

PEOPLE_ACTS: list[type[ActForm]] = [
    ChangePerson, MovePerson, GrantRole, EndRole, AddLicence, Invite, Activate, Deactivate,
    ResetSecondFactor, EndSession, EndSessions,
]  # fmt: skip
TOKEN_ACTS: list[type[ActForm]] = [CreateToken, RevokeToken]


@page("people.read")
def person(request: ViewedRequest, pk: int) -> HttpResponse:
    """Somebody outside the viewer's part is not there."""
    setting = Setting(request.viewer, timezone.now())
    staff = get_object_or_404(people_visible_to(request.viewer, setting.today), pk=pk)
    forms = _forms(request, setting, staff)
    told: dict[str, Any] = {}
    if request.method == "POST":
        done = carried_out(request, forms, reverse("trust:person", args=[pk]))
        told = _told_once(request, forms)
        if done and not told:
            return done
        forms = forms_of(list(map(type, forms.values())), setting, staff, None) if told else forms
    context = _context(staff, setting) | told | {"forms": forms}
    return render(request, "trust/person.html", context)


def _forms(request: ViewedRequest, setting: Setting, staff: Staff) -> dict[str, ActForm]:
    kinds = PEOPLE_ACTS if request.viewer.may("people.change") else []
    kinds = kinds + (TOKEN_ACTS if request.viewer.may("tokens.change") else [])
    if request.method == "POST" and not kinds:
        raise Http404
    return forms_of(kinds, setting, staff, request.POST or None)


def _told_once(request: ViewedRequest, forms: dict[str, ActForm]) -> dict[str, Any]:
    """What only this answer has: the link of an invitation, the text of a token."""
    result = getattr(forms[request.POST["act"]], "result", None)
    if request.POST["act"] == Invite.act and result:
        link = reverse("trust_invitation", args=[result])
        return {"invitation": request.build_absolute_uri(link)}
    if request.POST["act"] == CreateToken.act and result:
        return {"token": result[0], "token_text": result[1]}
    return {}


def _context(staff: Staff, setting: Setting) -> dict[str, Any]:
    today = setting.today
    return {
        "staff": staff,
        "today": today,
        "placements": [
            (row, is_current(row.during, today), row.during.lower > today)
            for row in staff.placements.select_related("unit").order_by("-during")
        ],
        "assignments": [
            (row, is_current(row.during, today))
            for row in staff.assignments.select_related("unit").order_by("-during", "role")
        ],
        "licences": [
            (row, is_current(row.during, today)) for row in staff.licences.order_by("-during")
        ],
        "sessions": sessions_of(staff, setting.now),
        "factors": factors_of(staff),
        "tokens": staff.tokens.order_by("-created_at"),
        "now": setting.now,
    }


def is_current(during: Any, day: date) -> bool:
    """Whether a range of days has `day` in it."""
    return bool(during.lower <= day and (during.upper is None or day < during.upper))
