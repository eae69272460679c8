"""The installation of this machine, for commands that work in its database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from goodfaith.cli.telling import Teller
from goodfaith.platform.configuration import ConfigurationInvalid, read_configuration
from goodfaith.platform.database import database_in_use
from goodfaith.platform.embedded import EmbeddedPostgresError


class Unusable(Exception):
    """It cannot be used; the message says why, to whoever typed the command."""


@contextmanager
def installation_in_use(teller: Teller) -> Iterator[None]:
    """Its database answers, and Django is ready.

    Raises `Unusable` where it is not there, has no tables yet, or the system refuses a file.
    """
    try:
        with database_in_use(read_configuration(os.environ)):
            _prepare()
            from django.db import ProgrammingError
            from psycopg.errors import UndefinedTable

            try:
                yield
            except ProgrammingError as error:
                if not isinstance(error.__cause__, UndefinedTable):
                    raise
                raise Unusable(teller.word("ingest_no_tables")) from None
    except (ConfigurationInvalid, EmbeddedPostgresError, OSError) as error:
        raise Unusable(str(error)) from None


def _prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodfaith.platform.settings")
    import django

    django.setup()
