"""The routes of the room."""

from __future__ import annotations

from ninja import Router

from goodfaith.quality.cases.routes import router as cases
from goodfaith.quality.gate.routes import router as gate
from goodfaith.quality.outcome.routes import router as outcome
from goodfaith.quality.queue.routes import router as queue
from goodfaith.quality.review.routes import router as review
from goodfaith.quality.versions.return_routes import router as returns
from goodfaith.quality.versions.routes import router as versions

router = Router()
router.add_router("", versions)
router.add_router("", returns)
router.add_router("", gate)
router.add_router("", review)
router.add_router("", cases)
router.add_router("", queue)
router.add_router("", outcome)
