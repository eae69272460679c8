"""What compliance settles, as it is typed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from goodfaith.quality.cases import words
from goodfaith.quality.cases.scoring import Line, problems_in
from goodfaith.quality.models import DuePolicy

VETO = "veto"
_AREA = forms.Textarea(attrs={"rows": 8})
_UNREADABLE = gettext_lazy("Line %(n)s: expected a rule or family:…, then points or veto.")
_UNKNOWN = gettext_lazy("Line %(n)s: no rule or family has this name.")


def _channels() -> list[tuple[str, Any]]:
    return [("", gettext("All others")), *words.channels().items()]


def _any_channel() -> list[tuple[str, Any]]:
    return [("", gettext("Any")), *words.channels().items()]


def _any_product() -> list[tuple[str, Any]]:
    return [("", gettext("Any")), *words.product_types().items()]


class DueForm(forms.Form):
    """Until when the sales of a channel are to be reviewed."""

    channel = forms.ChoiceField(label=gettext_lazy("Sales channel"), choices=_channels,
                                required=False)  # fmt: skip
    until = forms.ChoiceField(label=gettext_lazy("To be reviewed"), choices=DuePolicy.Until.choices)
    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=0, max_value=365)
    warn_days = forms.IntegerField(label=gettext_lazy("Warn so many days before"), min_value=0,
                                   max_value=60)  # fmt: skip


class ScorecardForm(forms.Form):
    """A scorecard; each line is a rule or `family:…`, then its points or `veto`."""

    product_type = forms.ChoiceField(label=gettext_lazy("Product type"), choices=_any_product,
                                     required=False)  # fmt: skip
    channel = forms.ChoiceField(label=gettext_lazy("Sales channel"), choices=_any_channel,
                                required=False)  # fmt: skip
    in_force_from = forms.DateField(label=gettext_lazy("In force from"))
    full_score = forms.FloatField(label=gettext_lazy("Full score"), min_value=1, max_value=1000,
                                  initial=100)  # fmt: skip
    pass_score = forms.FloatField(label=gettext_lazy("Passes from"), min_value=0, max_value=1000,
                                  required=False)  # fmt: skip
    lines = forms.CharField(label=gettext_lazy("What breaking a rule costs"), required=False,
                            max_length=20_000, widget=_AREA)  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Reason"), max_length=500)

    def __init__(self, *given: Any, known: Sequence[str] = (), **named: Any) -> None:
        super().__init__(*given, **named)
        self.known = known

    def clean_in_force_from(self) -> Any:
        day = self.cleaned_data["in_force_from"]
        if day < timezone.localdate():
            raise forms.ValidationError(gettext("From today on: what was scored stays scored."))
        return day

    def clean_lines(self) -> dict[str, Line]:
        """All that is wrong with them at once, each with its line."""
        found: dict[str, Line] = {}
        wrong = []
        for number, text in enumerate(self.cleaned_data["lines"].splitlines(), 1):
            if not text.strip():
                continue
            name, _sep, cost = text.strip().rpartition(" ")
            line = _line(cost)
            if not name or line is None:
                wrong.append(_UNREADABLE % {"n": number})
            elif problems_in({name.strip(): line}, self.known):
                wrong.append(
                    gettext("Line %(n)s: no rule or family has this name.") % {"n": number}
                )
            else:
                found[name.strip()] = line
        if wrong:
            raise forms.ValidationError(wrong)
        return found


def _line(text: str) -> Line | None:
    if text.casefold() == VETO:
        return Line(veto=True)
    try:
        points = float(text)
    except ValueError:
        return None
    return Line(points) if 0 <= points <= 1000 else None


def written(lines: Mapping[str, Line]) -> str:
    """Lines as they are typed in."""
    return "\n".join(
        f"{name} {VETO if line.veto else format(line.points, 'g')}"
        for name, line in sorted(lines.items())
    )
