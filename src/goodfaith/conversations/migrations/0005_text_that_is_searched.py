"""Texts to look for words in, beside the pairs; those of what was read before are filled in."""

from django.db import migrations, models

AT_ONCE = 500


def fill(apps, schema_editor):
    from goodfaith.conversations.pairs import pairs_and_folded

    database = schema_editor.connection.alias
    kept = apps.get_model("conversations", "SearchText").objects.using(database)
    contents = apps.get_model("conversations", "Revision").objects.using(database)
    rows = kept.order_by("pk").values_list("pk", "conversation__reading__revision")
    after = 0
    while batch := dict(rows.filter(pk__gt=after)[:AT_ONCE]):
        said = dict(contents.filter(pk__in=batch.values()).values_list("pk", "content"))
        changed = []
        for pk, revision in batch.items():
            texts = [each["text"] for each in said.get(revision, {}).get("utterances", ())]
            changed.append(kept.model(pk=pk, folded=pairs_and_folded(texts)[1]))
        kept.bulk_update(changed, ["folded"])
        after = max(batch)


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0004_why_it_was_read"),
    ]

    operations = [
        migrations.AddField(
            model_name="searchtext",
            name="folded",
            field=models.TextField(default=""),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
