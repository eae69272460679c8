"""Background work with files of facts."""

from __future__ import annotations

from goodfaith.platform.events import job
from goodfaith.policies.imports.looking import look
from goodfaith.policies.imports.undoing import go_on_undoing
from goodfaith.policies.imports.working import go_on


@job("policies.look", queue="interactive")
def look_job(*, of: int) -> None:
    """Look at a file that somebody waits for."""
    look(of)


@job("policies.import", lock="policies.import:{of}")
def work_job(*, of: int) -> None:
    """Compare a file, or take it in; asks for the rest."""
    if go_on(of):
        work_job.later(of=of)


@job("policies.undo_import", lock="policies.import:{of}")
def undo_job(*, of: int) -> None:
    """Take an import back; asks for the rest."""
    if go_on_undoing(of):
        undo_job.later(of=of)
