"""Files of this machine that a command was at work on when it died, and going on with them.

Whoever works on one holds a lock of the database: it is gone with them, however they die.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from goodfaith.platform.arriving.storing import sha256_of
from goodfaith.policies.imports.looking import look
from goodfaith.policies.imports.working import go_on
from goodfaith.policies.models import FactImport

State = FactImport.State
Watch = Callable[[FactImport], None]
CHANGED = "the file is not as it was when it was begun"
_KEY = "hashtextextended('goodfaith import ' || %s, 0)"
_HOLD = f"select pg_try_advisory_lock({_KEY})"
_LET_GO = f"select pg_advisory_unlock({_KEY})"
_TRY = f"select pg_try_advisory_xact_lock({_KEY})"


@contextmanager
def in_hand(of: FactImport) -> Iterator[bool]:
    """Hold a file while inside; False where somebody else has it."""
    is_ours = _asked(_HOLD, of)
    try:
        yield is_ours
    finally:
        if is_ours:
            _asked(_LET_GO, of)


def left_lying() -> list[FactImport]:
    """What somebody began and nobody is at; the file of one that is another by now has failed.

    Files that came by page or program are not among them: jobs see to those.
    """
    working = (State.LOOKING, State.COMPARING, State.IMPORTING)
    rows = FactImport.objects.filter(state__in=working, path__startswith="/").order_by("pk")
    return [of for of in rows if _is_free(of) and _is_as_begun(of)]


def finish(of: FactImport, watch: Watch = lambda _: None) -> FactImport | None:
    """Go on with it here and now, as far as it goes without a person; None: somebody else does."""
    with in_hand(of) as is_ours:
        if not is_ours:
            return None
        look(of.pk)
        while go_on(of.pk, watch=watch):
            pass
    return FactImport.objects.get(pk=of.pk)


def _is_free(of: FactImport) -> bool:
    with transaction.atomic():
        return _asked(_TRY, of)


def _asked(query: str, of: FactImport) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(query, [str(of.pk)])
        return bool(cursor.fetchone()[0])


def _is_as_begun(of: FactImport) -> bool:
    """Rows are counted from its beginning: half of one file and half of another are neither."""
    try:
        if sha256_of(Path(of.path)) == of.sha256:
            return True
    except OSError:
        pass
    rows = FactImport.objects.filter(pk=of.pk, state=of.state)
    rows.update(state=State.FAILED, failure=CHANGED, ended_at=timezone.now())
    return False
