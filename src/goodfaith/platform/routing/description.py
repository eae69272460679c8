"""The API with its description: OpenAPI, and the same as a readable page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase
from ninja.openapi.schema import OpenAPISchema

from goodfaith.platform.routing.problems import MEDIA_TYPE
from goodfaith.platform.routing.reading import groups
from goodfaith.platform.web.pages import ANYBODY, page

PREFIX = "/api/v1/"
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "for programs; never changes"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "place": {"type": "string"},
                    "code": {"type": "string"},
                    "expected": {"type": ["string", "integer"]},
                },
            },
        },
    },
}
_METHODS = ("get", "post", "put", "patch", "delete")


class Documentation(DocsBase):
    """A page without a script: what there is to read needs none."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        schema = api.get_openapi_schema()
        found = {"title": schema["info"]["title"], "groups": groups(schema)}
        return render(request, "platform/api_docs.html", found)


class Api(NinjaAPI):
    """A NinjaAPI whose description tells of problems, and whose own addresses say what for."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """With the answer that every route may give."""
        schema = super().get_openapi_schema(**kwargs)
        schema["components"].setdefault("schemas", {})["Problem"] = _PROBLEM
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for methods in schema["paths"].values():
            for method in _METHODS:
                if method in methods:
                    answers = methods[method].setdefault("responses", {})
                    answers["default"] = {"description": "A problem", "content": content}
        return schema

    def _get_urls(self) -> list[Any]:
        urls = super()._get_urls()
        for url in urls:
            if isinstance(url, URLPattern) and url.name == "api-root":
                url.callback = page(ANYBODY)(url.callback)
        return urls
