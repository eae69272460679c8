"""The platform's own pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from goodfaith.platform.watching import views as watching

urlpatterns: list[URLPattern] = [
    path("healthz", watching.alive, name="alive"),
    path("readyz", watching.ready, name="ready"),
    path("metrics", watching.metrics, name="metrics"),
]
