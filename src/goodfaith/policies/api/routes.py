"""The room's router."""

from ninja import Router

router = Router(tags=["facts"])
