"""Versions of a small rulebook, people who write and publish them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from django.utils import timezone

from conversations.arrivals import GREETING, PROMISE, edition
from goodfaith.quality.models import RulebookVersion
from goodfaith.quality.versions.adopting import adopt_editions
from goodfaith.quality.versions.contents import file_state
from goodfaith.quality.versions.drafting import save_file, start_draft
from goodfaith.trust.models import Staff
from small_world import rule

PROMISE_PATH = "rules/sale.promise.yaml"
GREETING_PATH = "rules/service.greeting.yaml"
EXAMPLES = {
    "violated": [[{"adviser": "这款产品保本"}], [{"adviser": "放心，保本的"}]],
    "passed": [[{"adviser": "我们不保本"}], [{"customer": "保本吗"}], [{"adviser": "您好"}]],
}


def staff(number: str) -> Staff:
    return Staff.objects.create(number=number, name=f"某{number}", password="!")


def first_version() -> RulebookVersion:
    """The two rules of the tests, in force, with examples."""
    published = edition(PROMISE | {"examples": EXAMPLES}, GREETING)
    adopt_editions()
    return RulebookVersion.objects.get(edition=published)


def draft(author: Staff, **changes: Mapping[str, Any]) -> RulebookVersion:
    """A draft of the first version in which members of `promise` or `greeting` are others."""
    made = start_draft(based_on=first_version(), actor=author, now=timezone.now(), note="试试")
    for name, members in changes.items():
        path = {"promise": PROMISE_PATH, "greeting": GREETING_PATH}[name]
        change(made, path, author, **members)
    return made


def change(version: RulebookVersion, path: str, author: Staff, **members: Any) -> None:
    here = file_state(version, path)
    content = yaml.safe_load(here.text or "{}") | members
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    save_file(version=version, path=path, text=text, number=here.number, actor=author,
              now=timezone.now())  # fmt: skip


def written(one: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(one), allow_unicode=True, sort_keys=False)


def another_rule(**members: Any) -> dict[str, Any]:
    base = rule("sale.gift", says={"gift": {"by": "adviser", "any": ["送您礼品"]}}, violated="gift")
    return base | members
