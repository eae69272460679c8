"""Writes the schemas and references that stand in docs/, or checks that they are true today."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from goodfaith.analysis.facts import facts_schema
from goodfaith.analysis.finding import Finding
from goodfaith.analysis.rules.schema import rule_schema
from goodfaith.analysis.schema import conversation_schema
from tools.settled import set_up

DOCS = Path(__file__).parent.parent / "docs"


def openapi() -> object:
    """What /api/v1 answers about itself."""
    set_up()
    from goodfaith.platform.api_root import api

    return api.get_openapi_schema(path_prefix="/api/v1/")


PUBLISHED: dict[str, Callable[[], object]] = {
    "conversation.schema.json": conversation_schema,
    "facts.schema.json": facts_schema,
    "finding.schema.json": lambda: msgspec.json.schema(Finding),
    "openapi.json": openapi,
    "rule.schema.json": rule_schema,
}


def text_of(name: str) -> str:
    """The published file as it should be."""
    encoded = msgspec.json.encode(PUBLISHED[name]())
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def main() -> int:
    """0: all written or all true; 1: with --check, some file is not what the code says."""
    stale = []
    for name in PUBLISHED:
        path, text = DOCS / name, text_of(name)
        if "--check" in sys.argv:
            if not path.is_file() or path.read_text("utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, "utf-8")
    for name in stale:
        sys.stderr.write(f"docs/{name} is out of date, run: make format\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
