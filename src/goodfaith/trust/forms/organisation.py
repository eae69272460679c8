"""Acts on units."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodfaith.trust.forms.acting import FROM_ON, ActForm, UnitField
from goodfaith.trust.models import Level, Unit
from goodfaith.trust.services import organisation as services
from goodfaith.trust.viewing import Viewer


class AddUnit(ActForm):
    act, done = "add_unit", _("The unit was added.")
    code = forms.CharField(label=_("Code"), max_length=64)
    name = forms.CharField(label=_("Name"), max_length=120)
    level = forms.ModelChoiceField(label=_("Level"), queryset=Level.objects.all())
    kind = forms.ChoiceField(label=_("Kind"), choices=Unit.Kind.choices)
    from_on = forms.DateField(label=FROM_ON)

    def prepare(self) -> None:
        self.fields["from_on"].initial = self.setting.today
        if self.subject is not None:
            levels = Level.objects.filter(order__gt=self.subject.level.order)
            self.fields["level"].initial = levels.first()

    def carry_out(self, actor: Viewer, now: datetime) -> Any:
        return services.add_unit(actor=actor, parent=self.subject, now=now, **self.cleaned_data)


class MoveUnit(ActForm):
    act, done = "move_unit", _("The unit was moved. Moving it back on the same day undoes this.")
    parent = UnitField(label=_("Below"))
    from_on = forms.DateField(label=FROM_ON)

    def prepare(self) -> None:
        below = set(self.setting.tree.subtree(self.subject.pk))
        choices = [pair for pair in self.setting.administered() if pair[0] not in below]
        self.fields["parent"].choices = choices  # type: ignore[attr-defined]
        self.fields["parent"].initial = self.setting.tree.parent(self.subject.pk)
        self.fields["from_on"].initial = self.setting.today

    def carry_out(self, actor: Viewer, now: datetime) -> Any:
        services.move_unit(
            actor=actor, unit=self.subject, parent=self.chosen_unit("parent"),
            from_on=self.cleaned_data["from_on"], now=now,
        )  # fmt: skip


class RenameUnit(ActForm):
    act, done = "rename_unit", _("The unit was renamed.")
    name = forms.CharField(label=_("Name"), max_length=120)

    def prepare(self) -> None:
        self.fields["name"].initial = self.subject.name

    def carry_out(self, actor: Viewer, now: datetime) -> Any:
        services.rename_unit(actor=actor, unit=self.subject, now=now, **self.cleaned_data)


class CloseUnit(ActForm):
    act, done = "close_unit", _("The unit was closed.")
    on = forms.DateField(label=_("Closed from"))

    def prepare(self) -> None:
        self.fields["on"].initial = self.setting.today

    def carry_out(self, actor: Viewer, now: datetime) -> Any:
        services.close_unit(actor=actor, unit=self.subject, on=self.cleaned_data["on"], now=now)
