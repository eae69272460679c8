"""Deciding from the page of a case: each press is answered with the finding as it is then."""

from __future__ import annotations

from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.cases.detail import case_for
from goodfaith.quality.models import Case, Decision, Seat
from goodfaith.quality.review.deciding import decide, undo
from goodfaith.quality.review.refusals import (
    DecidedMeanwhile,
    FoundOtherwise,
    NotDecided,
    NotFinished,
    NotSeated,
)
from goodfaith.quality.review.second import finish
from goodfaith.quality.review.shown import Asked, Review, review_of_rule
from goodfaith.quality.review.views.box import box_of
from goodfaith.quality.review.words import REFUSED, word_of

_CONFLICT, _UNFIT = 409, 422
_LONGEST_EVIDENCE = 20_000


@require_POST
@page("cases.review")
def case_decided(request: ViewedRequest, id: int) -> HttpResponseBase:
    """`key` names the press; `seen` and `judgement` are what the page showed."""
    case, given = case_for(request.viewer, id), request.POST
    rule = given.get("rule", "")
    try:
        made = decide(
            actor=request.viewer, case=case, rule=rule, verdict=given.get("verdict", ""),
            reason=given.get("reason", ""), comment=given.get("comment", ""),
            evidence=_evidence(given.get("evidence", "")), key=given.get("key", ""),
            seat=_seat(given.get("seat", "")), seen=id_in(given.get("seen", "")),
            seen_judgement=id_in(given.get("judgement", "")) or None, now=timezone.now(),
        )  # fmt: skip
    except (NotDecided, NotSeated) as refused:
        return _answer(request, case, rule, str(REFUSED[refused.code]), _UNFIT)
    except FoundOtherwise:
        told = _("Something else was found while you were looking. Look again.")
        return _answer(request, case, rule, told, _CONFLICT)
    except DecidedMeanwhile as meanwhile:
        return _answer(request, case, rule, told_of(meanwhile.standing), _CONFLICT)
    return _answer(request, case, rule, word_of(made.machine, made))


@require_POST
@page("cases.review")
def case_undone(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Takes back `decision`; what it had replaced stands again."""
    case = case_for(request.viewer, id)
    wanted = id_in(request.POST.get("decision", ""))
    row = case.decisions.filter(pk=wanted, by=request.viewer.staff_id).first()
    if row is None:
        return _answer(request, case, "", str(REFUSED["not_yours"]), _UNFIT)
    try:
        undo(actor=request.viewer, case=case, decision=wanted, now=timezone.now())
    except (NotDecided, NotSeated) as refused:
        return _answer(request, case, row.rule, str(REFUSED[refused.code]), _UNFIT)
    except DecidedMeanwhile as meanwhile:
        return _answer(request, case, row.rule, told_of(meanwhile.standing), _CONFLICT)
    return _answer(request, case, row.rule, _("Taken back."))


@require_POST
@page("cases.review")
def case_second_finished(request: ViewedRequest, id: int) -> HttpResponseBase:
    """The second reader, or who settles where two differ, is done."""
    case = case_for(request.viewer, id)
    try:
        differing = finish(actor=request.viewer, case=case, now=timezone.now())
    except NotSeated as refused:
        messages.error(request, REFUSED[refused.code])
    except NotFinished as left:
        n = len(left.rules)
        told = ngettext("%(n)s finding is still to be decided.",
                        "%(n)s findings are still to be decided.", n)  # fmt: skip
        messages.error(request, told % {"n": n})
    else:
        messages.success(request, _finished(differing))
    return HttpResponseRedirect(reverse("case", args=[id]))


def _evidence(text: str) -> Any:
    if not text:
        return None
    try:
        return msgspec.json.decode(text[:_LONGEST_EVIDENCE])
    except msgspec.DecodeError:
        return "unreadable"


def _seat(text: str) -> Seat:
    """Appeals are decided elsewhere."""
    seats = {str(int(seat)): seat for seat in (Seat.FIRST, Seat.SECOND, Seat.ARBITER)}
    return seats.get(text, Seat.FIRST)


def told_of(standing: Decision) -> str:
    """Who said what, and when, so that nobody has to guess; nothing was overwritten."""
    told = {
        "who": standing.by.name,
        "what": word_of(standing.machine, standing),
        "when": date_format(timezone.localtime(standing.at), "H:i"),
    }
    return _("%(who)s was first, at %(when)s: %(what)s. Nothing was overwritten.") % told


def _finished(differing: list[str]) -> str:
    if not differing:
        return _("Finished.")
    told = ngettext(
        "Finished. You differ about %(n)s rule; a third person settles it.",
        "Finished. You differ about %(n)s rules; a third person settles them.",
        len(differing),
    )
    return told % {"n": len(differing)}


def _answer(
    request: ViewedRequest, case: Case, rule: str, said: str, status: int = 200
) -> JsonResponse:
    """The finding and the box beside it as they are now, and one sentence to be read aloud."""
    case = case_for(request.viewer, case.pk, "judgement", "judgement__template")
    review = review_of_rule(request.viewer, case, rule)
    asked = next((one for one in review.every if one.rule == rule), None)
    box = box_of(request.viewer, case, review)
    html = _article(request, case, review, asked) if asked else ""
    return JsonResponse(
        {
            "rule": rule,
            "html": html,
            "is_missed": asked is not None and asked.is_missed,
            "box": render_to_string("quality/review/parts/box.html", box, request),
            "revision": case.revision,
            "left": box["left"],
            "said": _said(asked, said, box["left"]),
        },
        status=status,
    )


def _article(request: ViewedRequest, case: Case, review: Review, asked: Asked) -> str:
    context = {"asked": asked, "review": review, "case": case, "judgement": case.judgement}
    return render_to_string("quality/cases/parts/group.html", context, request)


def _said(asked: Asked | None, said: str, left: int) -> str:
    title = f"{asked.group.card.title}: " if asked else ""
    still = ngettext("%(n)s left", "%(n)s left", left) % {"n": left} if left else _("none left")
    return f"{title}{said} · {still}"
