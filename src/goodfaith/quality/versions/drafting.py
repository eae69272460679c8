"""Writing a version: a new draft, and changes of its files that never overwrite each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from goodfaith.conversations.reading.packing import packed
from goodfaith.quality.models import RulebookVersion, VersionFile
from goodfaith.quality.versions.archive import differing_paths
from goodfaith.quality.versions.contents import FileState, file_state, files_of, text_at
from goodfaith.quality.versions.refusals import NotPossible
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of

NUMBERING = 8_117_042
"""The key of the lock under which versions are numbered."""

State = RulebookVersion.State
Testing = RulebookVersion.Testing


class ChangedMeanwhile(Exception):
    """Somebody else changed the file: `theirs` is as it is now, `base` what both began with."""

    def __init__(self, base: str | None, theirs: FileState, by: str) -> None:
        self.base, self.theirs, self.by = base, theirs, by
        super().__init__(f"{theirs.path}: found change {theirs.number}")


def start_draft(
    *,
    based_on: RulebookVersion,
    actor: Actor,
    now: datetime,
    note: str = "",
    files: Mapping[str, str] | None = None,
) -> RulebookVersion:
    """A draft of the files of another version; of `files`, where they are handed in instead.

    Then it is as if its author had changed each file that differs.
    """
    began = files_of(based_on)
    with transaction.atomic():
        made = _numbered(
            name=based_on.name,
            note=note[:2_000],
            based_on=based_on,
            author_id=staff_id_of(actor),
            made_at=now,
            archive=packed(began),
        )
        if files is not None:
            _replace(made, began, files, actor, now)
        ledger.record(actor, "rulebook.drafted", made, now, based_on=based_on.pk)
    return made


def _numbered(**values: object) -> RulebookVersion:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [NUMBERING])
    last = RulebookVersion.objects.aggregate(last=Max("number"))["last"] or 0
    return RulebookVersion.objects.create(number=last + 1, **values)


def _replace(
    version: RulebookVersion,
    began: Mapping[str, str],
    files: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> None:
    rows = [
        VersionFile(version=version, path=path, number=1, text=files.get(path), at=now,
                    by_id=staff_id_of(actor))
        for path in differing_paths(began, files)
    ]  # fmt: skip
    VersionFile.objects.bulk_create(rows)
    version.changes = len(rows)
    version.save(update_fields=["changes"])


def save_file(
    *,
    version: RulebookVersion,
    path: str,
    text: str | None,
    number: int,
    actor: Actor,
    now: datetime,
    undoes: int | None = None,
) -> FileState:
    """Change one file, which had been changed `number` times when its author began; None: remove.

    Raises `ChangedMeanwhile` when it has been changed since by somebody, `NotPossible` for a
    version that is closed. The same text again changes nothing. What was tested is a draft again.
    """
    with transaction.atomic():
        row = RulebookVersion.objects.select_for_update().get(pk=version.pk)
        if not row.is_open:
            raise NotPossible("closed")
        here = file_state(row, path)
        if here.text == text:
            return here
        if here.number != number:
            raise ChangedMeanwhile(text_at(row, path, number), here, _last_writer(row, path))
        VersionFile.objects.create(
            version=row, path=path, number=number + 1, text=text, at=now, undoes=undoes,
            by_id=staff_id_of(actor),
        )  # fmt: skip
        row.changes += 1
        row.state = State.DRAFT
        row.save(update_fields=["changes", "state"])
        act = "rulebook.file_removed" if text is None else "rulebook.file_changed"
        ledger.record(actor, act, row, now, path=path, number=number + 1)
    version.changes, version.state = row.changes, row.state
    return FileState(path, text, number + 1)


def _last_writer(version: RulebookVersion, path: str) -> str:
    last = version.file_changes.filter(path=path).select_related("by").order_by("-number").first()
    return last.by.name if last and last.by else ""


def restore_file(
    *,
    version: RulebookVersion,
    path: str,
    to: int,
    number: int,
    actor: Actor,
    now: datetime,
) -> FileState:
    """Bring a file back to what it was after `to` changes of it: another change, so undoable, too.

    Raises as `save_file`, and `NotPossible` where there was no such change.
    """
    here = file_state(version, path)
    if not 0 <= to < max(1, here.number + 1) or to == here.number:
        raise NotPossible("nothing_to_undo")
    text = text_at(version, path, to)
    return save_file(
        version=version, path=path, text=text, number=number, actor=actor, now=now, undoes=to
    )


def note_version(*, version: RulebookVersion, note: str, actor: Actor, now: datetime) -> None:
    """Say what the version is for. Raises `NotPossible` for one that is closed."""
    with transaction.atomic():
        row = RulebookVersion.objects.select_for_update().get(pk=version.pk)
        if not row.is_open:
            raise NotPossible("closed")
        row.note = note[:2_000]
        row.save(update_fields=["note"])
        ledger.record(actor, "rulebook.noted", row, now)
    version.note = row.note
