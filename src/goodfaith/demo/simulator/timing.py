"""When each turn was said or each message sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from goodfaith.demo.simulator.talk import Said

EARLIEST, LATEST = 8.5, 21.5
"""Hours between which people write messages."""


def speak(rng: Random, said: list[Said]) -> list[tuple[float, float]]:
    """Start and end of each turn in seconds; people speak 4 to 6.5 characters a second.

    A short word of the listener may fall into the turn before; nobody waits long.
    """
    speed = 4 + 2.5 * rng.random()
    at = 0.4 + rng.random()
    times: list[tuple[float, float]] = []
    for one in said:
        lasts = 0.35 + len(one.text) / speed
        start = at + one.pause
        if len(one.text) < 5 and times and rng.random() < 0.25:
            start = max(times[-1][0], start - 0.6)
        end = start + lasts
        times.append((round(start, 2), round(end, 2)))
        at = end + 0.15 + rng.random() * 0.9
        if rng.random() < 0.04:
            at += 2 + rng.random() * 5  # somebody looks something up, or thinks
    return times


def write(rng: Random, said: list[Said], begins_at: datetime) -> list[datetime]:
    """When each message was sent: seconds within a topic, hours or days between topics."""
    at = begins_at
    sent: list[datetime] = []
    for number, one in enumerate(said):
        if number:
            waits = one.pause or (4 + len(one.text) * 0.4 + rng.random() * 90)
            at = _awake(rng, at + timedelta(seconds=waits))
        sent.append(at.replace(microsecond=0))
    return sent


def _awake(rng: Random, at: datetime) -> datetime:
    hour = at.hour + at.minute / 60
    if EARLIEST <= hour < LATEST:
        return at
    day = at if hour < EARLIEST else at + timedelta(days=1)
    return day.replace(hour=9, minute=int(rng.random() * 60), second=int(rng.random() * 60))
