"""A customer: who it is, how life stands, how he or she talks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from goodfaith.demo.simulator import names
from goodfaith.demo.simulator.private_numbers import (
    card_number,
    identity_number,
    phone_number,
    plate_number,
)
from goodfaith.demo.simulator.seeding import derive, pick, weighted

TEMPERS: Final = {
    "calm": 0.34, "polite": 0.22, "brisk": 0.16, "chatty": 0.12, "wary": 0.11, "irritable": 0.05,
}  # fmt: skip
MISCONCEPTIONS: Final = ("deposit", "covers_all", "quit", "certain", "at_once", "health")
OBJECTIONS: Final = (
    "expensive think family have no_money distrust phone compare later no_need"
).split()
LIFE_EVENTS: Final = ("marriage baby house job retire illness car school move elder").split()
_INCOME: Final = {
    "teacher": 9, "nurse": 9, "driver": 8, "shop": 12, "clerk": 7, "accountant": 10,
    "programmer": 24, "worker": 7, "sales": 11, "courier": 8, "civil": 10, "engineer": 16,
    "manager": 22, "restaurant": 15, "farmer": 5, "decorator": 10,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Customer:
    """Money in yuan a year, `mortgage` in yuan a month; `children` are ages, oldest first.

    `interest` is the log-odds of buying from an adviser who does nothing special. `flags` are the
    words by which wording fits.
    """

    id: str
    name: str
    female: bool
    birth_on: date
    age: int
    city: str
    phone: str
    identity: str
    card: str
    plate: str
    address: str
    car: str
    car_years: int
    job: str
    income: int
    household_income: int
    mortgage: int
    married: bool
    children: tuple[int, ...]
    illness: str
    existing_premium: int
    temper: str
    misconceptions: tuple[str, ...]
    objections: tuple[str, ...]
    life_event: str
    interest: float
    flags: frozenset[str]


def make_customer(seed: int, index: int, city: str, today: date) -> Customer:
    """The customer of that number: the same whatever else is made."""
    rng = derive(seed, "customer", index)
    female = rng.random() < 0.52
    age = int(min(78, max(22, rng.gauss(43, 12))))
    birth_on = today - timedelta(days=int((age + rng.random()) * 365.25))
    age = today.year - birth_on.year - ((today.month, today.day) < (birth_on.month, birth_on.day))
    married = rng.random() < (0.3 if age < 28 else 0.85)
    children = _children(rng, age) if married or rng.random() < 0.15 else ()
    job = "retired" if age >= (55 if female else 60) else pick(rng, tuple(_INCOME))
    income = _income(rng, job)
    mortgage = pick(rng, (2000, 3000, 4000, 6000)) if age < 55 and rng.random() < 0.5 else 0
    illness = pick(rng, names.ILLNESSES) if rng.random() < 0.12 + age / 150 else ""
    existing = pick(rng, (0, 0, 360, 1200, 4800, 9000)) if age > 25 else 0
    temper = weighted(rng, TEMPERS)
    car_years = 1 + int(rng.random() * 9) if rng.random() < 0.55 else 0
    flags = _flags(female, age, married, children, illness, existing, mortgage, temper, job)
    return Customer(
        id=f"C{index + 1:06d}",
        name=names.person_name(rng, female),
        female=female,
        birth_on=birth_on,
        age=age,
        city=city,
        phone=phone_number(rng, index),
        identity=identity_number(rng, birth_on, female),
        card=card_number(rng),
        plate=plate_number(rng),
        address=names.address(rng, city),
        car=pick(rng, names.CARS),
        car_years=car_years,
        job=job,
        income=income,
        household_income=int(income * (1.8 if married else 1)) // 1000 * 1000,
        mortgage=mortgage,
        married=married,
        children=children,
        illness=illness,
        existing_premium=existing,
        temper=temper,
        misconceptions=tuple(m for m in MISCONCEPTIONS if rng.random() < 0.3),
        objections=_objections(rng, existing, mortgage),
        life_event=_life_event(rng, age, married, children, car_years)
        if rng.random() < 0.4
        else "",
        interest=rng.gauss(-2.3, 0.9),
        flags=flags | ({"car"} if car_years else set()),
    )


def _children(rng: Random, age: int) -> tuple[int, ...]:
    oldest = age - 24 - int(rng.random() * 6)
    if oldest < 0 or rng.random() < 0.12:
        return ()
    return (
        (oldest, max(0, oldest - 3 - int(rng.random() * 4))) if rng.random() < 0.35 else (oldest,)
    )


def _income(rng: Random, job: str) -> int:
    base = 5 if job == "retired" else _INCOME[job]
    return max(30_000, int(base * (0.7 + 0.7 * rng.random()) * 10) * 1000)


def _objections(rng: Random, existing: int, mortgage: int) -> tuple[str, ...]:
    fitting = [
        one for one in OBJECTIONS if (one != "have" or existing) and (one != "no_money" or mortgage)
    ]
    rng.shuffle(fitting)
    return tuple(fitting[: int(rng.random() * 4)])


def _life_event(
    rng: Random, age: int, married: bool, children: tuple[int, ...], car_years: int
) -> str:
    fitting = ["house", "job", "illness", "move", "elder"]
    if age < 35 or any(child > 21 for child in children):
        fitting.append("marriage")
    if age < 40 and married:
        fitting.append("baby")
    if any(2 < child < 19 for child in children):
        fitting.append("school")
    if age > 50:
        fitting.append("retire")
    if car_years:
        fitting.append("car")
    return pick(rng, fitting)


def _flags(
    female: bool,
    age: int,
    married: bool,
    children: tuple[int, ...],
    illness: str,
    existing: int,
    mortgage: int,
    temper: str,
    job: str,
) -> frozenset[str]:
    chosen = {
        "female": female,
        "male": not female,
        "married": married,
        "single": not married,
        "child": bool(children),
        "baby": any(child < 3 for child in children),
        "schoolchild": any(5 < child < 19 for child in children),
        "grown_child": any(child > 21 for child in children),
        "elderly": age >= 60,
        "young": age < 32,
        "retired": job == "retired",
        "ill": bool(illness),
        "has_cover": bool(existing),
        "mortgage": bool(mortgage),
    }
    return frozenset(flag for flag, holds in chosen.items() if holds) | {temper}
