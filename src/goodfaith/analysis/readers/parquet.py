"""Parquet: conversations as columns, read row group by row group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from goodfaith.analysis.arrow_schema import (
    CONVERSATIONS,
    batch_from_conversations,
    conversations_from_batch,
)
from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.bounds import LONGEST_ROW_GROUP_BYTES, MEGABYTE
from goodfaith.analysis.readers.options import DEFAULT_OPTIONS, ReadOptions

_ROWS_READ: Final = 256
_ROWS_WRITTEN: Final = 2_000
_LARGEST_FOOTER: Final = 64 * MEGABYTE


def read_parquet(
    source: BinaryIO,
    name: str,
    options: ReadOptions = DEFAULT_OPTIONS,
    ignored: Counter[str] | None = None,
) -> Iterator[Conversation | Problem]:
    """Yield the conversations and problems of a Parquet file in the order of its rows.

    Reading ends at the first part that is damaged. `source` must be seekable.
    """
    first_row = 1
    for batch in batches_of(source, name):
        if isinstance(batch, Problem):
            yield batch
            return
        yield from conversations_from_batch(batch, options, name, first_row, ignored)
        first_row += batch.num_rows


def batches_of(source: BinaryIO, name: str) -> Iterator[pa.RecordBatch | Problem]:
    """Yield the record batches of a file, whatever its columns; a problem where it is damaged."""
    # A damaged file raises anything from OSError to KeyError out of Arrow, so all is caught.
    try:
        with pq.ParquetFile(
            source,
            pre_buffer=False,
            buffer_size=MEGABYTE,
            thrift_string_size_limit=_LARGEST_FOOTER,
            thrift_container_size_limit=MEGABYTE,
        ) as file:
            for group in range(file.num_row_groups):
                if too_large := _too_large(file, group, name):
                    yield too_large
                    return
                yield from file.iter_batches(_ROWS_READ, [group], use_threads=False)
    except Exception as error:
        found = f"damaged or not Parquet ({type(error).__name__})"
        yield Problem("format_unreadable", name, "", "", found, "a Parquet file")


def _too_large(file: Any, group: int, name: str) -> Problem | None:
    size = file.metadata.row_group(group).total_byte_size
    if 0 <= size <= LONGEST_ROW_GROUP_BYTES:
        return None
    expected = f"at most {LONGEST_ROW_GROUP_BYTES:,} bytes"
    return Problem("too_many", name, f"row group {group}", "", f"{size:,} bytes unpacked", expected)


def write_parquet(conversations: Iterable[Conversation], path: Path) -> int:
    """Write conversations to a Parquet file that `read_parquet` gives back; return their number."""
    written, waiting = 0, list[Conversation]()
    with pq.ParquetWriter(path, CONVERSATIONS, compression="zstd") as writer:
        for conversation in conversations:
            waiting.append(conversation)
            written += 1
            if len(waiting) >= _ROWS_WRITTEN:
                writer.write_batch(batch_from_conversations(waiting))
                waiting.clear()
        if waiting:
            writer.write_batch(batch_from_conversations(waiting))
    return written
