"""Every component of the design system on one page, in both themes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.days import DayInput
from goodfaith.platform.web.icons import ICONS
from goodfaith.platform.web.marks.strip import Lane, Mark, Strip
from goodfaith.platform.web.pages import ANYBODY, SIGNED_IN, page
from goodfaith.platform.web.tags.shell import SEVERITY_WORDS


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label=pgettext_lazy("thing", "Name"), help_text=_("As it stands in the contract.")
    )
    unit = forms.ChoiceField(
        label=_("Unit"),
        choices=[("1", "杭州二区"), *((str(n), f"\u3000启明{n}队") for n in range(2, 20))],
        widget=forms.Select(attrs={"data-chooser": ""}),
    )
    begins_on = forms.DateField(label=_("From"), required=False, widget=DayInput())
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("a", _("Call")), ("b", _("Chat"))], widget=forms.RadioSelect
    )
    is_sure = forms.BooleanField(label=_("I have read it"), required=False)


@page(ANYBODY if settings.CONFIGURATION.mode != "production" else SIGNED_IN)
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show everything there is."""
    return render(request, "platform/styleguide.html", examples())


def examples() -> dict[str, Any]:
    now = timezone.now()
    wrong = ExampleForm({"name": "", "unit": "2", "kind": "a"}, auto_id="wrong-%s")
    return {
        "themes": ("light", "dark"),
        "levels": list(SEVERITY_WORDS),
        "icons": sorted(ICONS),
        "form": ExampleForm(auto_id="right-%s"),
        "wrong_form": wrong,
        "strip": example_strip(),
        "times": [now - timedelta(minutes=3), now - timedelta(days=2), now - timedelta(days=400)],
        "amount": Decimal("94231.5"),
        "trend": [0.61, 0.58, None, 0.66, 0.71, 0.78],
        "old_text": "您放心，这个是保本的，每年 3.5% 的利息。",
        "new_text": "您放心，这个分红不保本，每年 2.0% 的利息。",
    }


def example_strip() -> Strip:
    """A call of a quarter of an hour."""
    adviser = ((0, 34), (56, 142), (158, 293), (317, 396), (423, 531), (576, 617), (648, 747))
    customer = ((36, 52), (144, 157), (295, 315), (398, 421), (533, 572), (621, 646))
    return Strip(
        length=892,
        lanes=(
            Lane(gettext("Adviser"), "adviser", adviser),
            Lane(gettext("Customer"), "customer", customer),
        ),
        marks=(
            Mark(190, "note", "分红是不确定的", "#strip"),
            Mark(455, "major", "退出来也不亏什么", "#strip"),
            Mark(551, "critical", "您就当换个地方存", "#strip"),
            Mark(670, "minor", "未先问需求", "#strip"),
        ),
        silences=((757, 790),),
        gaps=((820, 892),),
        label=gettext("Who spoke when"),
    )
