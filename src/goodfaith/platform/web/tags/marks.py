"""Bars, sparklines and the strip of a talk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from goodfaith.platform.web.marks.strip import LANE_HEIGHT, TOP, Strip
from goodfaith.platform.web.tags.numbers import percent

register = template.Library()
_SPARK_WIDTH, _SPARK_HEIGHT, _EDGE = 84.0, 22.0, 3.0


@register.simple_tag
def bar(
    rate: float | None, reference: float | None = None, label: str = "", kind: str = ""
) -> SafeString | str:
    """A rate from 0 to 1 as a bar with its number, and a line where `reference` stands."""
    if rate is None:
        return ""
    line = ""
    if reference is not None:
        x = f"{_share(reference):.2f}%"
        line = format_html('<line class="reference" x1="{}" x2="{}" y1="0" y2="14"/>', x, x)
    return format_html(
        '<span class="bar {}"><svg aria-hidden="true"><rect class="track" y="4" width="100%" '
        'height="6"/><rect class="fill" y="4" width="{}" height="6"/>{}</svg><span>{}</span>'
        "</span>",
        kind,
        f"{_share(rate):.2f}%",
        line,
        label or percent(rate),
    )


def _share(rate: float) -> float:
    return 100 * min(1.0, max(0.0, rate))


@register.simple_tag
def sparkline(values: Sequence[float | None], label: str) -> SafeString:
    """A line through `values`, broken where one is None; `label` is what is read aloud."""
    known = [value for value in values if value is not None]
    if not known:
        return mark_safe("")
    low, spread = min(known), (max(known) - min(known)) or 1.0
    step = (_SPARK_WIDTH - 2 * _EDGE) / max(1, len(values) - 1)
    points = [
        None
        if value is None
        else (
            _EDGE + place * step,
            _SPARK_HEIGHT - _EDGE - (value - low) / spread * (_SPARK_HEIGHT - 2 * _EDGE),
        )
        for place, value in enumerate(values)
    ]
    end = next(point for point in reversed(points) if point)
    return format_html(
        '<svg class="sparkline" viewBox="0 0 84 22" role="img" aria-label="{}"><path d="{}"/>'
        '<circle cx="{}" cy="{}" r="2"/></svg>',
        label,
        _path(points),
        f"{end[0]:.1f}",
        f"{end[1]:.1f}",
    )


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    drawn, is_down = [], False
    for point in points:
        if point is not None:
            drawn.append(f"{'L' if is_down else 'M'}{point[0]:.1f} {point[1]:.1f}")
        is_down = point is not None
    return "".join(drawn)


@register.simple_tag
def talk_strip(strip: Strip) -> Any:
    """The strip of a talk; each mark is a link."""
    return render_to_string(
        "platform/marks/strip.html", {"strip": strip, "lane_height": LANE_HEIGHT, "top": TOP}
    )
