"""What compliance settles about reviewing, as it is typed in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from goodfaith.conversations.words import CHANNELS
from goodfaith.platform.web.days import DayInput
from goodfaith.quality.cases import words as of_cases
from goodfaith.quality.models import ReviewSettings, SamplingPlan
from goodfaith.quality.queue.plans import MOST_WEEKS
from goodfaith.quality.queue.words import PLANS, REFUSED

_WHOLE = {
    "undecidables_a_day": (gettext_lazy("Undecidables a day, at most"), 0, 100_000),
    "most_in_hand": (gettext_lazy("In one pair of hands, at most"), 1, 200),
    "lease_minutes": (gettext_lazy("Back in the queue after so many idle minutes"), 5, 720),
    "acknowledge_days": (gettext_lazy("Days an adviser has to acknowledge"), 1, 90),
    "appeal_days": (gettext_lazy("Days an adviser has to appeal"), 1, 90),
    "answer_days": (gettext_lazy("Days to answer an appeal"), 1, 90),
}


def _channels() -> list[tuple[str, Any]]:
    return [
        ("", gettext("Any channel")),
        (gettext("Of sales"), list(of_cases.channels().items())),
        (gettext("Of conversations"), list(CHANNELS.items())),
    ]


class SettingsForm(forms.Form):
    """How reviewing goes on; the share is a percentage here."""

    second_share = forms.FloatField(
        label=gettext_lazy("Looked at a second time, per cent of what is concluded"),
        min_value=0, max_value=100,
    )  # fmt: skip

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name, (label, least, most) in _WHOLE.items():
            self.fields[name] = forms.IntegerField(label=label, min_value=least, max_value=most)

    @property
    def values(self) -> dict[str, Any]:
        """As the settings have them."""
        given = self.cleaned_data
        return {**given, "second_share": given["second_share"] / 100}


def first_settings(row: ReviewSettings) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _WHOLE} | {
        "second_share": round(row.second_share * 100, 2)
    }


class PlanForm(forms.Form):
    """What is drawn, where, how much, from when on; the share is a percentage here."""

    kind = forms.ChoiceField(label=gettext_lazy("What is drawn"), choices=PLANS.items())
    unit = forms.TypedChoiceField(
        label=gettext_lazy("Part of the organisation"), required=False, coerce=int, empty_value=None
    )
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False, choices=_channels)
    share = forms.FloatField(
        label=gettext_lazy("Per cent of each adviser's"), min_value=0, max_value=100,
        required=False,
    )  # fmt: skip
    weeks = forms.IntegerField(
        label=gettext_lazy("First weeks"), min_value=0, max_value=MOST_WEEKS, required=False
    )
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=DayInput())

    def __init__(self, *given: Any, units: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        where = self.fields["unit"]
        assert isinstance(where, forms.ChoiceField)
        where.choices = [("", gettext("Everywhere")), *units]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        kind, channel = given.get("kind", ""), given.get("channel", "")
        if kind == SamplingPlan.Kind.RANDOM and not given.get("share"):
            self.add_error("share", REFUSED["share"])
        if kind == SamplingPlan.Kind.NEW_ADVISER and not given.get("weeks"):
            self.add_error("weeks", REFUSED["weeks"])
        fit = of_cases.channels() if kind == SamplingPlan.Kind.SALES else CHANNELS
        if channel and channel not in fit:
            self.add_error("channel", gettext_lazy("Nothing of what is drawn has this channel."))
        return given

    @property
    def values(self) -> dict[str, Any]:
        """As a plan has them, without its day."""
        given = self.cleaned_data
        return {
            "kind": given["kind"],
            "unit_id": given["unit"],
            "channel": given["channel"],
            "share": (given["share"] or 100.0) / 100,
            "weeks": given["weeks"] or 0,
        }
