"""What the ranks of the tree are called."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.trust.forms.acting import Setting, carried_out, forms_of
from goodfaith.trust.forms.organisation import NameLevels


@page("organisation.change")
def levels(request: ViewedRequest) -> HttpResponse:
    """Names in both languages; a POST saves all of them."""
    setting = Setting(request.viewer, timezone.now())
    forms = forms_of([NameLevels], setting, None, request.POST or None)
    if request.POST and (done := carried_out(request, forms, reverse("trust:levels"))):
        return done
    return render(request, "trust/levels.html", {"form": forms[NameLevels.act]})
