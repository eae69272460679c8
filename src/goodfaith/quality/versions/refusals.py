"""Why something cannot be done with a version: a code for programs, words for people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "closed": _("This version can no longer be changed: make a new draft of it."),
    "not_there": _("There is no such file in this version."),
    "nothing_to_undo": _("Nothing of this file was changed here."),
    "running": _("It is being tested already."),
    "not_tested": _("It has to be tested first: every example must give its verdict."),
    "own": _("Somebody else has to publish it: not its author, nor who changed a file of it."),
    "past": _("The day is over: say why it should be in force from then on."),
    "no_day": _("Choose the day from which it is in force."),
    "same_meaning": _(
        "It means the same as a rulebook that was published already: put that one in force again."
    ),
    "unreadable": _("A file of it cannot be read: see what is wrong with it."),
    "in_force": _("It has been in force or was read by: publish another version instead."),
    "never_in_force": _("Only what was in force before that day can be put in force again."),
    "in_force_then": _("It is in force on that day anyway."),
    "why": _("Say why it should be in force again."),
    "asked": _("Somebody has asked for this already: it waits for a second person."),
    "own_return": _("Somebody else has to confirm it: not who asked for it."),
    "nothing_differs": _("No rule of it differs from the version it is compared with."),
    "not_published": _("It is compared with a version that was published."),
    "period": _("The last day is before the first one."),
    "too_long": _("Choose a period of at most a year."),
    "over": _("It is over, or somebody else was first."),
    "no_source": _("There is no version to begin with."),
}


class NotPossible(ValueError):
    """An act that the state of a version does not allow; `code` is one of `SENTENCES`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code])
