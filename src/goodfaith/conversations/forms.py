"""What people fill in to correct a conversation, and to see something private in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodfaith.conversations.correcting import Change, CorrectWords, MarkGap, Relink, SwapSpeakers
from goodfaith.conversations.correcting.correct import LONGEST_NOTE
from goodfaith.conversations.words import CHOSEN_REASONS, REASONS
from goodfaith.trust.models import Unmasking

WORDS, SPEAKERS, GAP, LINKS = "words", "speakers", "gap", "links"


class CorrectionForm(forms.Form):
    """One correction on top of revision `expected`; `turn` is where it was asked for."""

    kind = forms.ChoiceField(
        choices=[
            (WORDS, _("The words")),
            (SPEAKERS, _("Who speaks, from here on")),
            (GAP, _("Something is missing before this")),
            (LINKS, _("To whom it belongs")),
        ]
    )
    expected = forms.IntegerField(widget=forms.HiddenInput)
    turn = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    text = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3}))
    start = forms.CharField(required=False, label=_("Missing from"))
    end = forms.CharField(required=False, label=_("to"))
    adviser = forms.CharField(required=False, max_length=64, label=_("Adviser, by staff number"))
    customer = forms.CharField(required=False, max_length=200, label=_("Customer"))
    policies = forms.CharField(required=False, label=_("Policies"))
    applications = forms.CharField(required=False, label=_("Applications"))
    reason = forms.ChoiceField(choices=[(r, REASONS[r]) for r in CHOSEN_REASONS], label=_("Why"))
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label=_("What was heard or seen"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_start(self) -> float | None:
        return seconds_of(self.cleaned_data["start"])

    def clean_end(self) -> float | None:
        return seconds_of(self.cleaned_data["end"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("kind") in (WORDS, SPEAKERS) and values.get("turn") is None:
            self.add_error("turn", _("Choose a turn."))
        if values.get("kind") == GAP and "start" in values and values["start"] is None:
            self.add_error("start", _("Say from when, like 1:20."))
        return values

    def change(self, text: str, is_customer_covered: bool) -> Change:
        """What is to be put right; `text` are the words with nothing covered any more."""
        values = self.cleaned_data
        if values["kind"] == SPEAKERS:
            return SwapSpeakers(first=values["turn"])
        if values["kind"] == GAP:
            return MarkGap(start=values["start"], end=values["end"], reason=values["note"][:200])
        if values["kind"] == LINKS:
            return Relink(
                adviser=values["adviser"].strip(),
                customer=None if is_customer_covered else values["customer"].strip(),
                policies=_listed(values["policies"]),
                applications=_listed(values["applications"]),
            )
        return CorrectWords(utterance=values["turn"], text=text)


def seconds_of(text: str) -> float | None:
    """`1:20` or `80` in seconds; None for nothing. Raises `ValidationError`."""
    if not text.strip():
        return None
    parts = text.strip().replace("：", ":").split(":")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        raise forms.ValidationError(_("Write it like 1:20.")) from None
    if len(numbers) > 3 or any(not 0 <= n < 1_000_000 for n in numbers):
        raise forms.ValidationError(_("Write it like 1:20."))
    return float(sum(n * 60**place for place, n in enumerate(reversed(numbers))))


def _listed(text: str) -> tuple[str, ...]:
    words = text.replace("，", ",").replace("、", ",").replace("\n", ",").split(",")
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


class UnmaskForm(forms.Form):
    """One private value of the revision with `hash`, or the customer's reference."""

    turn = forms.IntegerField(required=False, min_value=0)
    value = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        choices=Unmasking.Reason.choices, widget=forms.RadioSelect, label=_("What for")
    )
    text = forms.CharField(required=False, max_length=500, label=_("In a few words"))
