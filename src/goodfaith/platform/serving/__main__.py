"""`python -m goodfaith.platform.serving web|worker|timers|migrate`: one process of the server."""

from __future__ import annotations

import argparse
import gc
import os
import socket
import sys
import threading

from goodfaith.platform.configuration import Configuration, read_configuration
from goodfaith.platform.database import database_in_use
from goodfaith.platform.embedded import EmbeddedPostgresError
from goodfaith.platform.serving.keeping_up import keep_up
from goodfaith.platform.serving.plan import CannotServe, Plan, listen

FIRST = "nobody works here yet"


def main() -> int:
    """Run one process until it is told to leave, or its work is done."""
    parser = argparse.ArgumentParser(prog="goodfaith.platform.serving")
    parser.add_argument("role", choices=("web", "worker", "timers", "migrate"))
    parser.add_argument("--socket", type=int, default=None)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--supervised", action="store_true")
    options = parser.parse_args()
    configuration = read_configuration(os.environ)
    try:
        with database_in_use(configuration) as database:
            if database and not options.supervised:
                threading.Thread(target=keep_up, args=(database,), daemon=True).start()
            return serve(options, configuration)
    except (CannotServe, EmbeddedPostgresError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def serve(options: argparse.Namespace, configuration: Configuration) -> int:
    """The settings are read here: the address of the database is known only by now."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "goodfaith.platform.settings"
    gc.disable()  # modules are no garbage: looking for it among them is a fifth of a start
    django.setup()
    gc.freeze()
    gc.enable()
    if options.role == "migrate":
        from goodfaith.platform.serving.migrating import migrate

        sys.stdout.write(FIRST if migrate(configuration) else "")
        return 0
    if options.role == "web":
        from goodfaith.platform.serving.web import serve_web

        return serve_web(configuration, _listener(options), options.supervised)
    if options.role == "timers":
        from goodfaith.platform.serving.timers import serve_timers

        return serve_timers(options.supervised)
    from goodfaith.platform.serving.worker import serve_worker

    return serve_worker(options.supervised)


def _listener(options: argparse.Namespace) -> socket.socket:
    if options.socket is not None:
        return socket.socket(fileno=options.socket)
    return listen(Plan(options.host, options.port))


if __name__ == "__main__":
    sys.exit(main())
