"""A report as a workbook: sheets that print on A4, sums as formulas, both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final, Literal

import msgspec
import xlsxwriter
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from goodfaith.conversations.words import CHANNELS, SEVERITIES
from goodfaith.quality.models import CaseFinding, Report
from goodfaith.quality.overview.figures import Figures, Place
from goodfaith.quality.overview.reports.contents import Contents

Kind = Literal["text", "number", "rate", "day", "moment"]
_A4: Final = 9
_FONTS: Final = {"zh": "微软雅黑", "en": "Arial"}
"""What Excel has on Windows and Mac; elsewhere its nearest relative is taken."""
_HEAD_ROW: Final = 3
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')
"""What Windows refuses, and spaces."""


class Head(msgspec.Struct, frozen=True):
    """A column of a sheet. `sums` adds it up below; `share` divides two other columns."""

    label: str
    width: float
    kind: Kind = "text"
    sums: bool = False
    share: tuple[int, int] | None = None


def workbook(contents: Contents) -> bytes:
    """The file. Texts are texts: nothing that somebody wrote becomes a formula or a link."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    _Writer(book, contents).write()
    book.close()
    return file.getvalue()


def file_name(kind: str, first: date, last: date, unit_name: str) -> str:
    """As people keep it: 质检日报-2026-11-21-北京分公司.xlsx."""
    days = str(first) if first == last else f"{first}_{last}"
    parts = [_title(kind), days, *([unit_name] if unit_name else [])]
    return _NOT_IN_NAMES.sub("-", "-".join(parts)) + ".xlsx"


def _title(kind: str) -> str:
    return _("Daily quality report") if kind == Report.Kind.DAILY else _("Weekly quality report")


