"""The server in a process of its own for tests in a browser: a home, people, what they work with.

Prints one line of JSON when it answers: where it is, and a session for each role. Leaves when its
standard input closes. `python -m browser.serving HOME`, with `tests` as a place of modules.
"""

from __future__ import annotations

import json
import os
import pkgutil
import socket
import sys
import threading
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

FIRST_DAY = date(2020, 1, 1)


def main(home: Path) -> None:
    os.environ |= {"GOODFAITH_HOME": str(home), "GOODFAITH_MODE": "test"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "goodfaith.platform.settings"
    from goodfaith.platform.embedded import embedded_postgres

    with embedded_postgres(home), listening() as listener:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", database="owner", verbosity=0)
        sessions = {name: session_of(staff) for name, staff in furnished().items()}
        port = listener.getsockname()[1]
        serve(listener, {"url": f"http://127.0.0.1:{port}", "sessions": sessions})


@contextmanager
def listening() -> Any:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        yield listener


def furnished() -> dict[str, Any]:
    """People by role, after every module of `browser.seeds` has put in what it shows."""
    from browser import seeds

    staff = people()
    for found in sorted(module.name for module in pkgutil.iter_modules(seeds.__path__)):
        import_module(f"browser.seeds.{found}").seed(staff)
    return staff


def people() -> dict[str, Any]:
    """One of each role at the top of the organisation."""
    from goodfaith.trust.models import Assignment, Level, Staff, Unit
    from goodfaith.trust.roles import Role

    level = Level.objects.create(order=1, name="总公司", english_name="Head office")
    unit = Unit.objects.create(code="HQ", name="总公司", level=level)
    found = {}
    for place, role in enumerate(Role):
        staff = Staff.objects.create_user(f"1{place:03}", name=f"{role.label}甲")
        Assignment.objects.create(staff=staff, role=role, unit=unit, during=(FIRST_DAY, None))
        found[str(role)] = staff
    found["nothing"] = Staff.objects.create_user("1999", name="新人")
    return found


def session_of(staff: Any) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(staff, settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def serve(listener: socket.socket, told: dict[str, Any]) -> None:
    import uvicorn

    config = uvicorn.Config("goodfaith.platform.asgi:application", log_level="warning")
    server = uvicorn.Server(config)

    def leave() -> None:
        sys.stdin.read()
        server.should_exit = True

    threading.Thread(target=leave, daemon=True).start()
    print(json.dumps(told), flush=True)
    server.run(sockets=[listener])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
