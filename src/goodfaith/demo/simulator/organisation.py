"""The insurer's people and the tree they sit in, with the days from which it is so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final, Literal

from goodfaith.demo.simulator import names
from goodfaith.demo.simulator.character import Character, draw_character
from goodfaith.demo.simulator.seeding import derive, pick
from goodfaith.demo.simulator.size import Size

COMPANY: Final = "至诚人寿保险股份有限公司"
SHORT: Final = "至诚人寿"
PROPERTY: Final = "至诚财产保险股份有限公司"
PROPERTY_SHORT: Final = "至诚财险"
BANK: Final = "云江银行"

Level = Literal[
    "company", "branch", "workplace", "team", "outsourced", "bank", "bank_branch", "bank_outlet"
]
LEVEL_NAMES: Final[dict[Level, str]] = {
    "company": "总公司",
    "branch": "分公司",
    "workplace": "职场",
    "team": "团队",
    "outsourced": "外包职场",
    "bank": "合作银行",
    "bank_branch": "支行",
    "bank_outlet": "网点",
}
StaffRole = Literal[
    "adviser", "reviewer", "manager", "operations", "service", "compliance", "administrator",
    "teller",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A place in the tree. `parent` is "" for the company and for the bank, which stands beside."""

    id: str
    name: str
    level: Level
    parent: str
    since: date


