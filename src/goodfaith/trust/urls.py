"""Addresses of this room's pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from goodfaith.trust import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("goodfaith.trust.account_urls")),
    path("account/invitation/<str:key>/", views.accept_invitation, name="trust_invitation"),
]
