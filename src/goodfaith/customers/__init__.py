"""Customers as the insurer's systems know them: one row for each id of a source."""
