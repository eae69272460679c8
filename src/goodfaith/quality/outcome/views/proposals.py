"""Examples that upheld appeals propose to the owners of rules."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.models import ExampleProposal, RulebookVersion
from goodfaith.quality.outcome import proposing, waiting, words
from goodfaith.quality.outcome.tables import rule_title
from goodfaith.quality.outcome.views.telling import told
from goodfaith.quality.versions.backtesting.asking import in_force

READ, CHANGE = "rulebooks.read", "rulebooks.change"
_MOST = 100
_OPEN = (RulebookVersion.State.DRAFT, RulebookVersion.State.TESTED)


@page(READ)
def proposals(request: ViewedRequest) -> HttpResponseBase:
    look = request.GET.get("look", "")
    rows = (
        _looked_at(look)
        .select_related("version", "decided_by")
        .annotate(edition=F("appeal__charge__decision__judgement__edition_id"))
    )
    found = list(rows.order_by("-proposed_at", "-pk")[:_MOST])
    drafts = RulebookVersion.objects.filter(state__in=_OPEN).defer("archive").order_by("-number")
    context = {
        "proposals": [
            (one, rule_title(one.rule, one.edition), proposing.is_open(one)) for one in found
        ],
        "looks": words.chips(words.PROPOSALS, look),
        "count": waiting.undecided_proposals().count(),
        "drafts": [*((str(d.number), _draft_name(d)) for d in drafts), ("", _("A new draft"))],
        "may_change": request.viewer.may(CHANGE),
    }
    return render(request, "quality/outcome/proposals.html", context)


def _looked_at(look: str) -> QuerySet[ExampleProposal]:
    if look in ExampleProposal.State.values:
        return ExampleProposal.objects.filter(state=look)
    return waiting.undecided_proposals()


def _draft_name(draft: RulebookVersion) -> str:
    return _("Version %(number)s") % {"number": draft.number} + (
        f" · {draft.note[:40]}" if draft.note else ""
    )


@require_POST
@page(CHANGE)
def proposal_decided(request: ViewedRequest, id: int) -> HttpResponseBase:
    """`act` is take, into the draft `version` or a new one, or refuse with a `note`."""
    found = ExampleProposal.objects.filter(pk=id).first()
    if found is None:
        raise Http404
    if request.POST.get("act") == "take":
        number = id_in(request.POST.get("version", ""))
        draft = RulebookVersion.objects.filter(number=number, state__in=_OPEN).first()
        base = None if draft else _base()
        with told(request, _("The example is in the draft: test it there.")):
            version = proposing.take_into_draft(
                actor=request.viewer, proposal=found, draft=draft, base=base, now=timezone.now()
            )
            path = proposing.path_of(found.rule)
            return HttpResponseRedirect(reverse("rule_file", args=[version.number, path]))
        return HttpResponseRedirect(reverse("proposals"))
    with told(request, _("The proposal was refused.")):
        proposing.refuse(actor=request.viewer, proposal=found, now=timezone.now(),
                         note=request.POST.get("note", ""))  # fmt: skip
    return HttpResponseRedirect(reverse("proposals"))


def _base() -> RulebookVersion | None:
    """What new drafts begin with: the version in force, else the latest that was published."""
    published = RulebookVersion.objects.exclude(edition=None).order_by("-number")
    return in_force(timezone.localdate()) or published.first()
