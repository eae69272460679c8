"""Numbers by day, and what notes which day has to be counted again."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# One row a statement and day, never the same row: nobody waits for somebody else's transaction.
FORWARDS = """
create function overview_talks_changed() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into quality_staleday (day) select distinct day from after;
  elsif tg_op = 'DELETE' then
    insert into quality_staleday (day) select distinct day from before;
  else
    insert into quality_staleday (day)
    select b.day from before b join after a using (id)
    where (b.day, b.unit_path, b.channel, b.state, b.reading_id, b.turns, b.worst, b.violated,
      b.undecidable) is distinct from
      (a.day, a.unit_path, a.channel, a.state, a.reading_id, a.turns, a.worst, a.violated,
      a.undecidable)
    union select a.day from before b join after a using (id)
    where (b.day, b.unit_path, b.channel, b.state, b.reading_id, b.turns, b.worst, b.violated,
      b.undecidable) is distinct from
      (a.day, a.unit_path, a.channel, a.state, a.reading_id, a.turns, a.worst, a.violated,
      a.undecidable);
  end if;
  return null;
end $$;
create trigger overview_talks_added after insert on conversations_conversation
  referencing new table as after for each statement execute function overview_talks_changed();
create trigger overview_talks_changed after update on conversations_conversation
  referencing old table as before new table as after
  for each statement execute function overview_talks_changed();
create trigger overview_talks_removed after delete on conversations_conversation
  referencing old table as before for each statement execute function overview_talks_changed();

create function overview_cases_changed() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into quality_staleday (day) select distinct day from after;
  elsif tg_op = 'DELETE' then
    insert into quality_staleday (day) select distinct day from before;
  else
    insert into quality_staleday (day)
    with changed as (
      select a.id, b.day as was, a.day as now_on,
        (b.judgement_id is null, b.conclusion, b.merged_into_id is null) is distinct from
        (a.judgement_id is null, a.conclusion, a.merged_into_id is null) as moves_talks
      from before b join after a using (id)
      where (b.day, b.unit_path, b.channel, b.product_type, b.state, b.conclusion, b.worst,
        b.violated, b.undecidable, b.judgement_id, b.merged_into_id) is distinct from
        (a.day, a.unit_path, a.channel, a.product_type, a.state, a.conclusion, a.worst,
        a.violated, a.undecidable, a.judgement_id, a.merged_into_id))
    select was from changed union select now_on from changed
    union select t.day from changed c
      join quality_caseconversation m on m.case_id = c.id
      join conversations_conversation t on t.id = m.conversation_id
      where c.moves_talks;
  end if;
  return null;
end $$;
create trigger overview_cases_added after insert on quality_case
  referencing new table as after for each statement execute function overview_cases_changed();
create trigger overview_cases_changed after update on quality_case
  referencing old table as before new table as after
  for each statement execute function overview_cases_changed();
create trigger overview_cases_removed after delete on quality_case
  referencing old table as before for each statement execute function overview_cases_changed();

create function overview_members_changed() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into quality_staleday (day) select distinct t.day from after m
      join conversations_conversation t on t.id = m.conversation_id;
  else
    insert into quality_staleday (day) select distinct t.day from before m
      join conversations_conversation t on t.id = m.conversation_id;
  end if;
  return null;
end $$;
create trigger overview_members_added after insert on quality_caseconversation
  referencing new table as after for each statement execute function overview_members_changed();
create trigger overview_members_removed after delete on quality_caseconversation
  referencing old table as before for each statement execute function overview_members_changed();

create function overview_decided() returns trigger language plpgsql as $$
begin
  insert into quality_staleday (day) select day from quality_case where id = new.case_id;
  return null;
end $$;
create trigger overview_decided after insert or update on quality_decision
  for each row execute function overview_decided();
create trigger overview_second_opened after insert on quality_reviewtask
  for each row when (new.seat = 2) execute function overview_decided();
create trigger overview_second_ended after update on quality_reviewtask
  for each row when (new.seat = 2 and new.state is distinct from old.state)
  execute function overview_decided();

