"""`goodfaith serve` and `goodfaith migrate`."""

from __future__ import annotations

import argparse
import logging.config
import os
import sys

from goodfaith.cli.telling import Teller
from goodfaith.platform.configuration import (
    Configuration,
    ConfigurationInvalid,
    insecurities,
    read_configuration,
)
from goodfaith.platform.database import database_in_use
from goodfaith.platform.embedded import EmbeddedPostgresError
from goodfaith.platform.serving import CannotServe, Plan, supervise
from goodfaith.platform.serving.supervisor import Told, apply_migrations
from goodfaith.platform.watching.logs import logging_settings

_PROCESS = (sys.executable, "-m", "goodfaith.platform.serving")


def serve(options: argparse.Namespace, teller: Teller) -> int:
    """Serve until told to leave. 1: it cannot, 2: the configuration is wrong."""
    if options.role != "all":
        if _configuration(teller) is None:
            return 2
        where = ["--host", options.host, "--port", str(options.port)]
        os.execv(sys.executable, [*_PROCESS, options.role, *where])  # noqa: S606 (our own program)

    def told(what: str, address: str) -> None:
        teller.say("serve_ready", address=address)
        if what == "first":
            teller.say("serve_first")
        sys.stdout.flush()

    return serving(options, teller, web=options.web, workers=options.workers, told=told)


def serving(
    options: argparse.Namespace, teller: Teller, *, web: int, workers: int, told: Told
) -> int:
    """Serve with these processes; `told` hears when the server runs. Otherwise as `serve`."""
    configuration = _configuration(teller)
    if configuration is None:
        return 2
    plan = Plan(options.host, options.port, web, workers)
    logging.config.dictConfig(logging_settings())
    try:
        return supervise(configuration, plan, told)
    except (CannotServe, EmbeddedPostgresError) as error:
        teller.error(str(error))
        return 1


def _configuration(teller: Teller) -> Configuration | None:
    """None when it is wrong; what is wrong has been told."""
    try:
        configuration = read_configuration(os.environ)
    except ConfigurationInvalid as invalid:
        teller.error(str(invalid))
        return None
    if reasons := insecurities(configuration):
        teller.error("\n".join(reasons))
        return None
    return configuration


def migrate(options: argparse.Namespace, teller: Teller) -> int:
    """Make or change the tables. 1: it cannot, 2: the configuration is wrong."""
    try:
        with database_in_use(read_configuration(os.environ)):
            apply_migrations(os.environ)
    except ConfigurationInvalid as invalid:
        teller.error(str(invalid))
        return 2
    except (CannotServe, EmbeddedPostgresError) as error:
        teller.error(str(error))
        return 1
    teller.say("migrated")
    return 0
