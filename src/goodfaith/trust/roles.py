"""Who may do what: one table, read by every page and route.

A role says what a person's work is, an assignment in which part of the organisation. What a person
may see of the conversations there is decided by the query sets.
"""

from __future__ import annotations

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.trust.masking import PrivateKind


class Role(TextChoices):
    ADVISER = "adviser", _("Adviser")
    REVIEWER = "reviewer", _("Reviewer")
    MANAGER = "manager", _("Team manager")
    OPERATIONS = "operations", _("Operations")
    SERVICE = "service", pgettext_lazy("role", "Service")
    COMPLIANCE = "compliance", _("Compliance")
    ADMINISTRATOR = "administrator", _("Administrator")


_A, _R, _M, _O, _S, _C, _X = (
    Role.ADVISER,
    Role.REVIEWER,
    Role.MANAGER,
    Role.OPERATIONS,
    Role.SERVICE,
    Role.COMPLIANCE,
    Role.ADMINISTRATOR,
)

ACTS: dict[str, frozenset[Role]] = {
    "conversations.read": frozenset({_A, _R, _M, _O, _S, _C}),
    "conversations.export": frozenset({_R, _M, _O, _C}),
    "conversations.receive": frozenset({_O, _X}),
    "conversations.attach": frozenset({_R, _O}),
    "conversations.correct": frozenset({_R, _C}),
    "conversations.reread": frozenset({_O, _C}),
    "private.unmask": frozenset({_R, _S, _C}),
    "ledger.read": frozenset({_C, _X}),
    "organisation.read": frozenset({_M, _O, _C, _X}),
    "organisation.change": frozenset({_X}),
    "people.read": frozenset({_M, _O, _C, _X}),
    "people.change": frozenset({_X}),
    "ledger.export": frozenset({_C, _X}),
    "tokens.read": frozenset({_C, _X}),
    "tokens.change": frozenset({_X}),
    "operation.read": frozenset({_X}),
    "operation.change": frozenset({_X}),
    "webhooks.read": frozenset({_X}),
    "webhooks.change": frozenset({_X}),
    "rulebooks.read": frozenset({_R, _M, _O, _C}),
    "rulebooks.change": frozenset({_O, _C}),
    "rulebooks.publish": frozenset({_C}),
    "facts.read": frozenset({_O, _C}),
    "facts.import": frozenset({_O, _X}),
    "readiness.read": frozenset({_R, _M, _O, _C, _X}),
    "customers.read": frozenset({_A, _R, _M, _O, _S, _C}),
    "cases.read": frozenset({_R, _M, _O, _C, _S}),
    "cases.export": frozenset({_R, _M, _O, _C}),
    "cases.review": frozenset({_R, _C}),
    "cases.settle": frozenset({_C}),
    "sales.quality": frozenset({_O, _C}),
    "review.settle": frozenset({_C}),
    "review.assign": frozenset({_M, _C}),
    "notices.read": frozenset({_A, _R, _M, _C}),
    "notices.answer": frozenset({_A}),
    "appeals.judge": frozenset({_R, _M, _C}),
    "corrective.read": frozenset({_A, _R, _M, _O, _S, _C}),
    "corrective.change": frozenset({_R, _M, _C}),
    "overview.read": frozenset({_M, _O, _C}),
    "overview.export": frozenset({_M, _O, _C}),
    "review.read": frozenset({_R, _M, _C}),
}
"""Which roles may do an act. An act that is not here is a mistake in the code that asks."""


ACT_WORDS: dict[str, Any] = {
    "conversations.read": _("Read conversations"),
    "conversations.export": _("Export conversations"),
    "conversations.receive": _("Hand in conversations and facts"),
    "conversations.attach": _("Attach recordings to conversations"),
    "conversations.correct": _("Correct conversations"),
    "conversations.reread": _("Read a period again"),
    "private.unmask": _("See private data in the clear, with a reason"),
    "ledger.read": _("Read the ledger"),
    "ledger.export": _("Export the ledger"),
    "organisation.read": _("See the organisation"),
    "organisation.change": _("Change the organisation"),
    "people.read": _("See people"),
    "people.change": _("Change people, their roles and accounts"),
    "tokens.read": _("See tokens"),
    "tokens.change": _("Create and revoke tokens"),
    "operation.read": _("See how the installation runs"),
    "operation.change": _("Keep the installation running"),
    "webhooks.read": _("See webhooks and their deliveries"),
    "webhooks.change": _("Set up webhooks and send again"),
    "rulebooks.read": _("Read rulebooks and their back-tests"),
    "rulebooks.change": _("Write rulebook drafts, test and back-test them"),
    "rulebooks.publish": _("Publish rulebooks that others have written"),
    "facts.read": _("Look up business facts"),
    "facts.import": _("Import business facts"),
    "readiness.read": _("See which sources are connected"),
    "customers.read": _("See customers"),
    "cases.read": _("See sale cases"),
    "cases.export": _("Export sale cases"),
    "cases.review": _("Review and conclude sale cases"),
    "cases.settle": _("Settle due times and scorecards"),
    "sales.quality": _("Ask whether a policy may be issued"),
    "review.settle": _("Settle sampling and how reviewing goes on"),
    "review.assign": _("Give reviews to reviewers"),
    "notices.read": _("See what advisers are told of confirmed findings"),
    "notices.answer": _("Acknowledge findings and appeal against them"),
    "appeals.judge": _("Answer appeals"),
    "corrective.read": _("See corrective actions"),
    "corrective.change": _("Open, close and hand on corrective actions"),
    "overview.read": _("See the overview of quality"),
    "overview.export": _("Take out quality reports"),
    "review.read": _("See the review queue"),
}
"""What an act is, in words; the scopes of a token are chosen from these."""

SEEN: dict[Role, frozenset[PrivateKind]] = {
    _A: frozenset({"name", "phone"}),
    _S: frozenset({"name", "phone"}),
}
"""Which private data a role sees in the clear; all else is masked for everybody until unmasked.

An adviser addresses and calls back their own customers, service those who come to it: both need a
name and a number, neither an identity number, a card or an address to do it. Reviewers, managers,
operations and compliance judge what was said: that something was said there, and its last
characters, is enough; whoever needs more asks for one thing, with a reason. An adviser's view is
of their own conversations: who is a manager as well sees those of the team masked.
"""


def may(roles: frozenset[Role], act: str) -> bool:
    """Whether one of `roles` may do `act`. Raises `KeyError` for an act nobody has defined."""
    return not ACTS[act].isdisjoint(roles)
