from django.conf import settings
from django.db import migrations, models

# As `queue.ranking` has it: the day of being due, or none, then how urgent it is.
RANK = """
update quality_reviewtask set rank = 9999
    - round(least(greatest(urgency, 0), 9) * 1000)::bigint
    + 10000 * coalesce(
        ((due_at - interval '1 second') at time zone %s)::date - date '0001-01-01' + 1, 3652060)
where rank <= 0
"""


def rank_what_has_none(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(RANK, [settings.TIME_ZONE])


class Migration(migrations.Migration):
    dependencies = [("quality", "0008_sums_and_open_tasks")]

    operations = [
        migrations.RunPython(rank_what_has_none, migrations.RunPython.noop),
        migrations.AlterField("reviewtask", "rank", models.BigIntegerField()),
        migrations.AddConstraint(
            "reviewtask",
            models.CheckConstraint(condition=models.Q(("rank__gt", 0)), name="task_ranked"),
        ),
    ]
