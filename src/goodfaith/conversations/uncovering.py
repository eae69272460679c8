"""What somebody corrected in words that were partly covered, put back together. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher

from goodfaith.trust.masking import COVER


class CoveredMoved(ValueError):
    """Covered characters were changed: what stands below them is not known to who wrote."""


def uncovered(stored: str, shown: str, edited: str) -> str:
    """The edited text with what was covered in `shown` as it is stored.

    `stored` and `shown` are equally long. Raises `CoveredMoved` where a covered character is
    neither kept in its place nor taken out whole.
    """
    matcher = SequenceMatcher(None, shown, edited, autojunk=False)
    found = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(stored[a:b])
        elif COVER in edited[c:d]:
            raise CoveredMoved
        else:
            found.append(edited[c:d])
    return "".join(found)
