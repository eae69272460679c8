"""The addresses of the room's pages."""

from __future__ import annotations

from django.urls import path

from goodfaith.policies.views import imports, readiness

_ONE = "imports/<int:id>/"

urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path(_ONE, imports.one_import, name="import"),
    path(f"{_ONE}progress/", imports.import_progress, name="import_progress"),
    path(f"{_ONE}mapping/", imports.import_mapped, name="import_mapped"),
    path(f"{_ONE}confirm/", imports.import_confirmed, name="import_confirmed"),
    path(f"{_ONE}stop/", imports.import_stopped, name="import_stopped"),
    path(f"{_ONE}undo/", imports.import_undone, name="import_undone"),
    path(f"{_ONE}refused.csv", imports.import_problems, name="import_problems"),
    path("readiness/", readiness.readiness, name="readiness"),
    path("readiness/readiness.csv", readiness.readiness_table, name="readiness_table"),
]
