"""Every minute, and when a server starts: what a command left half done is gone on with."""

from __future__ import annotations

from goodfaith.platform.events import periodic
from goodfaith.policies.imports.jobs import look_job, work_job
from goodfaith.policies.imports.left import left_lying
from goodfaith.policies.models import FactImport


@periodic("* * * * *", "policies.take_up_imports", queue="bulk")
def take_up_imports() -> None:
    """Also what is being taken up already: then there is nothing left to do."""
    for of in left_lying():
        job = look_job if of.state == FactImport.State.LOOKING else work_job
        job.once(of=of.pk)
