"""Keeps the embedded database running while somebody serves: whoever kills it finds it back."""

from __future__ import annotations

import logging
import time

from goodfaith.platform.embedded import Database, EmbeddedPostgresError

LOOK_SECONDS = 1.0
_log = logging.getLogger(__name__)


def keep_up(database: Database) -> None:
    """Look again and again, for ever; to be run in a thread that ends with the process."""
    while True:
        time.sleep(LOOK_SECONDS)
        look_after(database)


def look_after(database: Database) -> bool:
    """Start the server again if it is not there; whether its address has changed by that."""
    before = database.dsn()
    try:
        database.ensure_running()
    except EmbeddedPostgresError as error:
        _log.error("database not running", extra={"code": error.code})
    return database.dsn() != before
