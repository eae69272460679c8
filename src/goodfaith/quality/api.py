"""The room's routes."""

from __future__ import annotations

from ninja import Router

from goodfaith.quality.gate.routes import router as gate

router = Router()
router.add_router("", gate)
