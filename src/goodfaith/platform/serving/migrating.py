"""Making and changing tables, as their owner; two at once wait for each other."""

from __future__ import annotations

import psycopg

from goodfaith.platform.configuration import Configuration
from goodfaith.platform.database import database_url
from goodfaith.platform.rooms import furniture

_LOCK = 7_203_114_455  # any number, the same for ever


def migrate(configuration: Configuration) -> bool:
    """Apply all migrations, and let rooms prepare what they cannot do without.

    True when nobody works here yet: there is no account to sign in with.
    Django has to be set up. Raises what the database says.
    """
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    with psycopg.connect(database_url(configuration, "owner"), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [_LOCK])
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        for _, room in furniture("starting"):
            room.prepare()
        return not get_user_model().objects.using("owner").exists()
