"""The platform's own routes."""

from goodfaith.platform.operation.routes import router

__all__ = ["router"]
