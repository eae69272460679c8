"""Imports, and what facts said before: kept by the database, whoever changes them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARDS = """
create function facts_keep_versions() returns trigger language plpgsql as $$
begin
  insert into policies_factversion
    (kind, key, values, belongs_to, known_at, known_until, source, came_with_id)
  select b.kind, b.key, b.values, b.belongs_to, b.known_at, a.known_at, b.source, b.came_with_id
  from before b join after a using (id) where a.values is distinct from b.values;
  return null;
end $$;
create trigger facts_keep_versions after update on policies_factrecord
  referencing old table as before new table as after
  for each statement execute function facts_keep_versions();
"""
BACKWARDS = """
drop trigger facts_keep_versions on policies_factrecord;
drop function facts_keep_versions();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FactVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=200)),
                ("values", models.JSONField()),
                (
                    "belongs_to",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=210), default=list, size=None
                    ),
                ),
                ("known_at", models.DateTimeField()),
                ("known_until", models.DateTimeField()),
                ("source", models.CharField(blank=True, default="", max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="ImportChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=200)),
                (
                    "what",
                    models.CharField(
                        choices=[("new", "New"), ("changed", "Changed")], max_length=7
                    ),
                ),
                ("fields", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="RefusedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=40)),
                (
                    "cells",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("problems", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="SavedMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=60)),
                ("header", models.CharField(max_length=64)),
                ("columns", models.JSONField()),
                ("saved_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="factrecord",
            name="source",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.CreateModel(
            name="FactImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("path", models.CharField(blank=True, default="", max_length=300)),
                ("size", models.BigIntegerField(default=0)),
                ("received", models.BigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, default="", max_length=64)),
                ("kind", models.CharField(max_length=60)),
                ("source", models.CharField(max_length=40)),
                ("begun_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("arriving", "Arriving"),
                            ("looking", "Being looked at"),
                            ("mapping", "Columns to be checked"),
                            ("comparing", "Being compared"),
                            ("compared", "To be confirmed"),
                            ("importing", "Being taken in"),
                            ("done", "Done"),
                            ("undoing", "Being taken back"),
                            ("undone", "Taken back"),
                            ("stopped", "Stopped"),
                            ("failed", "Failed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("headings", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=list)),
                ("mapping_by", models.CharField(blank=True, default="", max_length=10)),
                ("rows", models.PositiveBigIntegerField(default=0)),
                ("reached", models.PositiveBigIntegerField(default=0)),
                ("added", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("same", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("by_field", models.JSONField(default=dict)),
                ("restored", models.PositiveIntegerField(default=0)),
                ("left_newer", models.PositiveIntegerField(default=0)),
                ("failure", models.CharField(blank=True, default="", max_length=300)),
                (
                    "handed_in_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="factrecord",
            name="came_with",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="facts",
                to="policies.factimport",
            ),
        ),
        migrations.AddIndex(
            model_name="factrecord",
            index=models.Index(fields=["kind", "-known_at"], name="fact_latest"),
        ),
        migrations.AddIndex(
            model_name="factrecord",
            index=models.Index(
                condition=models.Q(("came_with__isnull", False)),
                fields=["came_with"],
                name="fact_of_import",
            ),
        ),
        migrations.AddField(
            model_name="factversion",
            name="came_with",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="policies.factimport",
            ),
        ),
        migrations.AddField(
            model_name="importchange",
            name="of",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="policies.factimport",
            ),
        ),
        migrations.AddField(
            model_name="refusedrow",
            name="of",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="refused_rows",
                to="policies.factimport",
            ),
        ),
        migrations.AddField(
            model_name="savedmapping",
            name="saved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="factimport",
            index=models.Index(fields=["-begun_at"], name="import_latest"),
        ),
        migrations.AddIndex(
            model_name="factimport",
            index=models.Index(fields=["kind", "source"], name="import_of_kind"),
        ),
        migrations.AddIndex(
            model_name="factversion",
            index=models.Index(fields=["kind", "key", "-known_until"], name="fact_version_of"),
        ),
        migrations.AddIndex(
            model_name="factversion",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["belongs_to"], name="fact_version_belongs_to"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedmapping",
            constraint=models.UniqueConstraint(
                fields=("kind", "source", "header"), name="mapping_once_for_a_header"
            ),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
