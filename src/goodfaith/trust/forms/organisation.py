"""Acts on units."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.trust.forms.acting import FROM_ON, ActForm, UnitField
from goodfaith.trust.models import Level, Unit
from goodfaith.trust.services import organisation as services
from goodfaith.trust.viewing import Viewer


class AddUnit(ActForm):
    act, done = "add_unit", _("The unit was added.")
    code = forms.CharField(label=_("Code"), max_length=64)
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=120)
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
    act, done = "move_unit", _("The unit was moved.")
    parent = UnitField(label=_("Below"))
    from_on = forms.DateField(label=FROM_ON)

    def prepare(self) -> None:
        below = set(self.setting.tree.subtree(self.subject.pk))
        choices = [pair for pair in self.setting.administered() if pair[0] not in below]
        self.offer("parent", choices)
        self.fields["parent"].initial = self.setting.tree.parent(self.subject.pk)
        self.fields["from_on"].initial = self.setting.today

    def carry_out(self, actor: Viewer, now: datetime) -> Any:
        return services.move_unit(
            actor=actor, unit=self.subject, parent=self.chosen_unit("parent"),
            from_on=self.cleaned_data["from_on"], now=now,
        )  # fmt: skip


class RenameUnit(ActForm):
    act, done = "rename_unit", _("The unit was renamed.")
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=120)

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
        on = self.cleaned_data["on"]
        return services.close_unit(actor=actor, unit=self.subject, on=on, now=now)


class NameLevels(ActForm):
    """The ranks of the tree by the insurer's own names; one more may be added at the bottom."""

    act, done = "name_levels", _("Saved.")

    def prepare(self) -> None:
        known = [(level.order, level.name, level.english_name) for level in Level.objects.all()]
        following = max((order for order, _name, _english in known), default=0) + 1
        self.orders = [*(order for order, _name, _english in known), following]
        for order, name, english in (*known, (following, "", "")):
            self.fields[f"name_{order}"] = forms.CharField(
                label=pgettext_lazy("thing", "Name"), max_length=40, initial=name,
                required=order != following,
            )  # fmt: skip
            self.fields[f"english_{order}"] = forms.CharField(
                label=_("In English"), max_length=60, required=False, initial=english
            )

    def rows(self) -> list[tuple[int, Any, Any]]:
        """Each rank with its two fields; the last is the one that may be added."""
        return [(order, self[f"name_{order}"], self[f"english_{order}"]) for order in self.orders]

    def carry_out(self, actor: Viewer, now: datetime) -> None:
        said = self.cleaned_data
        levels = [
            (order, said[f"name_{order}"].strip(), said[f"english_{order}"].strip())
            for order in self.orders
            if said[f"name_{order}"].strip()
        ]
        services.name_levels(actor=actor, levels=levels, now=now)
