"""The addresses of the room's pages."""

from __future__ import annotations

from goodfaith.quality.cases.urls import urlpatterns as _cases
from goodfaith.quality.outcome.urls import urlpatterns as _outcome
from goodfaith.quality.queue.urls import urlpatterns as _queue
from goodfaith.quality.review.urls import urlpatterns as _review
from goodfaith.quality.versions.urls import urlpatterns as _versions

urlpatterns = [*_cases, *_outcome, *_queue, *_review, *_versions]
