"""What this room writes into the ledger, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

RECORDED: dict[str, Any] = {
    "rulebook.drafted": _("Rulebook draft begun"),
    "rulebook.file_changed": _("File of a rulebook draft changed"),
    "rulebook.file_removed": _("File of a rulebook draft removed"),
    "rulebook.noted": _("Note of a rulebook draft changed"),
    "rulebook.test_asked": _("Rulebook test asked for"),
    "rulebook.tested": _("Rulebook tested"),
    "rulebook.version_published": _("Rulebook version published"),
    "rulebook.withdrawn": _("Rulebook version withdrawn"),
    "rulebook.taken_out": _("Rulebook taken out as a file"),
    "backtest.started": _("Back-test begun"),
    "backtest.running": _("Back-test went on"),
    "backtest.paused": _("Back-test paused"),
    "backtest.stopped": _("Back-test stopped"),
    "review_cost.decided": _("Minutes a finding costs decided"),
}
