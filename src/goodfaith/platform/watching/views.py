"""/healthz, /readyz and /metrics."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from goodfaith.platform.watching.health import readiness
from goodfaith.platform.watching.metrics import exposition
from goodfaith.platform.web.pages import ANYBODY, page

_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


@page(ANYBODY)
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@page(ANYBODY)
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when requests and jobs are dealt with; 503 tells what is missing."""
    found = readiness()
    return JsonResponse(msgspec.to_builtins(found), status=200 if found.is_ready else 503)


@page(ANYBODY)
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus on this machine, or with the token; nothing is here for anybody else."""
    if not (_has_token(request) or _is_local(request)):
        raise Http404
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _has_token(request: HttpRequest) -> bool:
    token = settings.CONFIGURATION.metrics_token
    given = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def _is_local(request: HttpRequest) -> bool:
    """Whether it came from this machine itself, and was not handed on by a proxy that runs here."""
    if any(header in request.headers for header in _FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
