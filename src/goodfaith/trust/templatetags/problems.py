"""Problems of files, in words."""

from __future__ import annotations

from django import template

from goodfaith.trust.problem_words import problem_words

register = template.Library()
register.filter("problem_words", problem_words)
