"""The addresses of cases."""

from __future__ import annotations

from django.urls import path

from goodfaith.platform.web.filtering import kept_filter_urls
from goodfaith.quality.cases.filters import CaseFilters
from goodfaith.quality.cases.views import acting, case, cases, settling

_ONE = "cases/<int:id>/"

urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    *kept_filter_urls("cases/", name="cases", filters=CaseFilters, act="cases.read"),
    path("cases/due/", settling.due_policies, name="due_policies"),
    path("cases/scorecards/", settling.scorecards, name="scorecards"),
    path(_ONE, case.case, name="case"),
    path(f"{_ONE}conclude/", acting.case_concluded, name="case_concluded"),
    path(f"{_ONE}time/", acting.case_time, name="case_time"),
]
