"""What a fact belongs to: the keys by which it is found again."""

from __future__ import annotations

from collections.abc import Iterator

from goodfaith.analysis.facts import Fact
from goodfaith.analysis.fields import load_dictionary

PARTIES = ("customer", "application", "policy", "conversation")
"""What a conversation names. An adviser or a product has thousands of these: not a way to them."""


def key_of(kind: str, id: str) -> str:
    """`policy:P1`."""
    return f"{kind}:{id}"


def references(fact: Fact) -> Iterator[tuple[str, str]]:
    """What a fact names: kind and id, in the order of its fields."""
    for ref, attribute in load_dictionary().naming.get(fact.kind, ()):
        if id := fact.text(attribute):
            yield ref, id


def belongs_to(fact: Fact) -> list[str]:
    """The keys of a fact: itself, and the customers, applications, policies and conversations.

    One that names none of them (somebody who left, a product no longer sold) belongs to all that
    it names; material to the hash of its content.
    """
    named = list(references(fact))
    parties = [pair for pair in named if pair[0] in PARTIES]
    keys = [key_of(fact.kind, fact.id), *(key_of(*pair) for pair in parties or named)]
    if fact.kind == "material" and fact.text("sha256"):
        keys.append(key_of("sha256", fact.text("sha256")))
    return list(dict.fromkeys(keys))
