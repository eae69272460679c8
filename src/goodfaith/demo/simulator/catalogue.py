"""What is sold, and at what price to whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Final

import yaml

from goodfaith.analysis.fields import Value
from goodfaith.demo.simulator.customer import Customer
from goodfaith.demo.simulator.seeding import pick

SAVINGS: Final = frozenset({"annuity", "wholelife", "participating"})


@dataclass(frozen=True, slots=True)
class Product:
    """A product: `facts` as the product register gives them, `flag` as the wording calls it."""

    id: str
    flag: str
    say: str
    facts: dict[str, Value]

    def fact(self, name: str, default: Any = 0) -> Any:
        """One fact of it."""
        return self.facts.get(name, default)


@dataclass(frozen=True, slots=True)
class Deal:
    """A product at a price. Money in yuan; `premium` is what is due each year."""

    product: Product
    premium: int
    sum_insured: int
    pay_years: int


@cache
def load_products() -> tuple[Product, ...]:
    """The products in the order of `products.yaml`."""
    text = files("goodfaith.demo.simulator").joinpath("products.yaml").read_text("utf-8")
    own = ("id", "flag", "say")
    return tuple(
        Product(
            one["id"],
            one["flag"],
            one["say"],
            {name: value for name, value in one.items() if name not in own},
        )
        for one in yaml.safe_load(text)
    )


def product_of(flag: str) -> Product:
    """The product that the wording calls `flag`."""
    return next(product for product in load_products() if product.flag == flag)


def price(rng: Random, product: Product, customer: Customer) -> Deal:
    """An offer that somebody with this income might get."""
    if product.flag in SAVINGS:
        share = pick(rng, (0.04, 0.06, 0.08, 0.1, 0.15))
        premium = max(3000, int(customer.household_income * share) // 1000 * 1000)
        return Deal(product, premium, premium * 10, pick(rng, (3, 5, 5, 10)))
    if product.flag == "ci":
        sum_insured = pick(rng, (100_000, 200_000, 300_000, 300_000, 500_000))
        rate = 95 + 6 * max(0, customer.age - 20)
        return Deal(product, max(100, sum_insured * rate // 1_000_000 * 100), sum_insured, 20)
    if product.flag == "medical":
        return Deal(product, 200 + 22 * max(0, customer.age - 18) // 10 * 10, 2_000_000, 20)
    if product.flag == "motor":
        return Deal(product, 1800 + int(rng.random() * 32) * 100, 2_000_000, 1)
    return Deal(product, pick(rng, (168, 298, 398)), pick(rng, (300_000, 500_000)), 1)
