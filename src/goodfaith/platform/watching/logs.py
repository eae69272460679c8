"""Logs as lines of JSON, with ids and codes only: never what people wrote, said or searched for.

What other libraries say may have anything in it, so their words are left out: who spoke, from
which line of code, and which kind of error it was. Of our own messages the template is kept.
"""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from traceback import walk_tb
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
_OURS = ("goodfaith", "uvicorn.error")
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "color_message"}
_MOST_FRAMES = 12


class JsonLines(logging.Formatter):
    """One object a record."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.split(".")[0] == "goodfaith" or record.name in _OURS:
            line |= _own(record)
        else:
            line |= _foreign(record)
        if request := request_id.get():
            line.setdefault("request", request)
        if record.exc_info and record.exc_info[1]:
            line |= _error(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _own(record: logging.LogRecord) -> dict[str, Any]:
    extras = {k: v for k, v in record.__dict__.items() if k not in _STANDARD}
    return {"event": str(record.msg)} | extras


def _foreign(record: logging.LogRecord) -> dict[str, Any]:
    """Where it came from; of procrastinate also which job it is about."""
    found: dict[str, Any] = {"event": f"{record.module}:{record.lineno}"}
    if record.name.split(".")[0] == "procrastinate":
        job = getattr(record, "job", None) or {}
        known = {"action": getattr(record, "action", None), "job": job.get("id")}
        known |= {"task": job.get("task_name"), "queue": job.get("queue")}
        found |= {name: value for name, value in known.items() if value is not None}
    return found


def _error(error: BaseException) -> dict[str, Any]:
    """The kind of error and the places in the code, without a value."""
    frames = [
        f"{frame.f_globals.get('__name__', '?')}:{line}:{frame.f_code.co_name}"
        for frame, line in walk_tb(error.__traceback__)
    ]
    return {"error": type(error).__qualname__, "trace": frames[-_MOST_FRAMES:]}


def logging_settings(level: str = "INFO") -> dict[str, Any]:
    """What `logging.config.dictConfig` takes: everything to standard error, one way."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "goodfaith.platform.watching.logs.JsonLines"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.server": {"handlers": [], "propagate": True},
            "procrastinate": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
        },
    }
