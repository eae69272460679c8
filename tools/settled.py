"""Django set up for tools: with no database, and with a home that is gone afterwards."""

from __future__ import annotations

import os
import tempfile

_HOME = tempfile.TemporaryDirectory(prefix="goodfaith-tools-")


def set_up() -> None:
    """Whatever the environment says, so that everybody gets the same; once, or not at all."""
    from django.apps import apps

    if apps.ready:  # the tests run the tools in their own process
        return
    for name in [each for each in os.environ if each.startswith(("GOODFAITH_", "DATABASE_"))]:
        del os.environ[name]
    os.environ |= {
        "GOODFAITH_HOME": _HOME.name,
        "GOODFAITH_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "goodfaith.platform.settings",
    }
    import django

    django.setup()
