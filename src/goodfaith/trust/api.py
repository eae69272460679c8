"""This room's routes."""

from __future__ import annotations

from ninja import Router

from goodfaith.trust.routes import ledger, people, tokens, units

router = Router()
for _part in (people, units, tokens, ledger):
    router.add_router("", _part.router)
