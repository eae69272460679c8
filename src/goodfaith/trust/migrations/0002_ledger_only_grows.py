"""The application's role may add to the ledger, and nothing else; a trigger says so to anybody."""

from django.db import migrations

FORWARDS = """
create function ledger_only_grows() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger only grows' using errcode = 'insufficient_privilege';
end $$;
create trigger ledger_only_grows before update or delete or truncate on trust_ledgerentry
  for each statement execute function ledger_only_grows();
do $$ begin
  if exists (select from pg_roles where rolname = 'goodfaith_application') then
    revoke update, delete, truncate on trust_ledgerentry from goodfaith_application;
  end if;
end $$;
"""
BACKWARDS = """
drop trigger ledger_only_grows on trust_ledgerentry;
drop function ledger_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = (("trust", "0001_initial"),)
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
