"""Every address: each room's pages below its own prefix, the routes below /api/v1."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from goodfaith.platform.api_root import api
from goodfaith.platform.rooms import furniture

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    *(path("", include(module)) for label, module in furniture("urls")),
]
handler429 = "goodfaith.platform.web.errors.too_many"
handler404 = "goodfaith.platform.web.errors.not_found"
handler500 = "goodfaith.platform.web.errors.failed"