insert into quality_staleday (day)
select day from conversations_conversation union select day from quality_case;
"""
BACKWARDS = """
drop trigger overview_talks_added on conversations_conversation;
drop trigger overview_talks_changed on conversations_conversation;
drop trigger overview_talks_removed on conversations_conversation;
drop function overview_talks_changed();
drop trigger overview_cases_added on quality_case;
drop trigger overview_cases_changed on quality_case;
drop trigger overview_cases_removed on quality_case;
drop function overview_cases_changed();
drop trigger overview_members_added on quality_caseconversation;
drop trigger overview_members_removed on quality_caseconversation;
drop function overview_members_changed();
drop trigger overview_decided on quality_decision;
drop trigger overview_second_opened on quality_reviewtask;
drop trigger overview_second_ended on quality_reviewtask;
drop function overview_decided();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("quality", "0006_outcome"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Counted",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("only", models.BooleanField(default=True, unique=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="StaleDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
            ],
            options={
                "indexes": [models.Index(fields=["day"], name="stale_day")],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "of",
                    models.CharField(
                        choices=[("case", "Cases"), ("talk", "Conversations")], max_length=4
                    ),
                ),
                ("day", models.DateField()),
                ("unit", models.BigIntegerField(null=True)),
                ("parent", models.BigIntegerField(null=True)),
                (
                    "path",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("is_own", models.BooleanField(default=False)),
                ("channel", models.CharField(blank=True, default="", max_length=20)),
                ("product_type", models.CharField(blank=True, default="", max_length=40)),
                ("rule", models.CharField(blank=True, default="", max_length=120)),
                ("total", models.PositiveIntegerField(default=0)),
                ("judged", models.PositiveIntegerField(default=0)),
                ("reviewed", models.PositiveIntegerField(default=0)),
                ("qualified", models.PositiveIntegerField(default=0)),
                ("unqualified", models.PositiveIntegerField(default=0)),
                ("critical", models.PositiveIntegerField(default=0)),
                ("major", models.PositiveIntegerField(default=0)),
                ("minor", models.PositiveIntegerField(default=0)),
                ("note", models.PositiveIntegerField(default=0)),
                ("upheld", models.PositiveIntegerField(default=0)),
                ("undecided", models.PositiveIntegerField(default=0)),
                ("doubtful", models.PositiveIntegerField(default=0)),
                ("read", models.PositiveIntegerField(default=0)),
                ("silent", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
                ("waiting", models.PositiveIntegerField(default=0)),
                ("violated", models.PositiveIntegerField(default=0)),
                ("undecidable", models.PositiveIntegerField(default=0)),
                ("confirmed", models.PositiveIntegerField(default=0)),
                ("dismissed", models.PositiveIntegerField(default=0)),
                ("unclear", models.PositiveIntegerField(default=0)),
                ("resolved", models.PositiveIntegerField(default=0)),
                ("cleared", models.PositiveIntegerField(default=0)),
                ("missed", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["day"], name="tally_day"),
                    models.Index(fields=["unit", "of", "day"], name="tally_unit"),
                    models.Index(fields=["parent", "of", "day"], name="tally_parent"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=120)),
                ("verdict", models.CharField(blank=True, default="", max_length=12)),
                ("severity", models.CharField(blank=True, default="", max_length=8)),
                (
                    "decided",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not decided"),
                            ("confirmed", "Confirmed"),
                            ("dismissed", "Dismissed"),
                            ("unclear", "Cannot be told"),
                            ("resolved", "Violated after all"),
                            ("cleared", "Passed after all"),
                            ("missed", "Missed by the machine"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="case_findings",
                        to="quality.case",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["rule", "decided"], name="case_finding_rule")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "rule"), name="case_finding_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("daily", "Daily report"), ("weekly", "Weekly report")],
                        max_length=6,
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
                (
                    "unit_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=None, null=True, size=None
                    ),
                ),
                ("unit_name", models.CharField(blank=True, default="", max_length=200)),
                ("language", models.CharField(max_length=10)),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Being made"),
                            ("done", "Ready"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("steps", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField(null=True)),
                ("counted_at", models.DateTimeField(null=True)),
                ("content", models.BinaryField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["asked_by", "-asked_at"], name="report_asked")],
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
