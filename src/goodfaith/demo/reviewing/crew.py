"""Who may look at what: the people of the installation, by their roles and parts of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from random import Random

from goodfaith.trust.models import Assignment, Staff
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer, viewer_of


class Crew:
    """Everybody who works there today, read once."""

    def __init__(self, today: date) -> None:
        self._today = today
        rows = Assignment.objects.filter(during__contains=today, staff__is_active=True)
        self._held = sorted(rows.values_list("role", "staff__number", "staff_id", "unit_id"))
        self._viewers: dict[int, Viewer] = {}
        self._staff = Staff.objects.in_bulk([staff for _, _, staff, _ in self._held])

    def person(self, staff_id: int) -> Staff | None:
        """None for somebody who has left, or was never here."""
        return self._staff.get(staff_id)

    def viewer(self, staff_id: int) -> Viewer:
        if staff_id not in self._viewers:
            self._viewers[staff_id] = viewer_of(self._staff[staff_id], self._today)
        return self._viewers[staff_id]

    def of(self, role: Role, path: Collection[int]) -> list[int]:
        """Who has a role in one of these units, by their numbers."""
        found = [staff for held, _, staff, unit in self._held if held == role and unit in path]
        return list(dict.fromkeys(found))

    def everywhere(self, role: Role) -> list[int]:
        return list(dict.fromkeys(staff for held, _, staff, _ in self._held if held == role))

    def reviewers(self, path: Collection[int]) -> list[int]:
        """Of that part of the organisation; what belongs to none is compliance's."""
        return self.of(Role.REVIEWER, path) or self.everywhere(Role.COMPLIANCE)

    def answerers(self, path: Collection[int], stage: str) -> list[int]:
        """Who might answer an appeal at a stage: its reviewers or managers, then compliance."""
        role = Role.MANAGER if stage == "manager" else Role.REVIEWER
        return [*self.of(role, path), *self.everywhere(Role.COMPLIANCE)]


def shuffled(rng: Random, people: Iterable[int]) -> Sequence[int]:
    """In an order by lot."""
    found = list(people)
    rng.shuffle(found)
    return found
