"""What a back-test found, as far as a viewer may see it: by rule, unit, adviser; examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec
from django.db.models import Count, QuerySet
from django.utils import timezone

from goodfaith.conversations.models import Conversation
from goodfaith.conversations.private import shown_to
from goodfaith.conversations.queries import said_in
from goodfaith.quality.models import Backtest, BacktestChange
from goodfaith.trust.viewing import Viewer

MOST_EXAMPLES = 10
MOST_NAMED = 20


class RuleMoved(msgspec.Struct, frozen=True):
    """Counts of one rule by `BacktestChange.How`."""

    rule: str
    title: str
    gained: int = 0
    lost: int = 0
    moved: int = 0
    doubted: int = 0
    decided: int = 0


class Example(msgspec.Struct, frozen=True):
    """One finding that is another now; `parts` are words with whether it rests on them."""

    change: BacktestChange
    turn: int | None
    before: str
    words: str
    after: str


class Affected(msgspec.Struct, frozen=True):
    """Somebody or a unit whose findings are others: how many more, and how many less."""

    name: str
    gained: int
    lost: int


def rules_moved(backtest: Backtest, titles: dict[str, str]) -> list[RuleMoved]:
    """Every rule under trial, the most moved first."""
    found = [
        RuleMoved(rule, titles.get(rule, rule), **backtest.counts.get(rule, {}))
        for rule in backtest.rules
    ]
    return sorted(found, key=lambda r: (-(r.gained + r.lost + r.moved + r.doubted), r.rule))


def more_to_review(backtest: Backtest) -> int:
    """Findings that somebody has to look at, more than before; less than 0 for fewer."""
    total: Counter[str] = Counter()
    for by_how in backtest.counts.values():
        total.update(by_how)
    return total["gained"] + total["doubted"] - total["lost"] - total["decided"]


def visible_changes(viewer: Viewer, backtest: Backtest) -> QuerySet[BacktestChange]:
    """What was found in conversations that the viewer may see."""
    visible = Conversation.objects.visible_to(viewer)
    return backtest.found.filter(conversation__in=visible)


def affected(changes: QuerySet[BacktestChange], member: str) -> tuple[list[Affected], int]:
    """Units (`unit__name`) or advisers (`adviser__name`), the most first, and how many in all."""
    key = f"conversation__{member}"
    rows = changes.exclude(**{f"{key}__isnull": True}).order_by().values_list(key, "how")
    found: dict[str, Counter[str]] = {}
    for name, how, count in rows.annotate(count=Count("id")):
        found.setdefault(name, Counter())[how] += count
    every = [Affected(name, by["gained"], by["lost"]) for name, by in found.items()]
    every.sort(key=lambda one: (-(one.gained + one.lost), one.name))
    return every[:MOST_NAMED], len(every)


def examples(
    viewer: Viewer, changes: QuerySet[BacktestChange], rule: str, how: str
) -> list[Example]:
    """The first few of one rule and kind, with their words as the viewer may read them."""
    rows = changes.filter(rule=rule, how=how).select_related(
        "conversation__revision", "conversation__adviser"
    )
    return list(_examples(viewer, rows.order_by("id")[:MOST_EXAMPLES]))


def _examples(viewer: Viewer, rows: Iterable[BacktestChange]) -> Iterable[Example]:
    now = timezone.now()
    for row in rows:
        revision = row.conversation.revision
        if not row.words or revision is None:
            yield Example(row, None, "", "", "")
            continue
        turn, start, end = row.words[0]
        texts = shown_to(viewer, row.conversation, revision, said_in(revision), now).texts
        text = texts[turn] if turn < len(texts) else ""
        yield Example(row, turn, text[max(0, start - 24) : start], text[start:end],
                      text[end : end + 24])  # fmt: skip
