"""Why a change cannot be made: a stable code for programs, a sentence for people."""

from __future__ import annotations

from typing import Any

import msgspec


class Refusal(msgspec.Struct, frozen=True):
    """`field` names the input it is about, empty for the whole; `sentence` is translated late."""

    code: str
    sentence: Any
    field: str = ""


class Refused(ValueError):
    """Nothing was changed; carries every reason that was found."""

    def __init__(self, *refusals: Refusal) -> None:
        self.refusals = refusals
        super().__init__(", ".join(refusal.code for refusal in refusals))


def refuse_if(*found: Refusal | None) -> None:
    """Raise `Refused` with all that is not None."""
    if reasons := [refusal for refusal in found if refusal is not None]:
        raise Refused(*reasons)