@dataclass(frozen=True, slots=True)
class Posting:
    """Where somebody works from a day on, and until when if that has ended (exclusive)."""

    unit: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """The highest product grade somebody may sell from a day on."""

    grade: int
    since: date


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works here or at the bank. `roles` hold in the unit of the posting.

    `sells` says what an adviser is put to: telesales, motor, counter, wecom, visit. `character`
    is truth: it must never reach the analysis.
    """

    id: str
    name: str
    female: bool
    roles: tuple[StaffRole, ...]
    postings: tuple[Posting, ...]
    staff_no: str
    phone: str
    sells: str = ""
    licence_no: str = ""
    licence_valid_from: date | None = None
    licence_valid_until: date | None = None
    grades: tuple[Grade, ...] = ()
    institution: str = ""
    left_on: date | None = None
    character: Character | None = None

    def unit_on(self, day: date) -> str:
        """The unit somebody belonged to on `day`; the first one before all postings."""
        found = self.postings[0].unit
        for posting in self.postings:
            if posting.since <= day:
                found = posting.unit
        return found


@dataclass(frozen=True, slots=True)
class Organisation:
    """Units by id, staff by id, and the advisers and service people of each trade, in order."""

    units: dict[str, Unit]
    staff: dict[str, Staff]
    by_trade: dict[str, tuple[Staff, ...]]

    def city_of(self, unit: str) -> str:
        """The city of the branch above a unit; the first city for the head office."""
        while unit and self.units[unit].level != "branch":
            unit = self.units[unit].parent
        return self.units[unit].name.removesuffix("分公司") if unit else names.CITIES[0]


_TRADES: Final = (
    "telesales motor counter wecom visit telesales telesales motor counter telesales wecom "
    "telesales"
).split()
"""Teams take turns at what they sell, so that every branch has each."""


def found_organisation(seed: int, size: Size, today: date) -> Organisation:
    """The whole tree with everybody in it."""
    return _Founder(seed, size, today).found()


class _Founder:
    def __init__(self, seed: int, size: Size, today: date) -> None:
        self.rng = derive(seed, "organisation")
        self.seed = seed
        self.size = size
        self.today = today
        self.start = today - timedelta(days=size.days)
        self.units: dict[str, Unit] = {}
        self.staff: dict[str, Staff] = {}

    def found(self) -> Organisation:
        self._unit("HQ", SHORT, "company", "")
        teams = self._branches()
        self._head_office()
        self._outsourced_site()
        self._bank()
        self._advisers(teams)
        self._move_some(teams)
        return Organisation(self.units, self.staff, self._by_trade())

    def _unit(self, id: str, name: str, level: Level, parent: str) -> str:
        self.units[id] = Unit(id, name, level, parent, self.start - timedelta(days=900))
        return id

    def _branches(self) -> list[str]:
        teams: list[str] = []
        for b in range(self.size.branches):
            branch = self._unit(f"B{b + 1:02d}", f"{names.CITIES[b]}分公司", "branch", "HQ")
            self._person(("manager",), branch, "M")
            self._person(("reviewer",), branch, "Q")
            count = self.size.teams // self.size.branches
            for t in range(count):
                if t % 2 == 0:
                    place = f"{branch}-W{t // 2 + 1}"
                    self._unit(
                        place,
                        f"{names.CITIES[b]}第{'一二三四五六'[t // 2]}职场",
                        "workplace",
                        branch,
                    )
                    self._person(("manager",), place, "M")
                team = f"{place}-T{t + 1}"
                teams.append(self._unit(team, f"{names.CITIES[b]}{t + 1}队", "team", place))
                self._person(("manager", "adviser"), team, "M")
        return teams

    def _head_office(self) -> None:
        for id, name in (("HQ-SVC", "客户服务中心"), ("HQ-CMP", "合规部"), ("HQ-OPS", "运营部")):
            self._unit(id, name, "team", "HQ")
        for _ in range(max(6, self.size.advisers // 9)):
            self._person(("service",), "HQ-SVC", "S")
        for _ in range(max(2, self.size.advisers // 30)):
            self._person(("reviewer",), "HQ-OPS", "Q")
        self._person(("compliance",), "HQ-CMP", "L")
        self._person(("compliance", "reviewer"), "HQ-CMP", "L")
        self._person(("operations",), "HQ-OPS", "O")
        self._person(("administrator",), "HQ", "X")

    def _outsourced_site(self) -> None:
        self._unit("OUT", "启航外包坐席中心", "outsourced", "HQ")
        team = self._unit("OUT-T1", "启航一组", "team", "OUT")
        for _ in range(max(3, self.size.advisers // 11)):
            self._adviser(team, "telesales")

    def _bank(self) -> None:
        self._unit("BK", BANK, "bank", "")
        for b in range(self.size.branches):
            city = names.CITIES[b]
            branch = self._unit(f"BK-{b + 1:02d}", f"{BANK}{city}支行", "bank_branch", "BK")
            for n in range(2):
                outlet = f"{branch}-{n + 1}"
                name = f"{BANK}{city}{'滨江' if n else '解放路'}网点"
                self._unit(outlet, name, "bank_outlet", branch)
                self._person(("teller",), outlet, "T")

    def _advisers(self, teams: list[str]) -> None:
        for n in range(self.size.advisers):
            index = n % len(teams)
            self._adviser(teams[index], _TRADES[index % len(_TRADES)])

    def _person(self, roles: tuple[StaffRole, ...], unit: str, letter: str) -> Staff:
        female = self.rng.random() < 0.55
        number = f"{len(self.staff) + 3001}"
        since = self.start - timedelta(days=30 + int(self.rng.random() * 1500))
        person = Staff(
            id=f"{letter}{number}",
            name=names.person_name(self.rng, female),
            female=female,
            roles=roles,
            postings=(Posting(unit, since),),
            staff_no=number,
            phone=f"1990000{number}",
            character=draw_character(
                self.rng, self._team(unit), len(self.staff), "service" in roles
            ),
        )
        self.staff[person.id] = person
        return person

    def _adviser(self, unit: str, trade: str) -> None:
        person = self._person(("adviser",), unit, "A")
        since = self.start - timedelta(days=1100 + int(self.rng.random() * 1500))
        person = replace(person, postings=(Posting(unit, since),))
        expired = self.rng.random() < 0.02
        grade = pick(self.rng, (2, 2, 3, 3, 3, 4))
        grades: tuple[Grade, ...] = (Grade(grade, since),)
        if grade < 4 and self.rng.random() < 0.1:
            risen = self.start + timedelta(days=int(self.rng.random() * self.size.days))
            grades = (*grades, Grade(grade + 1, risen))
        self.staff[person.id] = replace(
            person,
            sells=trade,
            licence_no=f"020000{self._place(unit):06d}8002024{int(person.staff_no):07d}",
            licence_valid_from=since,
            licence_valid_until=self.today + timedelta(days=-20 if expired else 400),
            grades=grades,
            institution=f"{SHORT}{self._city(unit)}分公司",
        )

    def _team(self, unit: str) -> Random:
        return derive(self.seed, "team", unit)

    def _place(self, unit: str) -> int:
        return 420_000 + 100 * names.CITIES.index(self._city(unit))

    def _city(self, unit: str) -> str:
        return Organisation(self.units, {}, {}).city_of(unit)

    def _move_some(self, teams: list[str]) -> None:
        """A tenth change team in the middle of the period, some leave near its end."""
        for person in [p for p in self.staff.values() if p.sells and p.postings[0].unit in teams]:
            roll = self.rng.random()
            half = self.start + timedelta(days=int(self.size.days * (0.3 + 0.4 * roll * 8)))
            if roll < 0.1:
                here = person.postings[0]
                there = pick(self.rng, [team for team in teams if team != here.unit])
                moved = (replace(here, until=half), Posting(there, half))
                self.staff[person.id] = replace(person, postings=moved)
            elif roll < 0.13:
                left_on = self.today - timedelta(days=3)
                self.staff[person.id] = replace(person, left_on=left_on)

    def _by_trade(self) -> dict[str, tuple[Staff, ...]]:
        trades: dict[str, list[Staff]] = {}
        for person in self.staff.values():
            trade = person.sells or person.roles[0]
            trades.setdefault(trade, []).append(person)
        return {trade: tuple(people) for trade, people in trades.items()}
