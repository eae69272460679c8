"""What a version would have said of conversations that are past."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodfaith.conversations.models import Conversation
from goodfaith.quality.models.version import RulebookVersion
from goodfaith.trust.models import Staff


class Backtest(models.Model):
    """Judging a period by the changed rules of `version` as they are and as they are in `against`.

    `changes` is how many changes the version had when it began: it judges those files, whatever
    is changed meanwhile. Conversations of the days `from_on` to `to_on` are judged in the order of
    their ids, those up to `reached_id` have been. `rules` are the rules that differ, `counts` has
    for each how many findings are gained, lost … (`BacktestChange.How`), `seconds` how long it
    took.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    version = models.ForeignKey(RulebookVersion, models.CASCADE, related_name="backtests")
    changes = models.PositiveIntegerField()
    against = models.ForeignKey(RulebookVersion, models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    asked_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    rules = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    reached_id = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    seconds = models.FloatField(default=0.0)
    failure = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["version", "-id"], name="backtest_latest"),)

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.STOPPED, self.State.FAILED)


class BacktestChange(models.Model):
    """A finding that a back-test gains, loses or sees otherwise, in the conversation that shows it.

    `severity` is the new one, of what is lost the old one. `about` is the sale or customer of a
    rule about those. `words` are the places it rests on: utterance, start, end; the words
    themselves are in the conversation.
    """

    class How(models.TextChoices):
        GAINED = "gained", _("Newly violated")
        LOST = "lost", _("No longer violated")
        MOVED = "moved", _("Another severity")
        DOUBTED = "doubted", _("Newly undecidable")
        DECIDED = "decided", _("No longer undecidable")

    backtest = models.ForeignKey(Backtest, models.CASCADE, related_name="found")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+")
    rule = models.CharField(max_length=120)
    how = models.CharField(max_length=10, choices=How.choices)
    severity = models.CharField(max_length=10)
    about = models.CharField(max_length=200, blank=True, default="")
    words = models.JSONField(default=list)

    class Meta:
        indexes = (models.Index(fields=["backtest", "rule", "how", "id"], name="moved_rule"),)
        constraints = (
            models.UniqueConstraint(
                fields=["backtest", "rule", "conversation", "about"], name="moved_once"
            ),
        )
