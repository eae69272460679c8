"""The addresses of the room's pages."""

from __future__ import annotations

from django.urls import path

from goodfaith.customers.views import customers

urlpatterns = [path("customers/", customers, name="customers")]
