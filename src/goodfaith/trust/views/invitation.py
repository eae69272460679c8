"""Setting one's first password: by the key of an invitation, and in no other way."""

from __future__ import annotations

from django import forms
from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.pages import ANYBODY, SIGNED_IN, page
from goodfaith.trust.models import Staff
from goodfaith.trust.second_factors import factors_of
from goodfaith.trust.services.accounts import invited, set_password


class FirstPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    new_password1 = forms.CharField(
        label=_("Password"), strip=False, min_length=12,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    new_password2 = forms.CharField(
        label=_("Password once more"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip


@page(ANYBODY)
def accept_invitation(request: HttpRequest, key: str) -> HttpResponse:
    """A key that is wrong, used or too old is not there."""
    if (staff := invited(key)) is None:
        raise Http404
    form = FirstPasswordForm(staff, request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["new_password1"]
        set_password(actor=staff, staff=staff, password=password, now=timezone.now())
        return _begun(request, staff)
    return render(request, "trust/invitation.html", {"form": form, "staff": staff})


def _begun(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Signed in at once, except where a second factor is still to be asked for."""
    if factors_of(staff):
        return redirect("account_login")
    login(request, staff, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home")


@page(SIGNED_IN)
def without_password(request: HttpRequest) -> HttpResponse:
    """For somebody who signs in elsewhere and asks to change a password they do not have."""
    return render(request, "trust/without_password.html")
