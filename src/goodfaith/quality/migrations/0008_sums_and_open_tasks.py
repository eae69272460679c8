"""Indexes that sums of tallies, and the queue with what is in hand, are read from."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quality", "0007_overview"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="reviewtask",
            name="task_next",
        ),
        migrations.RemoveIndex(
            model_name="tally",
            name="tally_unit",
        ),
        migrations.RemoveIndex(
            model_name="tally",
            name="tally_parent",
        ),
        migrations.AddIndex(
            model_name="reviewtask",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "held"])),
                fields=["queue", "rank", "id"],
                name="task_open",
            ),
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(
                condition=models.Q(("rule", "")), fields=["unit", "of", "day"], name="tally_unit"
            ),
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(
                condition=models.Q(("rule", "")),
                fields=["parent", "of", "day"],
                name="tally_parent",
            ),
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(
                condition=models.Q(("rule", ""), _negated=True),
                fields=["unit", "of", "day"],
                include=(
                    "rule",
                    "is_own",
                    "channel",
                    "product_type",
                    "violated",
                    "undecidable",
                    "confirmed",
                    "dismissed",
                    "unclear",
                    "resolved",
                    "cleared",
                    "missed",
                ),
                name="tally_rules",
            ),
        ),
    ]
