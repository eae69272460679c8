"""What may be told of an error: its kind and its place in the code, never its words."""

from __future__ import annotations

from traceback import walk_tb

LONGEST = 300


def failure_of(error: BaseException) -> str:
    """Like `ValueError at goodfaith.quality.ranking:41`; the innermost place that is ours."""
    frames = [(frame.f_globals.get("__name__", "?"), line)
              for frame, line in walk_tb(error.__traceback__)]  # fmt: skip
    ours = [frame for frame in frames if frame[0].startswith("goodfaith.")]
    place = (ours or frames or [("?", 0)])[-1]
    return f"{type(error).__qualname__} at {place[0]}:{place[1]}"[:LONGEST]
