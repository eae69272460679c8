"""`python -m furnished_home HOME MODULE`: tables in a home, and what `MODULE.furnish()` puts in."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

TESTS = Path(__file__).parent


def furnish(home: Path, module: str) -> None:
    """In a process of its own: the settings of this one are made."""
    path = os.pathsep.join([str(TESTS), *sys.path])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    command = [sys.executable, "-m", "furnished_home", str(home), module]
    subprocess.run(command, env=kept | {"PYTHONPATH": path}, check=True)


def main(home: Path, module: str) -> None:
    os.environ |= {"GOODFAITH_HOME": str(home), "GOODFAITH_MODE": "test"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "goodfaith.platform.settings"
    from goodfaith.platform.embedded import embedded_postgres

    with embedded_postgres(home):
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", database="owner", verbosity=0)
        import_module(module).furnish()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
