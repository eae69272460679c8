"""The one router of this room: routes of one address have to stand on one."""

from ninja import Router

router = Router(tags=["conversations"])
