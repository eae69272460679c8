"""A form that carries out one act: several on one page, told apart by the name of the act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.days import DayInput
from goodfaith.platform.web.undoing import offer_undo
from goodfaith.trust.forms.undo_tokens import undo_token
from goodfaith.trust.models import Unit
from goodfaith.trust.organisation import Tree
from goodfaith.trust.queries import organisation
from goodfaith.trust.refusing import Refused
from goodfaith.trust.roles import Role
from goodfaith.trust.services.storing import Move
from goodfaith.trust.viewing import Viewer
from goodfaith.trust.visibility import units_visible_to


class Setting:
    """Who acts, on which day, and which units they may choose from."""

    def __init__(self, viewer: Viewer, now: datetime) -> None:
        self.viewer, self.now, self.today = viewer, now, timezone.localdate(now)
        self.tree = organisation().on(self.today)
        self.visible = units_visible_to(viewer, self.tree)

    def administered(self) -> list[tuple[int, str]]:
        """Units to choose from, in the order of the tree, deeper ones set in."""
        held = self.viewer.units_of(Role.ADMINISTRATOR)
        part = {below for unit in held for below in self.tree.subtree(unit)}
        return indented(self.tree, part)


def indented(tree: Tree, shown: set[int] | frozenset[int]) -> list[tuple[int, str]]:
    """Those of the units that are `shown`, as choices of a select."""
    tops = [u.id for u in tree.units.values() if u.id in shown and tree.parent(u.id) not in shown]
    return [
        (unit, "\u3000" * depth + tree.units[unit].name)
        for top in sorted(tops, key=lambda top: tree.units[top].name_key)
        for unit, depth in tree.walk(top)
    ]


class ActForm(forms.Form):
    """`act` names it in the page; `done` is said when it has been carried out."""

    act: ClassVar[str]
    done: ClassVar[Any]
    result: Any = None

    def __init__(self, setting: Setting, subject: Any, data: Any = None, **more: Any) -> None:
        self.setting, self.subject = setting, subject
        super().__init__(data, prefix=self.act, auto_id="id_%s", **more)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = DayInput()
        self.prepare()

    def prepare(self) -> None:
        """Fill in what can be chosen."""

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Let the field `name` be chosen from values and what they are called."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def carry_out(self, actor: Viewer, now: datetime) -> Any:
        raise NotImplementedError

    def try_out(self) -> bool:
        """Whether it was carried out; what was refused stands at its field."""
        if not self.is_valid():
            return False
        try:
            self.result = self.carry_out(self.setting.viewer, self.setting.now)
        except Refused as refused:
            for refusal in refused.refusals:
                field = refusal.field if refusal.field in self.fields else None
                self.add_error(field, str(refusal.sentence))
            return False
        return True

    def chosen_unit(self, name: str = "unit") -> Unit:
        """The chosen unit; `Http404` is out of the question, the choices are checked."""
        return Unit.objects.select_related("level").get(pk=self.cleaned_data[name])


class UnitField(forms.TypedChoiceField):
    """A unit from the tree; where there are many, the page lets them be searched."""

    def __init__(self, **more: Any) -> None:
        widget = forms.Select(attrs={"data-chooser": ""})
        super().__init__(coerce=int, widget=widget, **more)


def forms_of(
    kinds: list[type[ActForm]], setting: Setting, subject: Any, data: Mapping[str, Any] | None
) -> dict[str, ActForm]:
    """All forms of a page by act; the one that was sent is bound."""
    sent = data.get("act") if data else None
    if data and sent not in {kind.act for kind in kinds}:
        raise Http404
    return {k.act: k(setting, subject, data if k.act == sent else None) for k in kinds}


def carried_out(
    request: HttpRequest, page_forms: Mapping[str, ActForm], then: str
) -> HttpResponse | None:
    """Carry out the form that was sent, and go on to `then`; None when it has to be shown again."""
    form = page_forms[request.POST["act"]]
    if not form.try_out():
        return None
    if isinstance(form.result, Move):
        address = reverse("trust:undo", args=[undo_token(form.result, form.setting.viewer)])
        offer_undo(request, str(form.done), address)
    else:
        messages.success(request, str(form.done))
    return HttpResponseRedirect(then)


def today_or(text: str, today: date) -> date:
    """The day that an address names, else today."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


FROM_ON = _("First day")
UNTIL_ON = _("Up to, not on")
