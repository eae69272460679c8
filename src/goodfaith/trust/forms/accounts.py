"""Acts on accounts, sessions and tokens."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from goodfaith.trust.forms.acting import ActForm
from goodfaith.trust.roles import ACT_WORDS, ACTS, Role, may
from goodfaith.trust.services import accounts, tokens
from goodfaith.trust.viewing import Viewer


class Invite(ActForm):
    act, done = "invite", _("Here is the invitation.")

    def carry_out(self, actor: Viewer, now: datetime) -> str:
        return accounts.invite(actor=actor, staff=self.subject, now=now)


class Deactivate(ActForm):
    act, done = "deactivate", _("The account was closed. It can be opened again.")

    def carry_out(self, actor: Viewer, now: datetime) -> None:
        accounts.deactivate(actor=actor, staff=self.subject, now=now)


class Activate(ActForm):
    act, done = "activate", _("The account was opened.")

    def carry_out(self, actor: Viewer, now: datetime) -> None:
        accounts.activate(actor=actor, staff=self.subject, now=now)


class ResetSecondFactor(ActForm):
    act, done = "reset_second_factor", _("The second factors were taken away.")

    def carry_out(self, actor: Viewer, now: datetime) -> None:
        accounts.reset_second_factor(actor=actor, staff=self.subject, now=now)


class EndSession(ActForm):
    act, done = "end_session", _("The session was ended.")
    session = forms.IntegerField(widget=forms.HiddenInput)

    def carry_out(self, actor: Viewer, now: datetime) -> None:
        found = get_object_or_404(self.subject.sign_ins, pk=self.cleaned_data["session"])
        accounts.end_session(actor=actor, sign_in=found, now=now)


class EndSessions(ActForm):
    """`but` is the key of the session from which somebody ends all their others."""

    act, done = "end_sessions", _("The sessions were ended.")
    but = ""

    def carry_out(self, actor: Viewer, now: datetime) -> None:
        accounts.end_sessions(actor=actor, staff=self.subject, now=now, but=self.but)


class CreateToken(ActForm):
    act, done = "create_token", _("The token was created.")
    name = forms.CharField(label=_("What it is for"), max_length=120)
    days = forms.TypedChoiceField(
        label=_("Valid for"), coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year"))],
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=_("It may"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than the person or program may do."),
    )  # fmt: skip

    def prepare(self) -> None:
        """Offer what they may do today; whoever has no role yet may get one later."""
        held = self.subject.assignments.filter(during__contains=self.setting.today)
        roles = frozenset(Role(role) for role in held.values_list("role", flat=True))
        wanted = [act for act in ACTS if not roles or may(roles, act)]
        self.offer("scopes", [(a, ACT_WORDS.get(a, a)) for a in wanted])

    def carry_out(self, actor: Viewer, now: datetime) -> Any:
        return tokens.create_token(
            actor=actor, staff=self.subject, name=self.cleaned_data["name"],
            scopes=self.cleaned_data["scopes"], now=now,
            expires_at=now + timedelta(days=self.cleaned_data["days"]),
        )  # fmt: skip


class RevokeToken(ActForm):
    act, done = "revoke_token", _("The token was revoked.")
    token = forms.IntegerField(widget=forms.HiddenInput)

    def carry_out(self, actor: Viewer, now: datetime) -> None:
        found = get_object_or_404(
            self.subject.tokens.select_related("staff"), pk=self.cleaned_data["token"]
        )
        tokens.revoke_token(actor=actor, token=found, now=now)
