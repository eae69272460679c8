"""The addresses of the room's pages."""

from __future__ import annotations

from goodfaith.quality.cases.urls import urlpatterns as _cases
from goodfaith.quality.overview.urls import urlpatterns as _overview
from goodfaith.quality.versions.urls import urlpatterns as _versions

urlpatterns = [*_cases, *_overview, *_versions]
