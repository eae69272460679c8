"""Acts on people: where they work, what they may do, what they are licensed for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.trust.forms.acting import FROM_ON, UNTIL_ON, ActForm, UnitField
from goodfaith.trust.models import Licence, Staff
from goodfaith.trust.roles import Role
from goodfaith.trust.services import organisation as moves
from goodfaith.trust.services import people as services
from goodfaith.trust.viewing import Viewer


class AddPerson(ActForm):
    act, done = "add_person", _("Added. Send them an invitation to let them sign in.")
    number = forms.CharField(label=_("Staff number"), max_length=64)
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Staff.Kind.choices)
    unit = UnitField(label=_("Unit"))
    from_on = forms.DateField(label=FROM_ON)

    def prepare(self) -> None:
        self.offer("unit", self.setting.administered())
        self.fields["from_on"].initial = self.setting.today

    def carry_out(self, actor: Viewer, now: datetime) -> Staff:
        values = self.cleaned_data | {"unit": self.chosen_unit()}
        return services.add_person(actor=actor, now=now, **values)


class ChangePerson(ActForm):
    act, done = "change_person", _("Saved.")
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), required=False)

    def prepare(self) -> None:
        self.initial = {"name": self.subject.name, "email": self.subject.email}

    def carry_out(self, actor: Viewer, now: datetime) -> None:
        services.change_person(actor=actor, staff=self.subject, now=now, **self.cleaned_data)


class MovePerson(ActForm):
    act, done = "move_person", _("Moved.")
    unit = UnitField(label=_("Unit"))
    from_on = forms.DateField(
        label=FROM_ON,
        help_text=_("A day in the past corrects which team earlier conversations belong to."),
    )

    def prepare(self) -> None:
        self.offer("unit", self.setting.administered())
        self.fields["from_on"].initial = self.setting.today

    def carry_out(self, actor: Viewer, now: datetime) -> Any:
        return moves.move_person(
            actor=actor, staff=self.subject, unit=self.chosen_unit(),
            from_on=self.cleaned_data["from_on"], now=now,
        )  # fmt: skip


class GrantRole(ActForm):
    act, done = "grant_role", _("The role was given. Ending it today takes it back.")
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    unit = UnitField(label=_("In"))
    from_on = forms.DateField(label=FROM_ON)
    to_on = forms.DateField(label=UNTIL_ON, required=False)

    def prepare(self) -> None:
        self.offer("unit", self.setting.administered())
        self.fields["from_on"].initial = self.setting.today

    def carry_out(self, actor: Viewer, now: datetime) -> Any:
        values = self.cleaned_data | {
            "unit": self.chosen_unit(),
            "role": Role(self.cleaned_data["role"]),
        }
        return services.grant_role(actor=actor, staff=self.subject, now=now, **values)


class EndRole(ActForm):
    act, done = "end_role", _("The role was ended.")
    assignment = forms.IntegerField(widget=forms.HiddenInput)

    def carry_out(self, actor: Viewer, now: datetime) -> None:
        held = get_object_or_404(
            self.subject.assignments.select_related("unit", "staff"),
            pk=self.cleaned_data["assignment"],
        )
        services.end_role(actor=actor, assignment=held, on=self.setting.today, now=now)


class AddLicence(ActForm):
    act, done = "add_licence", _("Saved.")
    kind = forms.ChoiceField(label=_("Kind"), choices=Licence.Kind.choices)
    number = forms.CharField(label=_("Registration number"), max_length=64, required=False)
    grade = forms.IntegerField(label=_("Grade"), min_value=1, max_value=9, required=False)
    from_on = forms.DateField(label=FROM_ON)
    to_on = forms.DateField(label=UNTIL_ON, required=False)

    def prepare(self) -> None:
        self.fields["from_on"].initial = self.setting.today

    def carry_out(self, actor: Viewer, now: datetime) -> Any:
        return services.add_licence(actor=actor, staff=self.subject, now=now, **self.cleaned_data)
