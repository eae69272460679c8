from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PRODUCTION = {
    "GOODFAITH_MODE": "production",
    "GOODFAITH_HOSTS": "goodfaith.example",
    "GOODFAITH_PUBLIC_URL": "https://goodfaith.example",
    "DJANGO_SETTINGS_MODULE": "goodfaith.platform.settings",
}


def test_djangos_check_of_a_deployment_finds_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "DEBUG"],
        env=os.environ | PRODUCTION | {"GOODFAITH_HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout
