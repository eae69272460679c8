"""The routes of the room."""

from __future__ import annotations

from ninja import Router

from goodfaith.quality.gate.routes import router as gate
from goodfaith.quality.review.routes import router as review
from goodfaith.quality.versions.routes import router as versions

router = Router()
router.add_router("", versions)
router.add_router("", gate)
router.add_router("", review)
