"""What every page is told."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from goodfaith.platform.web.navigation import entries


def shell(request: HttpRequest) -> dict[str, Any]:
    viewer = getattr(request, "viewer", None)
    return {"viewer": viewer, "navigation": list(entries(viewer)) if viewer else []}
