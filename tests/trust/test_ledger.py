from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from goodfaith.trust import ledger
from goodfaith.trust.models import LedgerEntry, Staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "update trust_ledgerentry set act = 'nothing'",
        "delete from trust_ledgerentry",
        "truncate trust_ledgerentry",
    ],
)
def test_what_is_in_the_ledger_can_not_be_changed_or_taken_away(statement: str) -> None:
    staff = Staff.objects.create_user("0001", name="甲")
    ledger.record(staff, "staff.added", staff, timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert LedgerEntry.objects.get().act == "staff.added"