class _Writer:
    def __init__(self, book: Any, contents: Contents) -> None:
        self.book, self.contents = book, contents
        font = _FONTS["zh" if (get_language() or "").startswith("zh") else "en"]
        plain = {"font_name": font, "font_size": 10, "valign": "vcenter"}
        boxed = plain | {"border": 1, "border_color": "#CFCBC0"}
        self.title = book.add_format(plain | {"font_size": 16, "bold": True})
        self.about = book.add_format(plain | {"font_color": "#515B57"})
        head = {"bold": True, "bg_color": "#E4EFEA", "text_wrap": True, "align": "center"}
        self.head = book.add_format(boxed | head)
        forms: dict[Kind, dict[str, Any]] = {
            "text": {"text_wrap": True}, "number": {"num_format": "#,##0"},
            "rate": {"num_format": "0.0%"}, "day": {"num_format": "yyyy-mm-dd", "align": "left"},
            "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
        }  # fmt: skip
        self.cells = {kind: book.add_format(boxed | form) for kind, form in forms.items()}
        total = {"bold": True, "top": 2, "bg_color": "#F7F6F2"}
        self.totals = {kind: book.add_format(boxed | f | total) for kind, f in forms.items()}
        self.indents = [book.add_format(boxed | {"indent": n}) for n in range(4)]
        self.link = book.add_format(boxed | {"font_color": "#12503F", "underline": 1})

    def write(self) -> None:
        self._summary()
        self._units()
        self._rules()
        self._findings()
        self._overdue()
        self._coverage()

    def _sheet(self, name: str, heads: Sequence[Head], frozen: int = 1) -> Any:
        """A sheet with its title, what it is of, and its head; printed across, one page wide."""
        sheet, told = self.book.add_worksheet(name), self.contents
        days = _days(told)
        sheet.write_string(0, 0, f"{_title(told.kind)} · {name}", self.title)
        sheet.set_row(0, 26)
        where = told.unit_name or _("All units")
        sheet.write_string(1, 0, f"{days}    {where}    {self._as_of()}", self.about)
        for place, head in enumerate(heads):
            sheet.set_column(place, place, head.width)
            sheet.write_string(_HEAD_ROW, place, head.label, self.head)
        sheet.set_row(_HEAD_ROW, 32)
        sheet.freeze_panes(_HEAD_ROW + 1, frozen)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD_ROW)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page = pgettext("page of a printed report", "Page &P of &N")
        sheet.set_footer(f"&L{_title(told.kind)} {days}&R{page}")
        return sheet

    def _as_of(self) -> str:
        moment = self.contents.counted_at or self.contents.made_at
        return _("As of %(moment)s") % {"moment": _moment(moment)}

    def _rows(self, sheet: Any, heads: Sequence[Head], rows: Sequence[Sequence[Any]]) -> None:
        for line, row in enumerate(rows, _HEAD_ROW + 1):
            for place, head in enumerate(heads):
                if head.share:
                    self._share(sheet, line, place, head.share, row, self.cells["rate"])
                else:
                    self._cell(sheet, line, place, head.kind, row[place])
        if not rows:
            sheet.write_string(_HEAD_ROW + 1, 0, _("None."), self.about)

    def _cell(self, sheet: Any, line: int, place: int, kind: Kind, value: Any) -> None:
        form = self.cells[kind]
        if value is None or value == "":
            sheet.write_blank(line, place, None, form)
        elif isinstance(value, tuple):
            self._linked(sheet, line, place, *value)
        elif kind in ("number", "rate"):
            sheet.write_number(line, place, value, form)
        elif kind == "day":
            at = datetime(value.year, value.month, value.day)  # noqa: DTZ001
            sheet.write_datetime(line, place, at, form)
        elif kind == "moment":
            at = timezone.localtime(value).replace(tzinfo=None)
            sheet.write_datetime(line, place, at, form)
        else:
            sheet.write_string(line, place, str(value), form)

    def _linked(self, sheet: Any, line: int, place: int, text: str, address: str) -> None:
        """To the page, where the installation knows its own address."""
        base = settings.CONFIGURATION.public_url
        if base:
            sheet.write_url(line, place, base + address, self.link, text)
        else:
            sheet.write_string(line, place, text, self.cells["text"])

    def _share(
        self, sheet: Any, line: int, place: int, of: tuple[int, int], row: Sequence[Any], form: Any
    ) -> None:
        part, whole = (xl_rowcol_to_cell(line, n) for n in of)
        value = row[of[0]] / row[of[1]] if row[of[1]] else ""
        formula = f'=IF({whole}=0,"",{part}/{whole})'
        sheet.write_formula(line, place, formula, form, value)

    def _total(
        self, sheet: Any, heads: Sequence[Head], rows: Sequence[Sequence[Any]], level: int | None
    ) -> None:
        """Sums below the rows; with a column of levels, of the rows of the first level alone."""
        if not rows:
            return
        first, last = _HEAD_ROW + 1, _HEAD_ROW + len(rows)
        line = last + 1
        counted = [r for r in rows if level is None or r[level] == 1]
        sums = [sum(r[n] or 0 for r in counted) if h.sums else None for n, h in enumerate(heads)]
        for place, head in enumerate(heads):
            form = self.totals[head.kind]
            column = xl_col_to_name(place)
            if place == (0 if level != 0 else 1):
                sheet.write_string(line, place, _("Total"), self.totals["text"])
            elif head.sums:
                cells = f"{column}{first + 1}:{column}{last + 1}"
                formula = f"=SUM({cells})"
                if level is not None:
                    by = xl_col_to_name(level)
                    formula = f"=SUMIF({by}{first + 1}:{by}{last + 1},1,{cells})"
                sheet.write_formula(line, place, formula, form, sums[place])
            elif head.share:
                self._share(sheet, line, place, head.share, sums, self.totals["rate"])
            else:
                sheet.write_blank(line, place, None, form)

    def _summary(self) -> None:
        told = self.contents
        heads = [
            Head(_("What"), 38), Head(_("This period"), 16, "number"),
            Head(_("The one before"), 16, "number"), Head(_("Change"), 12, "number"),
        ]  # fmt: skip
        sheet = self._sheet(_("Summary"), heads)
        line = _HEAD_ROW + 1
        for label, number in _SUMMARY:
            now, before = number(told.whole), number(told.before)
            sheet.write_string(line, 0, label(), self.cells["text"])
            sheet.write_number(line, 1, now, self.cells["number"])
            sheet.write_number(line, 2, before, self.cells["number"])
            sheet.write_formula(line, 3, f"=B{line + 1}-C{line + 1}", self.cells["number"],
                                now - before)  # fmt: skip
            line += 1
        rows = {name: _HEAD_ROW + 2 + place for place, name in enumerate(_SUMMARY_NAMES)}
        for label_of, part, whole in _RATES:
            sheet.write_string(line, 0, label_of(), self.cells["text"])
            for column, figures in (("B", told.whole), ("C", told.before)):
                a, b = f"{column}{rows[part]}", f"{column}{rows[whole]}"
                over = _NUMBERS[whole](figures)
                value = _NUMBERS[part](figures) / over if over else ""
                formula = f'=IF({b}=0,"",{a}/{b})'
                place = 1 if column == "B" else 2
                sheet.write_formula(line, place, formula, self.cells["rate"], value)
            sheet.write_blank(line, 3, None, self.cells["text"])
            line += 1
        sheet.write_string(line, 0, _("Overdue cases now"), self.cells["text"])
        sheet.write_number(line, 1, told.overdue_total, self.cells["number"])

    def _units(self) -> None:
        heads = [
            Head(_("Level"), 7, "number"), Head(_("Unit"), 34),
            Head(_("Cases"), 10, "number", sums=True),
            Head(_("With a violation"), 12, "number", sums=True),
            Head(_("Share with a violation"), 12, "rate", share=(3, 2)),
            Head(_("Violation confirmed"), 12, "number", sums=True),
            Head(_("Not decided"), 10, "number", sums=True),
            Head(SEVERITIES["critical"], 9, "number", sums=True),
            Head(SEVERITIES["major"], 9, "number", sums=True),
            Head(_("Reviewed"), 10, "number", sums=True),
            Head(_("Share reviewed"), 12, "rate", share=(9, 2)),
        ]  # fmt: skip
        heads = [msgspec.structs.replace(h, label=str(h.label)) for h in heads]
        sheet = self._sheet(_("By unit"), heads, frozen=2)
        rows = [
            (p.depth + 1, name, f.total, f.hit, None, f.upheld, f.undecided, f.critical, f.major,
             f.reviewed, None)
            for p, name in self.contents.units for f in (p.figures,)
        ]  # fmt: skip
        self._rows(sheet, heads, rows)
        self._indent(sheet, self.contents.units)
        self._total(sheet, heads, rows, level=0)

    def _indent(self, sheet: Any, units: Sequence[tuple[Place, str]]) -> None:
        for line, (place, name) in enumerate(units, _HEAD_ROW + 1):
            sheet.write_string(line, 1, name, self.indents[min(place.depth, 3)])

    def _rules(self) -> None:
        heads = [
            Head(_("Rule"), 40), Head(_("Rule's id"), 28), Head(_("Severity"), 10),
            Head(pgettext("rule", "Found"), 9, "number", sums=True),
            Head(_("Confirmed"), 10, "number", sums=True),
            Head(_("Dismissed"), 10, "number", sums=True),
            Head(_("Not decided"), 10, "number", sums=True),
            Head(_("Missed"), 9, "number", sums=True),
            Head(_("Undecidable"), 11, "number", sums=True),
            Head(_("Right, of those decided"), 12, "rate"),
            Head(_("Interval from (95 %)"), 11, "rate"), Head(_("Interval to (95 %)"), 11, "rate"),
        ]  # fmt: skip
        sheet = self._sheet(_("By rule"), heads)
        rows = []
        for one in self.contents.rules:
            f, share = one.figures, one.share
            known = (share.rate, share.low, share.high) if share.is_enough else (None,) * 3
            word = str(SEVERITIES.get(one.severity, one.severity))
            rows.append((one.title, one.rule, word, f.violated, f.confirmed, f.dismissed, f.open,
                         f.missed, f.undecidable, *known))  # fmt: skip
        self._rows(sheet, heads, rows)
        self._total(sheet, heads, rows, level=None)

    def _findings(self) -> None:
        heads = [
            Head(_("Case"), 22), Head(_("Day"), 12, "day"), Head(_("Unit"), 22),
            Head(_("Adviser"), 22), Head(_("Rule"), 40), Head(_("Severity"), 10),
            Head(_("What people decided"), 16),
        ]  # fmt: skip
        sheet = self._sheet(_("Gravest findings"), heads)
        titles = {one.rule: one.title for one in self.contents.rules}
        decided = dict(CaseFinding.Decided.choices)
        rows = [
            ((f.sale, reverse("case", args=[f.case])), f.day, f.unit, f.adviser,
             titles.get(f.rule, f.rule), str(SEVERITIES.get(f.severity, "")),
             str(decided.get(CaseFinding.Decided(f.decided), f.decided)))
            for f in self.contents.findings
        ]  # fmt: skip
        self._rows(sheet, heads, rows)

    def _overdue(self) -> None:
        heads = [
            Head(_("Case"), 22), Head(_("Due"), 18, "moment"), Head(_("Unit"), 22),
            Head(_("Adviser"), 22), Head(_("Where it stands"), 18), Head(_("Severity"), 10),
        ]  # fmt: skip
        sheet = self._sheet(_("Overdue cases"), heads)
        rows = [
            ((one.sale, reverse("case", args=[one.case])), one.due_at, one.unit, one.adviser,
             one.state, str(SEVERITIES.get(one.worst, "")))
            for one in self.contents.overdue
        ]  # fmt: skip
        self._rows(sheet, heads, rows)

    def _coverage(self) -> None:
        heads = [
            Head(_("Level"), 7, "number"), Head(_("Unit or channel"), 34),
            Head(_("Received"), 11, "number", sums=True), Head(_("Read"), 11, "number", sums=True),
            Head(_("Share read"), 11, "rate", share=(3, 2)),
            Head(_("Judged in a case"), 11, "number", sums=True),
            Head(_("Reviewed by people"), 11, "number", sums=True),
            Head(_("Share reviewed"), 11, "rate", share=(6, 2)),
            Head(_("Without words"), 11, "number", sums=True),
            Head(_("Could not be read"), 11, "number", sums=True),
            Head(_("Waiting to be read"), 11, "number", sums=True),
        ]  # fmt: skip
        sheet = self._sheet(_("Coverage"), heads, frozen=2)
        told = self.contents
        rows = [_covered(p.depth + 1, name, p.figures) for p, name in told.talk_units]
        self._rows(sheet, heads, rows)
        self._indent(sheet, told.talk_units)
        self._total(sheet, heads, rows, level=0)
        line = _HEAD_ROW + len(rows) + 3
        for code, figures in sorted(told.talk_channels.items(), key=lambda p: -p[1].total):
            word = str(CHANNELS.get(code, code)) or _("Channel unknown")
            row = _covered(1, word, figures)
            for place, head in enumerate(heads[1:], 1):
                if head.share:
                    self._share(sheet, line, place, head.share, row, self.cells["rate"])
                else:
                    self._cell(sheet, line, place, head.kind, row[place])
            line += 1


