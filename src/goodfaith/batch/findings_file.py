"""Findings as files: JSON Lines and Parquet, written as a stream and read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from goodfaith.analysis.arrow_findings import (
    FINDINGS_SCHEMA,
    batch_from_findings,
    findings_from_batch,
)
from goodfaith.analysis.finding import Finding
from goodfaith.analysis.problems import Problem, UnreadableInput

ROWS_A_GROUP = 4_000
_DECODER = msgspec.json.Decoder(Finding)


def write_findings(path: Path, lines: Iterable[bytes], properties: dict[str, str]) -> int:
    """Write encoded findings to `path`, by its ending; returns how many.

    The file appears under its name only when it is complete. `properties` (rulebook, moment)
    go into the schema's metadata of Parquet; JSON Lines stays one finding a line.
    """
    part = path.with_name(f".{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        count = _WRITERS[path.suffix](part, lines, properties)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def read_findings(path: Path) -> Iterator[Finding]:
    """Read a file of findings. Raises `UnreadableInput` at the first line that is none."""
    try:
        yield from _READERS[path.suffix](path)
    except (pa.ArrowInvalid, msgspec.ValidationError, msgspec.DecodeError, KeyError) as error:
        problem = Problem(
            "unreadable", str(path), "", "", type(error).__name__, "a file of findings"
        )
        raise UnreadableInput([problem]) from None


def _write_lines(path: Path, lines: Iterable[bytes], _: dict[str, str]) -> int:
    count = 0
    with path.open("wb") as file:
        for line in lines:
            file.write(line + b"\n")
            count += 1
    return count


def _write_parquet(path: Path, lines: Iterable[bytes], properties: dict[str, str]) -> int:
    count = 0
    remaining = iter(lines)
    schema = FINDINGS_SCHEMA.with_metadata(properties)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while group := [_DECODER.decode(line) for line in islice(remaining, ROWS_A_GROUP)]:
            writer.write_batch(batch_from_findings(group).cast(schema))
            count += len(group)
    return count


def _read_lines(path: Path) -> Iterator[Finding]:
    with path.open("rb") as file:
        for line in file:
            if not line.isspace():
                yield _DECODER.decode(line)


def _read_parquet(path: Path) -> Iterator[Finding]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(ROWS_A_GROUP):
            yield from findings_from_batch(batch)


_WRITERS: dict[str, Callable[[Path, Iterable[bytes], dict[str, str]], int]] = {
    ".jsonl": _write_lines,
    ".parquet": _write_parquet,
}
_READERS: dict[str, Callable[[Path], Iterator[Finding]]] = {
    ".jsonl": _read_lines,
    ".parquet": _read_parquet,
}
FINDING_SUFFIXES = tuple(_WRITERS)


def properties_of(path: Path) -> dict[str, str]:
    """The properties a Parquet file of findings was written with; none for other files."""
    if path.suffix != ".parquet":
        return {}
    with pq.ParquetFile(path) as file:
        metadata = file.schema_arrow.metadata or {}
    return {key.decode(): value.decode() for key, value in metadata.items()}
