from django.db import migrations


class Migration(migrations.Migration):
    """Ordered subscribers have many jobs that wait for one lock; each fetch asks about them."""

    dependencies = [("platform", "0001_initial"), ("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.RunSQL(
            "create index goodfaith_jobs_by_lock on procrastinate_jobs (lock, priority, id)"
            " where lock is not null and status in ('todo', 'doing')",
            "drop index goodfaith_jobs_by_lock",
        )
    ]
