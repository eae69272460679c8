"""What a page says when something did not go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from goodfaith.quality.outcome.refusing import ChangedMeanwhile, Refused


@contextmanager
def told(request: HttpRequest, done: str = "") -> Iterator[None]:
    """Do something within it: `done` is said when it was; why not, when it was not."""
    try:
        yield
    except Refused as refused:
        messages.error(request, refused.sentence)
    except ChangedMeanwhile as changed:
        messages.warning(request, _meanwhile(changed))
    else:
        if done:
            messages.success(request, done)


def _meanwhile(changed: ChangedMeanwhile) -> str:
    """What was done, by whom and when; nothing was overwritten."""
    words = {
        "who": changed.who or _("The system"),
        "what": changed.what,
        "when": date_format(timezone.localtime(changed.at), "H:i") if changed.at else "",
    }
    return _("%(who)s was first, at %(when)s: %(what)s. Nothing of yours was changed.") % words
