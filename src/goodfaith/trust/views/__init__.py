"""Pages of the organisation, its people, their accounts and tokens, and the ledger."""
