"""What a list is narrowed to, as members of an address that anybody may have written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, ClassVar, Self
from urllib.parse import urlencode

import msgspec
from django.http import QueryDict

RowId = Annotated[int, msgspec.Meta(ge=1, le=(1 << 63) - 1)]
"""An id that a column of ids can hold."""

_LONGEST = 200


class Filters(msgspec.Struct, frozen=True, omit_defaults=True):
    """Members by their names in the address, read by their types; a default limits nothing.

    A list's own filters are a frozen subclass. `choices` are the values of members that have only
    some, `checks` what else the text of a member has to fulfil; `phrases` say a member's value as a
    chip does: `_("adviser %(value)s")`. `problems` names the members whose value could not be used.
    """

    choices: ClassVar[Mapping[str, Iterable[str]]] = {}
    checks: ClassVar[Mapping[str, Callable[[str], bool]]] = {}
    phrases: ClassVar[Mapping[str, Any]] = {}

    problems: tuple[str, ...] = ()

    @classmethod
    def read(cls, given: QueryDict) -> Self:
        """Whatever cannot be used is left out and named in `problems`."""
        values: dict[str, Any] = {}
        problems = []
        for member in msgspec.structs.fields(cls):
            text = given.get(member.name, "").strip().replace("\0", "")[:_LONGEST]
            if not text or member.name == "problems":
                continue
            try:
                values[member.name] = cls._read(member, text)
            except ValueError:
                problems.append(member.name)
        return cls(**values, problems=tuple(problems))

    @classmethod
    def _read(cls, member: msgspec.structs.FieldInfo, text: str) -> Any:
        """Raises `ValueError`, of which a `msgspec.ValidationError` is one."""
        fits = cls.checks.get(member.name)
        if text not in cls.choices.get(member.name, (text,)) or (fits and not fits(text)):
            raise ValueError(member.name)
        return msgspec.convert(text, member.type, strict=False)

    @property
    def active(self) -> dict[str, str]:
        """The members that limit something, as they stand in the address."""
        values = msgspec.to_builtins(self)
        values.pop("problems", None)
        return {name: str(value) for name, value in values.items() if value not in ("", None)}

    def without(self, *names: str) -> str:
        """The address's query without some members."""
        return urlencode({k: v for k, v in self.active.items() if k not in names})
