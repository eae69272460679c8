"""Why a message was not taken, in words."""

from __future__ import annotations

from django import template

from goodfaith.platform.webhooks.words import FAILURES

register = template.Library()


@register.simple_tag
def webhook_failure(code: str) -> str:
    return str(FAILURES.get(code, code))
