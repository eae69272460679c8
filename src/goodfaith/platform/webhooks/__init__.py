"""Outgoing webhooks: signed messages to other systems, in the manner of Standard Webhooks 1.0.0.

A room declares what it tells in `webhook_kinds.py` and calls `publish_webhook` in the transaction
in which it happened. Delivery is at least once; a receiver tells a repetition by its `webhook-id`.
"""
