"""All the business facts of a run, found by what they are and by what they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.facts.derived import sale_values
from goodfaith.analysis.facts.fact import Fact, FactSet, hash_of
from goodfaith.analysis.facts.scopes import CustomerFacts, SaleFacts
from goodfaith.analysis.fields import Value, load_dictionary

Key = tuple[str, str]

THINGS = frozenset({"application", "policy", "applicant", "insured"})
"""Kinds that make up a sale: those of the customer's other sales do not belong to it."""


class FactBook:
    """An immutable index of facts. Of two lines about the same thing the later one counts.

    The order of the facts changes nothing else. A receipt completes the policy it names; what the
    policy itself says goes first.
    """

    __slots__ = ("_by_value", "_facts", "_given", "_naming", "kinds")

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        latest = {(fact.kind, fact.id): fact for fact in facts}
        self._given: dict[Key, Fact] = {key: latest[key] for key in sorted(latest)}
        self._facts = _completed(self._given)
        self._naming = _index(self._facts.values())
        self._by_value: dict[tuple[str, str], dict[Value, list[Fact]]] = {}
        self.kinds: frozenset[str] = _connected(self._given.values())

    def __iter__(self) -> Iterator[Fact]:
        """The facts as they were given, by kind and id."""
        return iter(self._given.values())

    def __len__(self) -> int:
        return len(self._given)

    def __reduce__(self) -> tuple[type[FactBook], tuple[tuple[Fact, ...]]]:
        # The indexes are three times the size of the facts and quickly made again.
        return (type(self), (tuple(self),))

    def get(self, kind: str, id: str) -> Fact | None:
        """The fact about one thing."""
        return self._facts.get((kind, id))

    def linked(self, kind: str, attribute: str, id: str) -> tuple[Fact, ...]:
        """The facts of `kind` whose `attribute` names the thing `id`, by id."""
        return self._naming.get((kind, attribute, id), ())

    def naming(self, kind: str, id: str) -> tuple[Fact, ...]:
        """The facts of any kind that name the thing `id` of `kind`, by kind and id."""
        fields = load_dictionary().references_to(kind)
        found = (self.linked(field.kind, field.attribute, id) for field in fields)
        return FactSet(fact for facts in found for fact in facts).facts

    def having(self, kind: str, attribute: str, value: Value) -> tuple[Fact, ...]:
        """The facts of `kind` with that value, by id."""
        index = self._by_value.get((kind, attribute))
        if index is None:
            index = {}
            for fact in self._facts.values():
                if fact.kind == kind and attribute in fact.values:
                    index.setdefault(fact.values[attribute], []).append(fact)
            self._by_value[kind, attribute] = index
        return tuple(index.get(value, ()))

    def hash_of(self, facts: Iterable[Fact]) -> str:
        """SHA-256 in hex over `facts`, whatever their order."""
        return hash_of(facts)

    def about_conversation(self, id: str) -> tuple[Fact, ...]:
        """The facts that name a conversation, and what is known of it itself."""
        known = self.get("conversation", id)
        return (*self.naming("conversation", id), *([known] if known else []))

    def sale_of(self, application: str, policy: str) -> str:
        """One key for an application and its policies; "" when neither is named.

        The application's id where it is known: given, on the policy, or by a link that names
        both (of several the first in order). Else the policy's id.
        """
        if application or not policy:
            return application
        known = self.get("policy", policy)
        if known and known.text("application"):
            return known.text("application")
        links = self.linked("link", "policy", policy)
        return min((a for link in links if (a := link.text("application"))), default=policy)

    def sales_of(self, conversation: Conversation) -> tuple[str, ...]:
        """The sales a conversation belongs to, by their keys, in order."""
        pairs = [(application, "") for application in conversation.applications]
        pairs += [("", policy) for policy in conversation.policies]
        for fact in self.about_conversation(conversation.id):
            pairs.append((fact.text("application"), fact.text("policy")))
        return tuple(sorted({self.sale_of(*pair) for pair in pairs} - {""}))

    def customers_of(self, conversation: Conversation) -> tuple[str, ...]:
        """The customers named by a conversation, by a fact about it, or by its sales; in order."""
        about = self.about_conversation(conversation.id)
        found = {conversation.customer, *(fact.text("customer") for fact in about)}
        for sale in self.sales_of(conversation):
            found.update(self._parties(*self._parts(sale))[0])
        return tuple(sorted(found - {""}))

    def sale_facts(self, sale: str) -> SaleFacts:
        """Everything known of a sale: its parts, the people in it, and what happened to them.

        A record that names the customer only is part of each of his sales; one that names another
        application or policy is not. Values worked out from them stand in a fact of kind `sale`.
        """
        applications, policies = self._parts(sale)
        customers, advisers, products = self._parties(applications, policies)
        found = FactSet(
            [
                *self._things("application", applications),
                *self._things("policy", policies),
                *(f for id in applications for f in self.naming("application", id)),
                *(f for id in policies for f in self.naming("policy", id)),
                *self._about_people(customers, advisers, products),
            ]
        )
        others = tuple(f for f in self._policies_of(customers) if f.id not in policies)
        values = sale_values(found, others if "policy" in self.kinds else None)
        facts = (*found, Fact("sale", sale, values))
        return SaleFacts(facts, sale, applications, policies, customers, advisers, products)

    def customer_facts(self, customer: str) -> CustomerFacts:
        """Everything known of a customer, his sales included, and of the advisers who serve him."""
        named = self.naming("customer", customer)
        policies = {fact.id for fact in named if fact.kind == "policy"}
        applications = {fact.id for fact in named if fact.kind == "application"}
        sales = {self.sale_of(id, "") for id in applications}
        sales |= {self.sale_of("", id) for id in policies}
        facts = [*self._things("customer", (customer,)), *named]
        for sale in sorted(sales):
            facts.extend(self.sale_facts(sale))
        advisers = sorted({fact.text("adviser") for fact in facts} - {""})
        facts.extend(f for id in advisers for f in self.linked("leaver", "adviser", id))
        return CustomerFacts(facts, customer, tuple(sorted(sales)))

    def _parts(self, sale: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        policies = {fact.id for fact in self.linked("policy", "application", sale)}
        links = self.linked("link", "application", sale)
        policies |= {link.text("policy") for link in links} - {""}
        if not policies and self.naming("policy", sale) + self._things("policy", (sale,)):
            policies = {sale}
        policies = {id for id in policies if self.sale_of("", id) == sale}
        is_application = self.get("application", sale) or self.naming("application", sale)
        return ((sale,) if is_application else ()), tuple(sorted(policies))

    def _parties(
        self, applications: tuple[str, ...], policies: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        parts = self._things("application", applications) + self._things("policy", policies)
        people = [f for id in applications for f in self.linked("applicant", "application", id)]
        people += [f for id in applications for f in self.linked("link", "application", id)]
        people += [f for id in policies for f in self.linked("link", "policy", id)]
        return (
            _names([*parts, *people], "customer"),
            _names(parts, "adviser"),
            _names(parts, "product"),
        )

    def _about_people(
        self, customers: tuple[str, ...], advisers: tuple[str, ...], products: tuple[str, ...]
    ) -> Iterator[Fact]:
        yield from self._things("customer", customers)
        yield from self._things("adviser", advisers)
        yield from self._things("product", products)
        for id in customers:
            for fact in self.naming("customer", id):
                stands_alone = not (fact.text("application") or fact.text("policy"))
                if fact.kind not in THINGS and stands_alone:
                    yield fact
        for id in advisers:
            yield from self.linked("leaver", "adviser", id)
            yield from self.linked("device", "adviser", id)
        for id in products:
            yield from self.linked("stop_sale", "product", id)
            yield from self.linked("price_change", "product", id)

    def _policies_of(self, customers: tuple[str, ...]) -> tuple[Fact, ...]:
        return tuple(f for id in customers for f in self.linked("policy", "customer", id))

    def _things(self, kind: str, ids: Iterable[str]) -> tuple[Fact, ...]:
        return tuple(fact for id in ids if (fact := self.get(kind, id)))


def _names(facts: Iterable[Fact], attribute: str) -> tuple[str, ...]:
    return tuple(sorted({fact.text(attribute) for fact in facts} - {""}))


def _connected(facts: Iterable[Fact]) -> frozenset[str]:
    """Kinds with at least one fact, and those that a `source` line declares; a false one is not."""
    declared: dict[str, bool] = {}
    kinds: set[str] = set()
    for fact in facts:
        if fact.kind == "source":
            declared[fact.id] = fact.values.get("connected") is not False
        else:
            kinds.add(fact.kind)
    kinds |= {kind for kind, connected in declared.items() if connected}
    return frozenset(kinds - {kind for kind, connected in declared.items() if not connected})


def _completed(given: dict[Key, Fact]) -> dict[Key, Fact]:
    completed = dict(given)
    for field in load_dictionary().fields.values():
        if not field.fills:
            continue
        kind, _, attribute = field.fills.partition(".")
        for fact in given.values():
            if fact.kind == field.kind and field.attribute in fact.values:
                key = (kind, fact.text(kind))
                known = completed.get(key, Fact(*key))
                values = {attribute: fact.values[field.attribute]} | known.values
                completed[key] = Fact(*key, values)
    return {key: completed[key] for key in sorted(completed)}


def _index(facts: Iterable[Fact]) -> dict[tuple[str, str, str], tuple[Fact, ...]]:
    naming = load_dictionary().naming
    found: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in facts:  # in order of kind and id, so each list is, too
        for _, attribute in naming.get(fact.kind, ()):
            if id := fact.text(attribute):
                found.setdefault((fact.kind, attribute, id), []).append(fact)
    return {key: tuple(named) for key, named in found.items()}
