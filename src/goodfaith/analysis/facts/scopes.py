"""The facts of one sale or one customer."""

from __future__ import annotations

from collections.abc import Iterable

from goodfaith.analysis.facts.fact import Fact, FactSet


class SaleFacts(FactSet):
    """All that is known of one sale; ids are in order, some with no fact of their own."""

    __slots__ = ("advisers", "applications", "customers", "policies", "products", "sale")

    def __init__(
        self,
        facts: Iterable[Fact],
        sale: str,
        applications: tuple[str, ...],
        policies: tuple[str, ...],
        customers: tuple[str, ...],
        advisers: tuple[str, ...],
        products: tuple[str, ...],
    ) -> None:
        super().__init__(facts)
        self.sale = sale
        self.applications = applications
        self.policies = policies
        self.customers = customers
        self.advisers = advisers
        self.products = products


class CustomerFacts(FactSet):
    """All that is known of one customer; `sales` are the keys of his sales, in order."""

    __slots__ = ("customer", "sales")

    def __init__(self, facts: Iterable[Fact], customer: str, sales: tuple[str, ...]) -> None:
        super().__init__(facts)
        self.customer = customer
        self.sales = sales
