"""HTML by small functions: whatever comes from an input is escaped here and nowhere else.

A `Markup` is finished HTML; a plain str never is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import NewType

from goodfaith.batch.report.words import LANGUAGES, Bilingual, phrase

Markup = NewType("Markup", str)

EMPTY = Markup("")
# Controls break the parser, bidirectional overrides would let a text rearrange its evidence.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def escape(text: str) -> Markup:
    """Text as HTML, one character shown for one stored."""
    return Markup(html.escape(_UNSHOWABLE.sub("\ufffd", text)))


def element(name: str, /, *children: Markup, **attributes: str | bool | None) -> Markup:
    """An element. `class_` is class, other `_` become `-`; False and None leave one out."""
    return Markup(f"<{name}{_attributes(attributes)}>{''.join(children)}</{name}>")


def void(name: str, /, **attributes: str | bool | None) -> Markup:
    """An element that has no content."""
    return Markup(f"<{name}{_attributes(attributes)}>")


def together(parts: Iterable[Markup]) -> Markup:
    return Markup("".join(parts))


def both(text: Bilingual) -> Markup:
    """A text in both languages, of which the page shows one."""
    return both_marked({lang: escape(text[lang]) for lang in LANGUAGES})


def both_marked(text: Bilingual) -> Markup:
    """The same for finished HTML."""
    if text["zh"] == text["en"]:
        return Markup(text["zh"])
    return together(element("span", Markup(text[lang]), lang=lang) for lang in LANGUAGES)


def word(name: str, /, **values: str | Bilingual) -> Markup:
    """An entry of the catalogue in both languages."""
    return both(phrase(name, **values))


def sentence(name: str, /, **values: str | Bilingual) -> Markup:
    """The same for an entry that has emphasis in it: the values are escaped, it is not."""
    safe = {
        key: escape(value) if isinstance(value, str) else {k: escape(v) for k, v in value.items()}
        for key, value in values.items()
    }
    return both_marked(phrase(name, **safe))


def spoken(text: Bilingual, attribute: str) -> dict[str, str]:
    """The data attributes from which the script sets `attribute` in the language shown."""
    found = {f"data_{lang}_{attribute}": text[lang] for lang in LANGUAGES}
    if attribute == "label":
        found["aria_label"] = " / ".join(dict.fromkeys(text[lang] for lang in LANGUAGES))
    return found


def severity_mark(severity: str) -> Markup:
    """The severity as shape and word."""
    return element("span", word(f"severity_{severity}"), class_=f"sev {severity}")


def bar(value: int, most: int) -> Markup:
    """A small bar; decoration, since the number stands beside it."""
    width = max(round(120 * value / most), 1) if value and most else 0
    track = void("rect", class_="track", width="120", height="4") + "</rect>"
    fill = void("rect", class_="fill", width=str(width), height="4") + "</rect>"
    return element(
        "svg",
        Markup(track + fill),
        class_="bar",
        viewBox="0 0 120 4",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def _attributes(attributes: dict[str, str | bool | None]) -> str:
    written = ""
    for name, value in attributes.items():
        name = name.rstrip("_").replace("_", "-")
        if value is True:
            written += f" {name}"
        elif value is not None and value is not False:
            written += f' {name}="{escape(value)}"'
    return written
