"""What fields, events, sources and values are called, from the field dictionary."""

from __future__ import annotations

from goodfaith.analysis.conditions.explaining import say_field
from goodfaith.analysis.fields import Field, load_dictionary
from goodfaith.batch.report.words import phrase, same

_UNITS = {
    "CNY": {"zh": " 元", "en": " yuan"},
    "y": {"zh": " 年", "en": " years"},
    "d": {"zh": " 天", "en": " days"},
    "s": {"zh": " 秒", "en": " s"},
}


def name_of(name: str) -> dict[str, str]:
    """A field with its kind, an event, or a source, in words; an unknown name stays itself."""
    dictionary = load_dictionary()
    if name in dictionary.fields:
        return {"zh": say_field(name, "zh"), "en": say_field(name, "en")}
    entry = dictionary.kinds.get(name) or dictionary.events.get(name)
    return {"zh": entry.zh, "en": entry.en} if entry else same(name)


def value_of(name: str, value: str) -> dict[str, str]:
    """A stored value as a person writes it: rates in percent, money in yuan, choices in words."""
    field = load_dictionary().fields.get(name)
    if value in ("true", "false"):
        return phrase("yes" if value == "true" else "no")
    if field is None:
        return same(_moment(value))
    if value in dict(field.choices):
        return {"zh": dict(field.choices)[value], "en": value.replace("_", " ")}
    if field.is_number:
        return _number(field, value)
    return same(_moment(value)) if field.is_moment else same(value)


def _number(field: Field, value: str) -> dict[str, str]:
    try:
        number = float(value)
    except ValueError:
        return same(value)
    if field.type == "rate":
        return same(f"{number * 100:.6g}\u00a0%")
    unit = _UNITS.get(field.unit or ("d" if field.type == "days" else ""), same(""))
    written = f"{number:,.0f}" if number.is_integer() else f"{number:,}"
    return {lang: written + unit[lang] for lang in unit}


def _moment(value: str) -> str:
    """2026-03-10T10:00:00+08:00 becomes 2026-03-10 10:00."""
    day, at, clock = value.partition("T")
    return f"{day} {clock[:5]}" if at and len(day) == 10 and clock[2:3] == ":" else value
