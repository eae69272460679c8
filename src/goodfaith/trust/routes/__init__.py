"""Routes for the organisation, its people, tokens and the ledger."""