def _covered(level: int, name: str, f: Figures) -> tuple[Any, ...]:
    return (level, name, f.total, f.read, None, f.judged, f.reviewed, None, f.silent, f.failed,
            f.waiting)  # fmt: skip


def _days(told: Contents) -> str:
    first, last = told.scope.first, told.scope.last
    return first.isoformat() if first == last else f"{first} – {last}"


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


_NUMBERS: Final[dict[str, Any]] = {
    "total": lambda f: f.total,
    "judged": lambda f: f.judged,
    "hit": lambda f: f.hit,
    "critical": lambda f: f.critical,
    "upheld": lambda f: f.upheld,
    "undecided": lambda f: f.undecided,
    "reviewed": lambda f: f.reviewed,
    "unqualified": lambda f: f.unqualified,
    "violated": lambda f: f.violated,
    "confirmed": lambda f: f.confirmed,
    "dismissed": lambda f: f.dismissed,
    "decided": lambda f: f.confirmed + f.dismissed,
    "missed": lambda f: f.missed,
}
_LABELS: Final[dict[str, Any]] = {
    "total": lambda: _("Cases"),
    "judged": lambda: _("Cases judged"),
    "hit": lambda: _("Cases with a violation"),
    "critical": lambda: _("Cases with a critical violation"),
    "upheld": lambda: _("Cases with a violation that people confirmed"),
    "undecided": lambda: _("Cases with a violation nobody has decided on"),
    "reviewed": lambda: _("Cases reviewed"),
    "unqualified": lambda: _("Cases not qualified"),
    "violated": lambda: _("Findings"),
    "confirmed": lambda: _("Findings confirmed"),
    "dismissed": lambda: _("Findings dismissed"),
    "decided": lambda: _("Findings confirmed or dismissed"),
    "missed": lambda: _("Violations missed by the machine"),
}
_SUMMARY_NAMES: Final = tuple(_NUMBERS)
_SUMMARY: Final = tuple((_LABELS[name], _NUMBERS[name]) for name in _SUMMARY_NAMES)
_RATES: Final[tuple[tuple[Callable[[], str], str, str], ...]] = (
    (lambda: _("Share of cases with a violation"), "hit", "judged"),
    (lambda: _("Share of cases reviewed"), "reviewed", "total"),
    (lambda: _("Share of findings that were right"), "confirmed", "decided"),
)
