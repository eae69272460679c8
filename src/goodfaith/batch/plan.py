"""What a run is to do: inputs, facts, rules, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from goodfaith.analysis.facts import FactBook
from goodfaith.analysis.fingerprint import hash_of_texts
from goodfaith.analysis.metadata import Metadata
from goodfaith.analysis.readers.options import ReadOptions
from goodfaith.analysis.rules.rule import Rulebook


@dataclass(frozen=True)
class Plan:
    """A run over `inputs`. `every_verdict` also keeps what passed or did not apply.

    `with_context` keeps the turns around each mention, for reports that people read.
    """

    inputs: tuple[Path, ...]
    rulebook: Rulebook
    facts: FactBook = field(default_factory=FactBook)
    metadata: Metadata = field(default_factory=Metadata)
    options: ReadOptions = field(default_factory=ReadOptions)
    as_of: datetime | None = None
    every_verdict: bool = False
    with_context: bool = False
    keep_going: bool = False
    workers: int = 1

    @property
    def identity(self) -> str:
        """Two runs with one identity may share what is done."""
        inputs = [f"{path}:{_stamp(path)}" for path in self.inputs]
        facts = self.facts.hash_of(self.facts)
        flags = f"{self.every_verdict} {self.with_context} {self.options} {self.as_of}"
        columns = f"{len(self.metadata)} {self.metadata.columns}"
        return hash_of_texts([*inputs, self.rulebook.hash, facts, columns, flags])


def _stamp(path: Path) -> str:
    if not path.is_file():
        return "folder"
    stat = path.stat()
    return f"{stat.st_size} {stat.st_mtime_ns}"
