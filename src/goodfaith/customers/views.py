"""The list of customers."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from goodfaith.customers.tables import CUSTOMERS
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables import show


@page("customers.read")
def customers(request: ViewedRequest) -> HttpResponseBase:
    """The address asks as `customer_rows` reads it."""
    return render(request, "customers/customers.html", {"table": show(CUSTOMERS, request)})
