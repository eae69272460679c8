"""The addresses of the room's pages."""

from __future__ import annotations

from goodfaith.quality.versions.urls import urlpatterns as versions

urlpatterns = [*versions]
