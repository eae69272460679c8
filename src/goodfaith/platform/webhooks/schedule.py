"""When a delivery is tried again: ten attempts over about three days, then it has failed.

The waits are those that Standard Webhooks 1.0.0 recommends.
"""

from __future__ import annotations

from datetime import timedelta

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""What lies between an attempt and the next."""
LONGEST_ASKED = timedelta(hours=24)
PAUSE_AFTER = timedelta(days=5)
"""An endpoint that took nothing for so long is paused."""
_SPREAD = 0.1


def next_wait(attempts: int, chance: float, asked: timedelta | None = None) -> timedelta | None:
    """How long to wait after `attempts` of them have failed; None when that was the last.

    `chance` from 0 to 1 lengthens it by up to a tenth, so that what failed together does not come
    back together. A receiver may have `asked` for more time (RFC 9110, Retry-After), at most a day.
    """
    if attempts > len(WAITS):
        return None
    wait = WAITS[max(attempts, 1) - 1] * (1 + _SPREAD * chance)
    return max(wait, min(asked, LONGEST_ASKED)) if asked else wait
