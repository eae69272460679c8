"""The platform's own pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from goodfaith.platform.operation import views as operation
from goodfaith.platform.watching import views as watching
from goodfaith.platform.web.finding import search
from goodfaith.platform.web.home import home
from goodfaith.platform.web.preferences import change_preferences
from goodfaith.platform.web.styleguide import styleguide
from goodfaith.platform.web.tables.views import (
    choose_columns,
    export_table,
    schedule_table,
    scheduled_exports,
)
from goodfaith.platform.webhooks import views as webhooks

urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("search/", search, name="search"),
    path("preferences/", change_preferences, name="preferences"),
    path("tables/<str:name>/export/<str:form>/", export_table, name="export_table"),
    path("tables/<str:name>/columns/", choose_columns, name="choose_columns"),
    path("tables/<str:name>/schedule/", schedule_table, name="schedule_table"),
    path("exports/", scheduled_exports, name="scheduled_exports"),
    path("styleguide/", styleguide, name="styleguide"),
    path("healthz", watching.alive, name="alive"),
    path("readyz", watching.ready, name="ready"),
    path("metrics", watching.metrics, name="metrics"),
    path("operation/events/", operation.poisoned_events, name="poisoned_events"),
    path("operation/events/settle", operation.settle_events, name="settle_events"),
    path("operation/webhooks/", webhooks.endpoints, name="webhooks"),
    path("operation/webhooks/new/", webhooks.new_endpoint, name="new_webhook"),
    path("operation/webhooks/<int:pk>/", webhooks.endpoint, name="webhook"),
    path("operation/webhooks/<int:pk>/change/", webhooks.change_endpoint, name="change_webhook"),
    path("operation/webhooks/<int:pk>/act", webhooks.act_on_endpoint, name="act_on_webhook"),
    path("operation/webhooks/deliveries/<int:pk>/", webhooks.delivery, name="webhook_delivery"),
    path("operation/webhooks/deliveries/<int:pk>/again", webhooks.send_again, name="send_again"),
]
