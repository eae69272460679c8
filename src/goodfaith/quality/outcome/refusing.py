"""Why something that follows from a case cannot be done: a code for programs, words for people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "not_yours": _("This is about somebody else."),
    "text": _("Say why: a few words are needed."),
    "reason": _("Choose why the finding was wrong."),
    "ended": _("It does not count any more: there is nothing to appeal against."),
    "late": _("The time for it is over."),
    "not_for_you": _("Somebody else has to answer it: not who decided, and not whom it is about."),
    "taken": _("Somebody else has it in hand."),
    "not_possible": _("That is not possible any more where it stands now."),
    "owner": _("Choose who does it from the list."),
    "kind": _("Choose what is to be done."),
    "due": _("The day is over already: choose a later one."),
    "same_person": _("Somebody else has to look at it before it is closed."),
    "no_rule": _("The draft has no file of this rule: write the example where it belongs."),
    "no_place": _("It could not be put into the file: write it there by hand."),
    "closed": _("This version can no longer be changed: choose another draft."),
}


class Refused(Exception):
    """What was asked for does not go; `code` is one of `SENTENCES`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code])


class ChangedMeanwhile(Exception):
    """Somebody changed it after it was looked at: `who` (or ""), `what`, `at`; nothing was done."""

    def __init__(self, who: str, what: Any, at: Any) -> None:
        super().__init__("changed after it was seen")
        self.who, self.what, self.at = who, what, at
