"""The root of the API: /api/v1, one router a room, problems as RFC 9457 has them."""

from __future__ import annotations

from goodfaith.platform.rooms import furniture
from goodfaith.platform.routing.description import Api, Documentation
from goodfaith.platform.routing.limits import Limit
from goodfaith.platform.routing.problems import handle_problems
from goodfaith.platform.web.pages import ANYBODY, page

api = Api(
    title="Goodfaith",
    version="1",
    urls_namespace="api",
    docs=Documentation(),
    docs_decorator=page(ANYBODY),
    throttle=[Limit()],
    openapi_extra={"info": {"license": {"name": "Apache-2.0"}}},
)
handle_problems(api)
for _label, _module in furniture("api"):
    api.add_router("", _module.router)
