"""Files of this machine, taken in where they lie; what was interrupted goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from goodfaith.analysis.problems import Refused
from goodfaith.conversations.deliveries.options import options_of
from goodfaith.conversations.deliveries.retrying import begin_again
from goodfaith.conversations.deliveries.taking_in import Progress, State, take_in
from goodfaith.conversations.models import Delivery
from goodfaith.platform.arriving.storing import sha256_of
from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM

SOURCE = "cli"


def take_in_file(
    path: Path, options: Mapping[str, Any], watch: Callable[[Progress], None] = lambda _: None
) -> Delivery:
    """Take in a file here and now; it stays where it is.

    The same bytes that were taken in before are not again: the earlier delivery comes back. What
    was interrupted or failed goes on where it stopped. Raises `OSError`, `Refused`.
    """
    chosen, wrong = options_of(options)
    if wrong:
        raise Refused(*wrong)
    sha256 = sha256_of(path)
    before = Delivery.objects.filter(sha256=sha256, same_as=None)
    if done := before.filter(state=State.DONE).first():
        return done
    living = (State.WAITING, State.READING, State.FAILED)
    under_way = before.filter(source=SOURCE, state__in=living).order_by("-pk").first()
    if under_way is None:
        under_way = _begin(path, sha256, msgspec.to_builtins(chosen))
    Delivery.objects.filter(pk=under_way.pk).update(path=str(path.resolve()))
    begin_again(under_way, actor=SYSTEM, now=timezone.now())
    return take_in(under_way.pk, watch)


def _begin(path: Path, sha256: str, options: dict[str, Any]) -> Delivery:
    now, size = timezone.now(), path.stat().st_size
    with transaction.atomic():
        made = Delivery.objects.create(
            name=path.name[-255:], source=SOURCE, begun_at=now, state=State.WAITING,
            options=options, size=size, received=size, sha256=sha256, path=str(path.resolve()),
        )  # fmt: skip
        ledger.record(SYSTEM, "delivery.begun", made, now, size=size)
    return made
