"""Routes of what follows from a case: notices, charges, appeals, corrective actions."""

from __future__ import annotations

from ninja import Router

from goodfaith.quality.outcome.routes.appeals import router as appeals
from goodfaith.quality.outcome.routes.corrective import router as corrective
from goodfaith.quality.outcome.routes.notices import router as notices

router = Router()
router.add_router("", notices)
router.add_router("", appeals)
router.add_router("", corrective)
