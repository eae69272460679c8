"""Addresses of the room's pages."""

from __future__ import annotations

from django.urls import path

from goodfaith.trust.views.account import account
from goodfaith.trust.views.ledger import ledger
from goodfaith.trust.views.levels import levels
from goodfaith.trust.views.organisation import organisation
from goodfaith.trust.views.people import people
from goodfaith.trust.views.person import person
from goodfaith.trust.views.tokens import tokens
from goodfaith.trust.views.undoing import undo

app_name = "trust"
urlpatterns = [
    path("organisation/", organisation, name="organisation"),
    path("organisation/levels/", levels, name="levels"),
    path("organisation/undo/<str:token>/", undo, name="undo"),
    path("people/", people, name="people"),
    path("people/<int:pk>/", person, name="person"),
    path("tokens/", tokens, name="tokens"),
    path("ledger/", ledger, name="ledger"),
    path("account/me/", account, name="account"),
]
