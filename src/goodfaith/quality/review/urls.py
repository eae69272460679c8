"""The addresses of decisions."""

from __future__ import annotations

from django.urls import path

from goodfaith.quality.review.views import agreement, deciding, words

_ONE = "cases/<int:id>/"

urlpatterns = [
    path(f"{_ONE}decisions/", deciding.case_decided, name="case_decided"),
    path(f"{_ONE}decisions/undo/", deciding.case_undone, name="case_undone"),
    path(f"{_ONE}evidence/", words.case_evidence, name="case_evidence"),
    path(f"{_ONE}words/", words.case_words, name="case_words"),
    path("agreement/", agreement.agreement, name="agreement"),
    path("agreement/cases/", agreement.second_readings, name="second_readings"),
    path(f"{_ONE}second/", deciding.case_second_finished, name="case_second_finished"),
]
