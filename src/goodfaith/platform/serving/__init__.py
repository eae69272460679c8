"""Running the server: a supervisor, and below it processes for the web, for work and for timers.

A process that dies is started again; all of them leave when their supervisor does, however it does.
"""

from goodfaith.platform.serving.plan import CannotServe, Plan
from goodfaith.platform.serving.supervisor import supervise

__all__ = ["CannotServe", "Plan", "supervise"]
