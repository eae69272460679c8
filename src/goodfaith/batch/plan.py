"""What a run is to do: inputs, facts, rules, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from goodfaith.analysis.facts import FactBook
from goodfaith.analysis.fingerprint import hash_of_texts
from goodfaith.analysis.metadata import Metadata
from goodfaith.analysis.readers.options import ReadOptions
from goodfaith.analysis.readers.sources import open_inputs
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
        inputs = [_stamp(source.path) for source in open_inputs(self.inputs, self.options)]
        facts = self.facts.hash_of(self.facts)
        flags = f"{self.every_verdict} {self.with_context} {self.options} {self.as_of}"
        return hash_of_texts([*inputs, self.rulebook.hash, facts, self.metadata.hash, flags])


def _stamp(path: Path) -> str:
    if not path.is_file():
        return f"{path}: none"
    stat = path.stat()
    return f"{path}: {stat.st_size} {stat.st_mtime_ns}"
