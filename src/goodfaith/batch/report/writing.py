"""Writes the report as a stream: however many findings there are, the memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from goodfaith.analysis.finding import UNDECIDABLE, VIOLATED, Finding
from goodfaith.batch.report.findings import FindingWriter
from goodfaith.batch.report.kept import Kept
from goodfaith.batch.report.page import FINDINGS_HERE, MOST_FINDINGS, page
from goodfaith.batch.run import Run
from goodfaith.batch.spool import Spool
from goodfaith.batch.summary import Summary

_DECODER = msgspec.json.Decoder(Finding)
_TOLD = tuple(f'"verdict":"{verdict}"'.encode() for verdict in (VIOLATED, UNDECIDABLE))


def write_report(out: Path, done: Run, summary: Summary, lang: str) -> None:
    """Write the report of a run to `out`; it appears under its name when it is complete.

    One file without any resource outside it, that runs no code but its own. `lang` (zh or en) is
    the language it opens in. The same run gives the same bytes.
    """
    part = out.with_name(f".{out.name}.part")
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        kept = Kept(done)
        with part.open("w", encoding="utf-8", newline="\n") as file:
            for piece in _pieces(done, summary, kept, lang):
                file.write(piece)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _pieces(done: Run, summary: Summary, kept: Kept, lang: str) -> Iterator[str]:
    before, _, after = page(done, summary, kept, lang).partition(FINDINGS_HERE)
    yield before
    writer = FindingWriter(done.plan.rulebook, done.spool, kept)
    for number, line in enumerate(_worst(done.spool), 1):
        yield writer.write(number, _DECODER.decode(line)) + "\n"
    yield after


def _worst(spool: Spool) -> Iterator[bytes]:
    """The lines of the worst findings that somebody has to look at."""
    count = 0
    for line in spool.findings(worst_first=True):
        if any(verdict in line for verdict in _TOLD):
            yield line
            count += 1
            if count == MOST_FINDINGS:
                return
