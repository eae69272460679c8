"""A conversation as one folded text, so that a value said over several turns is one match."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from goodfaith.analysis.folding import fold_together, from_code_points


class Talk:
    """The folded texts of all utterances, each followed by a line break, and who says them."""

    def __init__(self, utterances: Sequence[str], speakers: Sequence[str] | None) -> None:
        if speakers is not None and len(speakers) != len(utterances):
            raise ValueError(
                f"speakers: found {len(speakers)}, expected one for each of "
                f"{len(utterances)} utterances"
            )
        self.text = from_code_points(fold_together(utterances)) if utterances else ""
        self._starts = [0, *accumulate(len(text) + 1 for text in utterances)][: len(utterances)]
        self._speakers = speakers

    @classmethod
    def of_folded(cls, folded: Sequence[str]) -> Talk:
        """A talk of texts that have been folded; nobody is known to speak."""
        talk = cls((), None)
        talk.text = "".join(f"{text}\n" for text in folded)
        talk._starts = [0, *accumulate(len(text) + 1 for text in folded)][: len(folded)]
        return talk

    def utterance_at(self, at: int) -> int:
        """The index of the utterance that the code point `at` belongs to."""
        return bisect_right(self._starts, at) - 1

    def start_of(self, utterance: int) -> int:
        return self._starts[utterance]

    def same_speaker(self, one: int, other: int) -> bool:
        """Whether the same person speaks in two utterances; unknown speakers differ by turn."""
        if self._speakers is None:
            return one == other
        return self._speakers[one] == self._speakers[other]
