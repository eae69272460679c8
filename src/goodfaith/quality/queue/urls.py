"""The addresses of the queue."""

from __future__ import annotations

from django.urls import path

from goodfaith.platform.web.filtering import kept_filter_urls
from goodfaith.quality.queue.filters import QueueFilters
from goodfaith.quality.queue.views import acting, handing, queue, settling

_ONE = "queue/<int:id>/"

urlpatterns = [
    path("queue/", queue.queue, name="review_queue"),
    *kept_filter_urls("queue/", name="review_queue", filters=QueueFilters, act="review.read"),
    path("queue/next/", acting.next_taken, name="review_next"),
    path("queue/some/", acting.some_taken, name="review_some"),
    path("queue/hand-out/", handing.handed_out, name="review_handed_out"),
    path("queue/settings/", settling.settings_page, name="review_settings"),
    path("queue/sampling/", settling.plans, name="sampling_plans"),
    path("queue/sampling/preview/", settling.preview, name="sampling_preview"),
    path("queue/sampling/<int:id>/end/", settling.plan_ended, name="sampling_plan_ended"),
    path(f"{_ONE}take/", acting.taken, name="review_taken"),
    path(f"{_ONE}back/", acting.given_back, name="review_given_back"),
    path(f"{_ONE}beat/", acting.beat, name="review_beat"),
]
