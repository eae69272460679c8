"""What this room writes into the ledger, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.recorded import Detail, NameAndPlace, Thing


def _sources(viewer: Any, ids: Sequence[str]) -> dict[str, NameAndPlace]:
    return {id: (id, "") for id in ids}


RECORDED: dict[str, Any] = {"facts.received": _("Business facts received")}
THINGS: dict[str, Thing] = {"policies.facts": Thing(_("Business facts from"), _sources)}
DETAILS: dict[str, Detail] = {"changed": Detail(_("New or changed"))}
