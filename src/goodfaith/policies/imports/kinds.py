"""Which kinds of records a file may hold: business facts, and the organisation itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from goodfaith.analysis.fields import Field, Kind, load_dictionary
from goodfaith.analysis.fields.entries import FieldType

_SYSTEM = "人员系统"


def _kind(name: str, zh: str, en: str, required: tuple[str, ...], *fields: Field) -> Kind:
    return Kind(name, zh, en, _SYSTEM, "source", tuple((one,) for one in required), fields)


def _field(name: str, type: FieldType, zh: str, en: str, **more: Any) -> Field:
    return Field(name, name.partition(".")[0], type, zh, en, _SYSTEM, **more)


UNIT, STAFF = "unit", "staff"
ORGANISATION: Mapping[str, Kind] = MappingProxyType(
    {
        UNIT: _kind(
            UNIT, "机构", "Unit", ("name", "level", "from_on"),
            _field("unit.name", "text", "机构名称", "name"),
            _field("unit.parent", "id", "上级机构", "parent", ref="unit"),
            _field("unit.level", "int", "层级", "level"),
            _field("unit.kind", "choice", "机构性质", "kind",
                   choices=(("own", "自有"), ("outsourced", "外包"), ("bank", "银行"))),
            _field("unit.from_on", "date", "生效日", "from"),
        ),
        STAFF: _kind(
            STAFF, "人员", "Staff member", ("name", "unit", "from_on"),
            _field("staff.name", "text", "姓名", "name"),
            _field("staff.unit", "id", "所在机构", "unit", ref="unit"),
            _field("staff.from_on", "date", "生效日", "from"),
            _field("staff.left_on", "date", "离职日", "left on"),
            _field("staff.licence_no", "text", "执业证编号", "licence number"),
            _field("staff.licence_from", "date", "执业登记日", "licensed from"),
            _field("staff.licence_until", "date", "执业证有效期至", "licensed until"),
            _field("staff.grade", "int", "销售资质等级", "sales grade"),
        ),
    }
)  # fmt: skip
"""What is kept by its own services, with the days from which it holds."""


def kind_named(name: str) -> Kind:
    """Raises `KeyError` for a kind that nobody knows."""
    return ORGANISATION.get(name) or load_dictionary().kinds[name]


def field_named(kind: str, attribute: str) -> Field | None:
    """None for what nobody knows, too."""
    if kind in ORGANISATION:
        fields = ORGANISATION[kind].fields
        return next((field for field in fields if field.attribute == attribute), None)
    return load_dictionary().fields.get(f"{kind}.{attribute}")


def facts() -> dict[str, Kind]:
    """The kinds of business facts, in the order of the dictionary."""
    kinds = load_dictionary().kinds
    return {
        name: kind for name, kind in kinds.items() if kind.made_by == "source" and name != "source"
    }


def importable() -> dict[str, Kind]:
    """The kinds a file may hold: the organisation first."""
    return {**ORGANISATION, **facts()}
