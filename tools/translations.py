"""The strings of pages and code, and what they are in Chinese.

`python -m tools.translations` finds the strings of every room and writes them into its catalogue;
`--check` writes nothing. Both tell what is missing, unused, unsure, or said in two ways, and leave
with 1 when there is any.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent.parent / "src"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_CONTEXTS = frozenset({"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"})


def main(arguments: list[str]) -> int:
    complaints = []
    said: dict[object, dict[str, str]] = {}
    for room in rooms():
        wanted = strings_of(room)
        path = room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
        known = catalogue(path)
        complaints += list(complaints_about(room.name, wanted, known))
        for message in known:
            if message.id and message.string:
                said.setdefault(_key(message), {})[room.name] = str(message.string)
        if "--check" not in arguments and (len(wanted) or path.exists()):
            write(path, wanted, known)
    complaints += list(said_in_two_ways(said))
    sys.stdout.write("".join(f"{line}\n" for line in complaints))
    return 1 if complaints else 0


def rooms() -> list[Path]:
    """The folders of the installed rooms."""
    from django.conf import settings

    return [SOURCE / room.replace(".", "/") for room in settings.ROOMS]


def strings_of(room: Path) -> Catalog:
    """Every string of the room's code and templates, with where it stands."""
    found = Catalog(locale="zh_Hans", fuzzy=False)
    for path in sorted([*room.rglob("*.py"), *room.rglob("*.html")]):
        for line, words, context in _strings_in(path):
            found.add(words, locations=[(str(path.relative_to(SOURCE)), line)], context=context)
    return found


def _strings_in(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], str | None]]:
    from django.utils.translation.template import templatize

    text = path.read_text("utf-8")
    if path.suffix == ".html":
        text = "\n".join(line.strip() for line in templatize(text, origin=path.name).split("\n"))
    for line, function, words, _ in extract_python(io.BytesIO(text.encode()), KEYWORDS, (), {}):
        parts = [words] if isinstance(words, str) else list(words or ())  # None: a variable
        context = parts.pop(0) if function in _CONTEXTS else None
        parts = parts[: 2 if str(function).startswith(("ng", "np")) else 1]
        if parts and all(isinstance(part, str) for part in parts):
            yield line, parts[0] if len(parts) == 1 else tuple(parts), context


def catalogue(path: Path) -> Catalog:
    """What is translated; empty without a file."""
    if not path.exists():
        return Catalog(locale="zh_Hans", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def complaints_about(room: str, wanted: Catalog, known: Catalog) -> Iterator[str]:
    for message in wanted:
        if not message.id:
            continue
        held = known.get(message.id, message.context)
        place = ":".join(map(str, message.locations[0]))
        if held is None or not _is_said(held):
            yield f"{room}: {message.id!r} at {place} has no Chinese"
        elif held.fuzzy:
            yield f"{room}: {message.id!r} at {place} is unsure (fuzzy)"
    for message in known:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"{room}: {message.id!r} is in the catalogue and nowhere else"


def _is_said(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def said_in_two_ways(said: dict[object, dict[str, str]]) -> Iterator[str]:
    """One string is shown in one way on all pages: rooms have to agree."""
    for key, ways in said.items():
        if len(set(ways.values())) > 1:
            told = ", ".join(f"{room} {way!r}" for room, way in ways.items())
            yield f"{key!r} is said in several ways: {told}; give one of them a context"


def _key(message: Message) -> object:
    return (message.context, message.id) if message.context else message.id


def write(path: Path, wanted: Catalog, known: Catalog) -> None:
    """The wanted strings, in order, with the Chinese that is known for them."""
    new = Catalog(locale="zh_Hans", fuzzy=False, header_comment="")
    for message in sorted((m for m in wanted if m.id), key=lambda m: (str(m.id), m.context or "")):
        held = known.get(message.id, message.context)
        new.add(
            message.id,
            held.string if held else "",
            flags=held.flags - {"python-format"} if held else (),
            context=message.context,
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, new, width=0, omit_header=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    head += '"Language: zh_Hans\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    path.write_text(head + buffer.getvalue().decode().strip() + "\n", "utf-8")


if __name__ == "__main__":
    from tools.settled import set_up

    set_up()
    sys.exit(main(sys.argv[1:]))
