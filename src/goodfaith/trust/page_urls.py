"""Addresses of this room's pages."""

from __future__ import annotations

from django.urls import path

from goodfaith.trust.views.account import account
from goodfaith.trust.views.ledger import ledger
from goodfaith.trust.views.organisation import organisation
from goodfaith.trust.views.people import people
from goodfaith.trust.views.person import person
from goodfaith.trust.views.tokens import tokens

app_name = "trust"
urlpatterns = [
    path("organisation/", organisation, name="organisation"),
    path("people/", people, name="people"),
    path("people/<int:pk>/", person, name="person"),
    path("tokens/", tokens, name="tokens"),
    path("ledger/", ledger, name="ledger"),
    path("account/me/", account, name="account"),
]
