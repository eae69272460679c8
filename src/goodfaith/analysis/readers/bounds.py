"""Every bound of the readers in one place.

What exceeds a bound is refused with a problem that names it. The numbers are ours: far above what
real recordings, chats and exports reach, far below what hurts a machine with 2 GB of memory.
"""

from __future__ import annotations

from typing import Final

MEGABYTE: Final = 1 << 20

BLOCK_BYTES: Final = MEGABYTE
"""What is read from a stream at a time."""

LONGEST_LINE_BYTES: Final = 8 * MEGABYTE
"""A longer line is skipped up to its end, and reading goes on behind it."""

LONGEST_SKIPPED_BYTES: Final = 512 * MEGABYTE
"""A line without end (a device, a broken stream): reading stops after this much of it."""

BATCH_BYTES: Final = 4 * MEGABYTE
"""A batch of lines handed to a worker is closed when it reaches this size."""

LONGEST_DOCUMENT_BYTES: Final = 64 * MEGABYTE
"""A JSON document is read whole, so it has a bound of its own."""

LONGEST_UTTERANCE: Final = 20_000
"""Code points of one utterance: over an hour of uninterrupted speech."""

MOST_UTTERANCES: Final = 50_000
"""Utterances of one conversation."""

MOST_LINES: Final = 4 * MOST_UTTERANCES
"""Lines of one conversation in plain text or subtitles."""

MOST_PARTICIPANTS: Final = 2_000
"""Participants of one conversation; a WeCom group holds 500."""

MOST_ATTACHMENTS: Final = 1_000
"""Attachments of one utterance."""

LONGEST_ID: Final = 200
"""Code points of an identifier."""

LONGEST_NAME: Final = 1_000
"""Code points of a file name, a link or another short text beside the words said."""

MOST_COLUMNS: Final = 1_000
"""Columns of a table."""

LONGEST_FIELD: Final = LONGEST_UTTERANCE
"""Code points of a text among the business facts."""

DEEPEST_JSON: Final = 64
"""Objects and lists inside one another."""

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
"""Moments outside these years are mistakes: an unset clock, a wrong unit."""

LONGEST_SECONDS: Final = 366 * 24 * 3600.0
"""Offsets from the start of a conversation; a chat session may stay open for long."""

MOST_ZIP_ENTRIES: Final = 5_000
LONGEST_UNZIPPED_BYTES: Final = 512 * MEGABYTE
HIGHEST_ZIP_RATIO: Final = 200
"""XLSX, ZIP: number of parts, size of all together, size of a part against its packed size."""

LONGEST_ZIP_DIRECTORY_BYTES: Final = 4 * MEGABYTE
"""XLSX, ZIP: the list of parts, 46 bytes and a name for each."""

MOST_CELLS: Final = 10_000_000
"""XLSX: width times height of a sheet, which is held in memory."""

LONGEST_ROW_GROUP_BYTES: Final = 1024 * MEGABYTE
"""Parquet: one row group as its metadata declares it, unpacked."""

MOST_METADATA_ROWS: Final = 20_000_000
"""Rows of a metadata table, which is held in memory."""
