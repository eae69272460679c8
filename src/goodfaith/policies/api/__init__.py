"""Routes of business facts: handed in one by one, in files, and looked up."""

from goodfaith.policies.api import facts, imports
from goodfaith.policies.api.routes import router

__all__ = ["facts", "imports", "router"]
