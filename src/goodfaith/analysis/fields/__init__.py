"""The field dictionary: every business fact that rules, pages and sources may use, by one name."""

from goodfaith.analysis.fields.dictionary import DictionaryInvalid, load_dictionary, read_dictionary
from goodfaith.analysis.fields.entries import Dictionary, EventType, Field, Kind, Value
from goodfaith.analysis.fields.values import ValueInvalid, parse_value

__all__ = [
    "Dictionary",
    "DictionaryInvalid",
    "EventType",
    "Field",
    "Kind",
    "Value",
    "ValueInvalid",
    "load_dictionary",
    "parse_value",
    "read_dictionary",
]
