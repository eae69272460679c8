"""Background work of this room: what is named here is known to every worker."""

from __future__ import annotations

from goodfaith.policies.imports.forgetting import forget_imports
from goodfaith.policies.imports.jobs import look_job, undo_job, work_job
from goodfaith.policies.imports.taking_up import take_up_imports
from goodfaith.policies.readiness.counting import count_facts

__all__ = [
    "count_facts",
    "forget_imports",
    "look_job",
    "take_up_imports",
    "undo_job",
    "work_job",
]
