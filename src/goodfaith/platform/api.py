"""The platform's own routes."""

from ninja import Router

from goodfaith.platform.operation.routes import router as operation
from goodfaith.platform.webhooks.routes import router as webhooks

router = Router()
router.add_router("", operation)
router.add_router("", webhooks)
