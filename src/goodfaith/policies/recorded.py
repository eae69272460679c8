"""What this room writes into the ledger, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.recorded import Detail, NameAndPlace, Thing, as_written, named
from goodfaith.policies.models import FactImport
from goodfaith.trust.viewing import Viewer


def _imports(viewer: Viewer, ids: Sequence[str]) -> dict[str, NameAndPlace]:
    if not viewer.may("facts.import"):
        return {}
    seen = FactImport.objects.visible_to(viewer).filter(pk__in=ids)
    return named(seen.values_list("pk", "name"), "import")


RECORDED: dict[str, Any] = {
    "facts.received": _("Business facts received"),
    "import.begun": _("File of facts announced"),
    "import.completed": _("File of facts arrived whole"),
    "import.mapped": _("Columns of a file of facts told"),
    "import.confirmed": _("File of facts confirmed"),
    "import.stopped": _("Import of a file stopped"),
    "import.undone": _("Import of a file taken back"),
}
THINGS: dict[str, Thing] = {
    "policies.facts": Thing(_("Business facts from"), as_written),
    "policies.factimport": Thing(_("File of facts"), _imports),
}
DETAILS: dict[str, Detail] = {
    "changed": Detail(_("New or changed")),
    "rows": Detail(_("Rows in the file")),
}
