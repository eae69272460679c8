"""What rooms above are told of when the organisation changes."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from goodfaith.platform.events import Event


class OrganisationChanged(Event, frozen=True):
    """What hung or worked elsewhere than was known, from `from_on` up to `to_on` (None: open).

    Conversations on those days of `staff_ids`, and of any unit below one of `unit_ids`, belong to
    another path through the organisation than the one they carry. `staff_ids` may be people whose
    number was not known until now.
    """

    kind: ClassVar[str] = "trust.organisation_changed"
    from_on: date
    to_on: date | None = None
    staff_ids: tuple[int, ...] = ()
    unit_ids: tuple[int, ...] = ()

    @property
    def aggregate(self) -> str:
        return "organisation"
