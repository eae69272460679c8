"""The addresses of cases."""

from __future__ import annotations

from django.urls import path

from goodfaith.quality.cases.views import acting, case, cases, settling

_ONE = "cases/<int:id>/"

urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/filters/", cases.filter_saved, name="case_filter_saved"),
    path("cases/filters/<int:id>/", cases.filter_changed, name="case_filter_changed"),
    path("cases/due/", settling.due_policies, name="due_policies"),
    path("cases/scorecards/", settling.scorecards, name="scorecards"),
    path(_ONE, case.case, name="case"),
    path(f"{_ONE}conclude/", acting.case_concluded, name="case_concluded"),
    path(f"{_ONE}time/", acting.case_time, name="case_time"),
]
