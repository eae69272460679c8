"""The list by score in the order that it has, for whoever sees some purposes only, too."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0011_indexes_said_twice"),
        ("trust", "0004_versions_and_shared_cache"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="conversation",
            name="conversation_score",
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(fields=["score", "id", "purpose"], name="conversation_score"),
        ),
    ]
