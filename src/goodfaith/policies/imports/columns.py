"""What the columns of a file hold: guessed from their headings, corrected by a person."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

import msgspec

from goodfaith.analysis.fields import Field, Kind
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.spellings import plain
from goodfaith.policies.imports.kinds import kind_named

ID: Final = "id"
"""What a column holds that is the record's own id at its source."""

_OF_NUMBERS: Final = ("", "号", "编号", "号码", "id", "代码", "no", "number", "code")
_OF_PEOPLE: Final = ("工号", "编号", "代码")
_WORDS: Final[Mapping[str, str]] = {
    "adviser": "业务员 业务员工号 代理人 代理人工号 坐席 坐席工号 座席工号 工号 销售人员工号 "
    "顾问 顾问工号 客户经理 agent agent_id advisor seller seller_id staff_no",
    "customer": "客户号 客户编号 投保人 投保人客户号 投保人编号 客户id customer_no client_id",
    "application": "投保单号 投保单编号 投保单号码 application_no proposal_no",
    "policy": "保单号 保单编号 保单号码 合同号 policy_no contract_no",
    "product": "产品代码 产品编号 险种代码 险种 险种编码 product_code plan_code",
    "staff": "工号 员工号 人员编号 业务员工号 代理人工号 staff_no employee_no",
    "unit": "机构代码 机构编号 机构编码 团队代码 部门代码 unit_code",
    "conversation": "会话编号 通话流水号 录音编号 录音流水号 call_id recording_id",
}
_BRACKETS: Final = re.compile(r"[（(【\[].*?[）)】\]]")
_OWN_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "material": ("sha256",),
    "stop_sale": ("product", "announced_on"),
    "price_change": ("product", "announced_on"),
    "do_not_call": ("number", "customer"),
    "receipt": ("policy",),
    "leaver": ("adviser",),
    "applicant": ("application",),
    "source": (),
}


class Column(msgspec.Struct, frozen=True):
    """A column: `field` is an attribute of the kind, `ID`, or empty for what is left out.

    The cells of the columns with `is_key` together are the record's own key.
    """

    heading: str
    field: str = ""
    is_key: bool = False


def header_of(headings: Sequence[str]) -> str:
    """The hash by which a saved mapping is found again, whatever the order of the columns."""
    text = "\n".join(sorted(plain(heading) for heading in headings))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def guess(
    kind: str, headings: Sequence[str], examples: Mapping[str, Sequence[str]]
) -> list[Column]:
    """What the columns hold by their headings, where those say nothing by their cells.

    Each field is given to one column, the best match first; what is not known is left out.
    """
    described = kind_named(kind)
    spelt = _spellings(kind)
    taken: dict[str, str] = {}
    for spelling in (plain, _without_brackets, _without_question):
        for heading in headings:
            field = spelt.get(spelling(heading), "")
            if field and field not in taken and heading not in taken.values():
                taken[field] = heading
    for heading in headings:
        if heading not in taken.values() and (
            field := _by_cells(described, examples.get(heading, ()), taken)
        ):
            taken[field] = heading
    by_heading = {heading: field for field, heading in taken.items()}
    keys = _keys(described, taken)
    return [Column(h, by_heading.get(h, ""), by_heading.get(h, "-") in keys) for h in headings]


def laid_over(saved: Sequence[Column], headings: Sequence[str]) -> list[Column]:
    """A saved mapping for the headings of another file; a column it does not have is left out."""
    known = {plain(column.heading): column for column in saved}
    return [
        msgspec.structs.replace(known.get(plain(heading), Column("")), heading=heading)
        for heading in headings
    ]


def mapping_problems(
    kind: str, columns: Sequence[Column], headings: Sequence[str]
) -> list[Problem]:
    """All that is wrong with a mapping."""
    return list(_problems(kind_named(kind), columns, set(headings)))


def _problems(kind: Kind, columns: Sequence[Column], headings: set[str]) -> Iterator[Problem]:
    known = {field.attribute for field in kind.fields} | {ID, ""}
    taken: set[str] = set()
    for column in columns:
        if column.heading not in headings:
            yield _wrong(column.heading, "no column of the file", "one of its headings")
        if column.field not in known:
            yield _wrong(column.heading, "an unknown field", f"an attribute of {kind.name}")
        if column.field and column.field in taken:
            yield _wrong(column.heading, f"{column.field} again", "each field once")
        taken.add(column.field)
    if not any(column.is_key for column in columns):
        yield _wrong("", "no key", "the columns that tell one record from another")
    for group in kind.required:
        if taken.isdisjoint(group):
            yield _wrong("", "no column for it", " or ".join(group), "column_missing")


def _wrong(field: str, found: str, expected: str, code: str = "field_invalid") -> Problem:
    return Problem(code, "mapping", "", field[:80], found, expected)


@cache
def _spellings(kind: str) -> Mapping[str, str]:
    """The attribute, or `ID`, for every heading that can be understood; own names go first."""
    described = kind_named(kind)
    spelt: dict[str, str] = {}
    for field in described.fields:
        for word in (field.attribute, field.zh, field.en, field.name):
            spelt.setdefault(plain(word), field.attribute)
    for word in _own_names(described):
        spelt.setdefault(plain(word), ID)
    for field in described.fields:
        for word in _names_of_reference(field):
            spelt.setdefault(plain(word), field.attribute)
        spelt.setdefault(plain(_BRACKETS.sub("", field.zh)), field.attribute)
        spelt.setdefault(plain(field.zh.partition(" ")[0]), field.attribute)
    return spelt


def _own_names(kind: Kind) -> Iterator[str]:
    for name in (kind.zh, kind.en, kind.name):
        yield from (name + ending for ending in _OF_NUMBERS if name)
    yield from _WORDS.get(kind.name, "").split()
    yield from ("id", "编号", "流水号", "记录编号", "序列号", "key", f"{kind.zh}流水号")


def _names_of_reference(field: Field) -> Iterator[str]:
    if not field.ref:
        return
    for name in (field.zh, field.attribute, field.ref, kind_named(field.ref).zh):
        yield from (name + ending for ending in (*_OF_NUMBERS, *_OF_PEOPLE))
    yield from _WORDS.get(field.ref, "").split()


def _without_brackets(heading: str) -> str:
    return plain(_BRACKETS.sub("", heading))


def _without_question(heading: str) -> str:
    """`是否接通` is 接通."""
    return _without_brackets(heading).removeprefix("是否")


def _by_cells(kind: Kind, cells: Sequence[str], taken: Mapping[str, str]) -> str:
    """The one choice of which all cells are values; yes and no fit too many fields."""
    said = {cell for cell in cells if cell}
    fitting = [
        field.attribute
        for field in kind.fields
        if field.choices and said <= {word for pair in field.choices for word in pair}
    ]
    free = [attribute for attribute in fitting if attribute not in taken]
    return free[0] if len(said) > 1 and len(fitting) == 1 and free else ""


def _keys(kind: Kind, taken: Mapping[str, str]) -> frozenset[str]:
    """The id where there is one; else what tells one record of this kind from another."""
    if ID in taken:
        return frozenset({ID})
    if kind.name in _OWN_KEYS:
        return frozenset(_OWN_KEYS[kind.name]) & taken.keys()
    needed = {attribute for group in kind.required for attribute in group}
    return frozenset(needed & taken.keys())
