"""The root of the API: /api/v1, one router a room, problems as RFC 9457 has them."""

from __future__ import annotations

from ninja import NinjaAPI

from goodfaith.platform.rooms import furniture

api = NinjaAPI(
    title="Goodfaith",
    version="1",
    urls_namespace="api",
    openapi_extra={"info": {"license": {"name": "Apache-2.0"}}},
)
for _label, _module in furniture("api"):
    api.add_router("", _module.router)
