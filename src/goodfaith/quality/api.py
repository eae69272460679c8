"""The routes of the room."""

from goodfaith.quality.versions.routes import router

__all__ = ["router"]
