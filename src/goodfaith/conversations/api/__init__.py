"""The routes of conversations."""

from ninja import Router

from goodfaith.conversations.api import (
    correcting,
    deliveries,
    intake,
    looking,
    recordings,
    rereading,
    wecom,
)

router = Router(tags=["conversations"])
for _part in (intake, looking, correcting, recordings, deliveries, wecom, rereading):
    router.add_router("", _part.router)
