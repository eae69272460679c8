"""The pages of webhooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodfaith.platform.routing.paging import CursorInvalid, slice_after
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.webhooks import queries, services
from goodfaith.platform.webhooks.forms import EndpointForm
from goodfaith.platform.webhooks.kinds import every_kind
from goodfaith.platform.webhooks.models import WebhookDelivery, WebhookEndpoint

_ROWS = 50


@page("webhooks.read")
@require_safe
def endpoints(request: ViewedRequest) -> HttpResponse:
    """Every endpoint with how it has done this week."""
    found = queries.endpoints_counted(timezone.now()).order_by(*queries.ENDPOINTS)
    context = {
        "endpoints": found,
        "troubled": queries.troubled_count(),
        "may_change": request.viewer.may("webhooks.change"),
    }
    return render(request, "platform/webhooks.html", context)


@never_cache
@page("webhooks.change")
@require_http_methods(["GET", "HEAD", "POST"])
def new_endpoint(request: ViewedRequest) -> HttpResponse:
    """The form; what was made is answered at once, as only that answer has the secret."""
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            endpoint, secret = services.add_endpoint(
                actor=request.viewer, described=form.described(),
                staff_id=request.viewer.staff_id, now=timezone.now(),
            )  # fmt: skip
        except services.EndpointInvalid as invalid:
            form.add_faults(invalid)
        else:
            return _shown(request, endpoint, secret=secret)
    return render(request, "platform/webhook_form.html", {"form": form})


@page("webhooks.change")
@require_http_methods(["GET", "HEAD", "POST"])
def change_endpoint(request: ViewedRequest, pk: int) -> HttpResponse:
    """The form, filled."""
    endpoint = get_object_or_404(queries.endpoints(), pk=pk)
    form = EndpointForm(request.POST) if request.method == "POST" else EndpointForm.of(endpoint)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_endpoint(
                actor=request.viewer, endpoint=endpoint, described=form.described(),
                now=timezone.now(),
            )  # fmt: skip
        except services.EndpointInvalid as invalid:
            form.add_faults(invalid)
        else:
            messages.success(request, _("Saved."))
            return redirect("webhook", pk=pk)
    return render(request, "platform/webhook_form.html", {"form": form, "endpoint": endpoint})


@page("webhooks.read")
@require_safe
def endpoint(request: ViewedRequest, pk: int) -> HttpResponse:
    """An endpoint and its deliveries, by `state` and `kind`."""
    return _shown(request, get_object_or_404(queries.endpoints(), pk=pk))


@never_cache
@page("webhooks.change")
@require_POST
def act_on_endpoint(request: ViewedRequest, pk: int) -> HttpResponse:
    """Do what the button says; a new secret is in the answer to this alone."""
    endpoint = get_object_or_404(queries.endpoints(), pk=pk)
    asked = request.POST.get("act", "")
    now = timezone.now()
    if asked == "rotate":
        secret = services.rotate_secret(actor=request.viewer, endpoint=endpoint, now=now)
        return _shown(request, get_object_or_404(queries.endpoints(), pk=pk), secret=secret)
    if asked not in _ACTS:
        return redirect("webhook", pk=pk)
    act, done = _ACTS[asked]
    act(actor=request.viewer, endpoint=endpoint, now=now)
    messages.success(request, done())
    return redirect("webhooks") if asked == "remove" else redirect("webhook", pk=pk)


_ACTS: dict[str, tuple[Callable[..., Any], Callable[[], str]]] = {
    "test": (services.send_test, lambda: _("The test message is on its way.")),
    "pause": (services.pause_endpoint, lambda: _("Paused. What it misses is kept.")),
    "resume": (services.resume_endpoint, lambda: _("Resumed. What has waited is sent.")),
    "remove": (services.remove_endpoint, lambda: _("The webhook was removed.")),
}


@page("webhooks.read")
@require_safe
def delivery(request: ViewedRequest, pk: int) -> HttpResponse:
    """What was sent, and what came of each try."""
    found = get_object_or_404(queries.delivered_to_living(), pk=pk)
    context = {
        "delivery": found,
        "endpoint": found.endpoint,
        "tries": queries.tries_of(found),
        "may_change": request.viewer.may("webhooks.change"),
        **_state_of(found),
    }
    return render(request, "platform/webhook_delivery.html", context)


@page("webhooks.change")
@require_POST
def send_again(request: ViewedRequest, pk: int) -> HttpResponse:
    """Another round of attempts."""
    found = get_object_or_404(queries.delivered_to_living(), pk=pk)
    services.send_again(actor=request.viewer, delivery=found, now=timezone.now())
    messages.success(request, _("It is sent again, with the same webhook-id."))
    return redirect("webhook_delivery", pk=pk)


def _shown(request: ViewedRequest, endpoint: WebhookEndpoint, secret: str = "") -> HttpResponse:
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    rows = queries.deliveries(endpoint, state, kind)
    try:
        found = slice_after(rows, queries.DELIVERIES, request.GET.get("after", ""), _ROWS)
    except CursorInvalid:
        found = slice_after(rows, queries.DELIVERIES, "", _ROWS)
    counts, labels = queries.counts(endpoint), dict(WebhookDelivery.State.choices)
    kinds = {each.name: each.label for each in every_kind()}
    context = {
        "endpoint": endpoint,
        "secret": secret,
        "rows": found.rows,
        "next": found.next,
        "state": state,
        "is_every": state not in labels,
        "states": [(name, labels[name], counts[name], name == state) for name in labels],
        "kinds": [(name, kinds.get(name, name)) for name in endpoint.kinds],
        "is_active": endpoint.state == WebhookEndpoint.State.ACTIVE,
        "now": timezone.now(),
        "may_change": request.viewer.may("webhooks.change"),
    }
    return render(request, "platform/webhook.html", context)


def _state_of(delivery: WebhookDelivery) -> dict[str, bool]:
    state = WebhookDelivery.State(delivery.state)
    return {"is_waiting": state == state.WAITING, "has_failed": state == state.FAILED}
