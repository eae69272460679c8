"""An empty home becomes a simulated insurer's: its organisation, its facts, a token for sources.

python benchmarks/preparing.py SIZE CONVERSATIONS SEED   (in the home of `GOODFAITH_HOME`)
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

from goodfaith.demo.simulator import Insurer, simulate
from goodfaith.demo.simulator.size import BLOCK_CONVERSATIONS, SIZES
from goodfaith.platform.configuration import read_configuration
from goodfaith.platform.database import database_in_use

TODAY = date(2026, 11, 20)


def insurer_of(size: str, conversations: int, seed: int) -> Insurer:
    """With people and talk as an insurer of `size` has them, and at least so many conversations."""
    blocks = -(-conversations // BLOCK_CONVERSATIONS)
    return simulate(replace(SIZES[size], name="bench", blocks=blocks), seed, TODAY)


def main() -> None:
    size, conversations, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    configuration = read_configuration(os.environ)
    with database_in_use(configuration):
        import django

        os.environ["DJANGO_SETTINGS_MODULE"] = "goodfaith.platform.settings"
        django.setup()
        from goodfaith.platform.serving.migrating import migrate

        migrate(configuration)
        sys.stdout.write(prepare(insurer_of(size, conversations, seed)))


def prepare(insurer: Insurer) -> str:
    """The token."""
    from django.utils import timezone

    from goodfaith.demo.insurer.people import plan_of
    from goodfaith.policies.services import receive_facts
    from goodfaith.trust.ledger import SYSTEM
    from goodfaith.trust.models import Staff
    from goodfaith.trust.services.establishing import establish_organisation
    from goodfaith.trust.services.tokens import create_token

    now = timezone.now()
    establish_organisation(plan=plan_of(insurer.organisation), actor=SYSTEM, now=now)
    told = chain.from_iterable(journey.facts for journey in insurer.journeys())
    facts = [*insurer.standing_facts(), *told]
    receive_facts(
        [one.fact for one in facts],
        source="bench",
        known_at=[one.known_at for one in facts],
        actor=SYSTEM,
        now=now,
    )
    admin = Staff.objects.filter(assignments__role="administrator").order_by("number")[0]
    _row, text = create_token(
        actor=SYSTEM,
        staff=admin,
        name="bench",
        scopes=["conversations.receive"],
        expires_at=now + timedelta(days=1),
        now=now,
    )
    return text


if __name__ == "__main__":
    main()
