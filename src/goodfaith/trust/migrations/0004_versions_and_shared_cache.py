"""Any change of units and positions makes a new version; the tables of the shared cache."""

from django.db import migrations

FORWARDS = """
insert into trust_organisationversion (id, version) values (1, gen_random_uuid());
create function organisation_changes() returns trigger language plpgsql as $$
begin
  update trust_organisationversion set version = gen_random_uuid() where id = 1;
  return null;
end $$;
create trigger organisation_changes after insert or update or delete or truncate on trust_unit
  for each statement execute function organisation_changes();
create trigger organisation_changes after insert or update or delete or truncate
  on trust_unitposition for each statement execute function organisation_changes();
create table shared_cache (
  cache_key varchar(255) primary key, value text not null, expires timestamptz not null
);
create index shared_cache_expires on shared_cache (expires);
"""
BACKWARDS = """
drop table shared_cache;
drop trigger organisation_changes on trust_unitposition;
drop trigger organisation_changes on trust_unit;
drop function organisation_changes();
delete from trust_organisationversion;
"""


class Migration(migrations.Migration):
    dependencies = (("trust", "0003_people_and_private_data"),)
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
