"""Says which models have changed without a migration; nothing is written."""

from __future__ import annotations

import sys
import warnings

from tools.settled import set_up


def main() -> int:
    """0: the migrations make the tables that the models describe; 1: some are missing."""
    set_up()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    warnings.simplefilter("ignore", RuntimeWarning)  # it would like to ask a database, too
    rooms = [app.label for app in apps.get_app_configs() if app.name in settings.ROOMS]
    try:
        call_command("makemigrations", *rooms, check_changes=True, dry_run=True, verbosity=1)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
