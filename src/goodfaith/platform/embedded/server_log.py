"""What the server wrote since somebody began to listen."""

from __future__ import annotations

from pathlib import Path

LONGEST_LOG_BYTES = 10_000_000
# Said to clients who come too early, and by backends that are sent away: no reason to give up.
_HARMLESS = ("the database system is", "terminating ", "connection to client lost")
# Processes of a server that is gone are still there, and will not be for long.
_TRY_AGAIN = ("pre-existing shared memory block", "lock file", "is still in use")


class ServerLog:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._from = path.stat().st_size if path.exists() else 0

    def rotate(self) -> None:
        """Keep one old log; to be called while no server runs."""
        if self._from > LONGEST_LOG_BYTES:
            self.path.replace(self.path.with_suffix(".log.1"))
            self._from = 0

    def says_try_again(self) -> bool:
        return any(sign in line for line in self._grave() for sign in _TRY_AGAIN)

    def last_words(self) -> str:
        """Why the server gave up, in its own words; empty when it may be tried again."""
        if self.says_try_again():
            return ""
        return " / ".join(self._grave()[-3:])

    def _grave(self) -> list[str]:
        try:
            with self.path.open("rb") as file:
                file.seek(self._from)
                lines = file.read().decode(errors="replace").splitlines()
        except FileNotFoundError:
            return []
        marks = ("FATAL: ", "PANIC: ")
        found = [line for line in lines if any(mark in line for mark in marks)]
        return [line for line in found if not any(words in line for words in _HARMLESS)]
