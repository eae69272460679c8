"""Pages of the organisation, its people, their accounts and tokens, and the ledger."""

from goodfaith.trust.views.invitation import accept_invitation

__all__ = ["accept_invitation"]
