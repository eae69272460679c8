"""The room's pages, and those for signing in."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from goodfaith.trust.views.invitation import accept_invitation, without_password

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("goodfaith.trust.account_urls")),
    path("account/password/set/", without_password, name="account_set_password"),
    path("account/invitation/<str:key>/", accept_invitation, name="trust_invitation"),
    path("", include("goodfaith.trust.page_urls")),
]
