"""The addresses of the room's pages."""

from __future__ import annotations

from goodfaith.quality.cases.urls import urlpatterns as _cases

urlpatterns = [*_cases]
