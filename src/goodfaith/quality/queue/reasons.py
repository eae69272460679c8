"""Why things could not be decided: the kernel's reasons, by case and ranked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from django.db import connection
from django.utils.translation import gettext_lazy as _

OTHER: Final = "other"
WORDS: Mapping[str, Any] = {
    "field_missing": _("A business fact is missing"),
    "source_missing": _("A source is not connected"),
    "speaker_unknown": _("Not known who spoke"),
    "gap": _("The recording has a gap"),
    "conversation_missing": _("A conversation is missing"),
    "low_confidence": _("Recognition is unsure of the words"),
    "label_unsure": _("A label is unsure of the meaning"),
    "weak_assent": _("Assent was too faint to tell"),
    "times_missing": _("No times in the conversation"),
    "order_unknown": _("Not known what came first"),
    OTHER: _("Something else"),
}
_FOUND = """
select j.id, array(select distinct jsonb_array_elements_text(jsonb_path_query_array(j.findings,
  '$[*].findings[*] ? (@.verdict == "undecidable").because[*].code')))
from quality_judgement j where j.id = any(%s)
"""
_RANKED = """
select reason, count(*) from (select unnest(reasons) as reason from ({}) as t) as each
group by reason order by 2 desc, 1
"""


class Reason(msgspec.Struct, frozen=True):
    """A reason, and in how many of the cases that wait it kept something from being decided."""

    code: str
    count: int
    share: float

    @property
    def percent(self) -> str:
        """The length of its bar, as SVG wants it."""
        return f"{self.share * 100:.1f}"

    @property
    def label(self) -> Any:
        return WORDS[self.code]


def reasons_of(judgements: Iterable[int]) -> dict[int, list[str]]:
    """The reasons of what is undecidable in each judgement, each once, in order."""
    ids = sorted(set(judgements))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, [ids])
        return {id: _known(codes) for id, codes in cursor.fetchall()}


def _known(codes: Iterable[str]) -> list[str]:
    """Those that have words. What is merely open besides them is told by none of its own."""
    found = sorted({code for code in codes if code in WORDS})
    return found or [OTHER]


def ranked(tasks: Any) -> list[Reason]:
    """The reasons of `tasks`, the one that most of them have first; a case may have several."""
    rows = tasks.order_by().values("pk", "reasons")
    sql, given = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_RANKED.format(sql), given)
        found = [(code, count) for code, count in cursor.fetchall() if code in WORDS]
    most = max((count for _, count in found), default=1)
    return [Reason(code, count, count / most) for code, count in found]
