"""Taking back a move: the button of the toast that said it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.trust.forms.undo_tokens import read_token
from goodfaith.trust.refusing import Refused
from goodfaith.trust.services.undoing import undo_move


@require_POST
@page("organisation.change")
def undo(request: ViewedRequest, token: str) -> HttpResponse:
    """Raises `Http404` for a token that is too old or somebody else's."""
    move = read_token(token, request.viewer)
    if move is None:
        raise Http404
    try:
        undo_move(actor=request.viewer, move=move, now=timezone.now())
    except Refused as refused:
        for refusal in refused.refusals:
            messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("Taken back."))
    if move.kind == "person":
        return HttpResponseRedirect(reverse("trust:person", args=[move.id]))
    return HttpResponseRedirect(f"{reverse('trust:organisation')}?unit={move.id}")
