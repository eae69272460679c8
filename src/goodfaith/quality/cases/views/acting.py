"""What a reviewer does to a case from its page; the second of two people is shown what happened."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.cases import concluding, words
from goodfaith.quality.cases.acting import act_on
from goodfaith.quality.cases.detail import case_for
from goodfaith.quality.models import Decision

_DONE = {
    "qualified": gettext_lazy("Concluded: qualified."),
    "unqualified": gettext_lazy("Concluded: not qualified."),
    "supplement": gettext_lazy("The case waits for a supplementary recording."),
    "withdrawn": gettext_lazy("Concluded: withdrawn."),
    "reopen": gettext_lazy("The case is open again."),
}


@require_POST
@page("cases.review")
def case_concluded(request: ViewedRequest, id: int) -> HttpResponseBase:
    """`act` is qualified, unqualified, supplement, withdrawn or reopen; `revision` was seen."""
    case = case_for(request.viewer, id)
    act, note = request.POST.get("act", ""), request.POST.get("note", "")
    try:
        act_on(actor=request.viewer, case=case, act=act, note=note,
               seen=id_in(request.POST.get("revision", "")), now=timezone.now())  # fmt: skip
        messages.success(request, _DONE[act])
    except KeyError:
        messages.error(request, words.REFUSED["conclusion"])
    except concluding.NotConcluded as refused:
        messages.error(request, words.REFUSED[refused.code])
    except concluding.OwnSale:
        messages.error(request, _("Nobody reviews the own sale."))
    except concluding.NotPossible:
        messages.error(request, _("That is not possible any more where the case stands now."))
    except concluding.ChangedMeanwhile as changed:
        messages.warning(request, _meanwhile(changed))
    return HttpResponseRedirect(reverse("case", args=[id]))


def _meanwhile(changed: concluding.ChangedMeanwhile) -> str:
    """What was done, by whom and when, so that nobody has to guess; nothing was overwritten."""
    last = changed.last
    if last is None:
        return _("Something new was found while you were looking. Nothing was changed: look again.")
    told = {
        "who": last.by.name if last.by else _("The system"),
        "what": _("a finding was decided")
        if isinstance(last, Decision)
        else last.get_kind_display(),
        "when": date_format(timezone.localtime(last.at), "H:i"),
    }
    return _("%(who)s was first, at %(when)s: %(what)s. Nothing of yours was changed.") % told


@require_POST
@page("cases.review")
def case_time(request: ViewedRequest, id: int) -> HttpResponseBase:
    """How long somebody looked, and listened, in seconds; told by the page as it is left."""
    case = case_for(request.viewer, id)
    seconds = id_in(request.POST.get("seconds", ""))
    listened = id_in(request.POST.get("listened", ""))
    concluding.note_time(
        actor=request.viewer, case=case, seconds=min(seconds, 86_400),
        listened_seconds=min(listened, 86_400), now=timezone.now(),
    )  # fmt: skip
    return HttpResponse(status=204)
