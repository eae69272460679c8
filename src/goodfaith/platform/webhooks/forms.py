"""The form of an endpoint."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.platform.webhooks.kinds import every_kind
from goodfaith.platform.webhooks.models import WebhookEndpoint
from goodfaith.platform.webhooks.services import Described, EndpointInvalid


def _kinds() -> list[tuple[str, str]]:
    return [(kind.name, f"{kind.label} · {kind.name}") for kind in every_kind()]


class EndpointForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("webhook", "Name"), max_length=120,
        help_text=_("Whose address it is, like: core system, issue gate."),
    )  # fmt: skip
    url = forms.CharField(
        label=pgettext_lazy("webhook", "Address"), max_length=2_000,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=_("Tell it of"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=_kinds, help_text=_("Nothing ticked: of everything, kinds to come included."),
    )  # fmt: skip
    in_order = forms.BooleanField(
        label=_("In order"), required=False,
        help_text=_("A message waits until earlier ones about the same thing were taken."),
    )  # fmt: skip

    @classmethod
    def of(cls, endpoint: WebhookEndpoint) -> EndpointForm:
        """Filled with what an endpoint is now."""
        names = ("name", "url", "kinds", "in_order")
        return cls(initial={name: getattr(endpoint, name) for name in names})

    def described(self) -> Described:
        told = self.cleaned_data
        return Described(told["name"], told["url"], tuple(told["kinds"]), told["in_order"])

    def add_faults(self, invalid: EndpointInvalid) -> None:
        """Put what was refused beside its field."""
        for each in invalid.wrong:
            self.add_error(each.field, str(each.sentence))
