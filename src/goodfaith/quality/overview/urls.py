"""The addresses of the overview."""

from __future__ import annotations

from django.urls import path

from goodfaith.quality.overview.views import coverage, overview, precision, reports

urlpatterns = [
    path("overview/", overview.overview, name="overview"),
    path("overview/precision/", precision.precision, name="precision"),
    path("overview/precision/<str:form>/", precision.precision_file, name="precision_file"),
    path("overview/coverage/", coverage.coverage, name="coverage"),
    path("overview/coverage/conversations/", coverage.covered, name="covered"),
    path("overview/reports/", reports.reports, name="reports"),
    path("overview/reports/<int:id>/", reports.report, name="report"),
    path("overview/reports/<int:id>/progress/", reports.report_progress, name="report_progress"),
    path("overview/reports/<int:id>/file/", reports.report_file, name="report_file"),
]
