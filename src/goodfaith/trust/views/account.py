"""What somebody sees and does about their own account."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from goodfaith.platform.web.pages import SIGNED_IN, ViewedRequest, page
from goodfaith.trust.forms.accounts import EndSession, EndSessions, RevokeToken
from goodfaith.trust.forms.acting import Setting, carried_out, forms_of
from goodfaith.trust.models import Staff
from goodfaith.trust.second_factors import factors_of
from goodfaith.trust.sessions import sessions_of
from goodfaith.trust.views.person import is_current


@page(SIGNED_IN)
def account(request: ViewedRequest) -> HttpResponse:
    """One's own name, roles, second factors, sessions and tokens."""
    setting = Setting(request.viewer, timezone.now())
    staff = get_object_or_404(Staff, pk=request.viewer.staff_id)
    forms = forms_of([EndSession, EndSessions, RevokeToken], setting, staff, request.POST or None)
    if isinstance(ending := forms["end_sessions"], EndSessions):
        ending.but = request.session.session_key or ""
    if request.method == "POST" and (done := carried_out(request, forms, reverse("trust:account"))):
        return done
    context = {
        "staff": staff,
        "forms": forms,
        "unit": setting.tree.units.get(
            staff.placements.filter(during__contains=setting.today)
            .values_list("unit_id", flat=True).first() or 0
        ),
        "assignments": [
            (row, is_current(row.during, setting.today))
            for row in staff.assignments.select_related("unit").order_by("-during")
        ],
        "sessions": sessions_of(staff, setting.now),
        "session_key": request.session.session_key,
        "factors": factors_of(staff),
        "tokens": staff.tokens.filter(revoked_at=None, expires_at__gt=setting.now),
        "now": setting.now,
    }  # fmt: skip
    return render(request, "trust/account.html", context)
