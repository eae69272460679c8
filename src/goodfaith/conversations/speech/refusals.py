"""What is refused, and why: problems that name the place, what was found and what was expected."""

from __future__ import annotations

from goodfaith.analysis.problems import UnreadableInput


class RecordingRefused(UnreadableInput):
    """A recording that cannot be used; carries every problem found in it."""


class SpeechModelRefused(UnreadableInput):
    """A directory that holds no recogniser we can run; carries every problem found in it."""


class SpeechNotInstalled(RuntimeError):
    """A library of the extra `speech` is missing on this machine."""

    def __init__(self, library: str) -> None:
        super().__init__(f"{library} is not installed, expected goodfaith[speech]")
        self.library = library

    def __reduce__(self) -> tuple[type[SpeechNotInstalled], tuple[str]]:
        return type(self), (self.library,)
