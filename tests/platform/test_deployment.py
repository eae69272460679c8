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

AROUND = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}


def test_djangos_check_of_a_deployment_finds_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "DEBUG"],
        env=AROUND | PRODUCTION | {"GOODFAITH_HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_an_installation_that_is_reached_by_https_says_so_to_browsers(tmp_path: Path) -> None:
    ask = """
import django; django.setup()
from django.test import Client
from django.conf import settings
secure = Client().get("/styleguide/", secure=True, headers={"host": "goodfaith.example"})
plain = Client().get("/styleguide/", headers={"host": "goodfaith.example"})
print(plain.status_code, plain.headers["Location"])
for name in ("Strict-Transport-Security", "X-Frame-Options", "X-Content-Type-Options",
             "Referrer-Policy", "Cross-Origin-Opener-Policy"):
    print(secure.headers[name])
print("script-src 'self';" in secure.headers["Content-Security-Policy"])
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY)
"""
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env=AROUND | PRODUCTION | {"GOODFAITH_HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        "301 https://goodfaith.example/styleguide/",
        "max-age=31536000; includeSubDomains; preload",
        "DENY",
        "nosniff",
        "same-origin",
        "same-origin",
        "True",
        "True True True",
    ], done.stderr
