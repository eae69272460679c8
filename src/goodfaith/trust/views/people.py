"""The list of people, and adding one."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables import show
from goodfaith.trust.forms.acting import Setting, carried_out, forms_of
from goodfaith.trust.forms.people import AddPerson
from goodfaith.trust.models import Staff
from goodfaith.trust.tables import PEOPLE


@page("people.read")
def people(request: ViewedRequest) -> HttpResponse:
    """The address asks as `people_rows` reads it."""
    may_add = request.viewer.may("people.change")
    if request.method == "POST" and not may_add:
        raise Http404
    setting = Setting(request.viewer, timezone.now())
    forms = forms_of([AddPerson], setting, None, request.POST or None) if may_add else {}
    if request.method == "POST" and (done := carried_out(request, forms, reverse("trust:people"))):
        added: Staff = forms["add_person"].result
        done.headers["Location"] = reverse("trust:person", args=[added.pk])
        return done
    return render(request, "trust/people.html", {"table": show(PEOPLE, request), "forms": forms})
