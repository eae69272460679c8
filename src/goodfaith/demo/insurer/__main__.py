"""`python -m goodfaith.demo.insurer`: the process that moves the insurer in, beside a server.

Tells on standard output, a line of JSON each: how far it is, and at last who may sign in.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time

import msgspec

POLL_SECONDS = 0.5


def main() -> int:
    """Move in, have its people work, tell the logins. 1: the installation is somebody's."""
    parser = argparse.ArgumentParser(prog="goodfaith.demo.insurer")
    parser.add_argument("--size", default="small")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    threading.Thread(target=_leave_with_parent, daemon=True).start()

    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "goodfaith.platform.settings"
    django.setup()
    return _move(options.size, options.seed)


def _move(size: str, seed: int) -> int:
    from django.utils import timezone

    from goodfaith.demo.insurer.moving import NotEmpty, begin, move_in
    from goodfaith.demo.insurer.people import logins
    from goodfaith.demo.insurer.state import Moved, read_state
    from goodfaith.demo.reviewing.work import work_once
    from goodfaith.demo.simulator import simulate
    from goodfaith.platform.settings import CONFIGURATION

    home = CONFIGURATION.home
    state = read_state(home)
    try:
        if state is None:
            state = Moved(size, seed, timezone.localdate())
            begin(home, state)
        insurer = simulate(state.size, state.seed, state.today)
        if not state.complete:
            state = move_in(insurer, state, home, _progress, _wait)
        if not state.reviewed:
            work_once(state, home, _reviewed, _wait)
    except NotEmpty:
        _tell({"refused": "not empty"})
        return 1
    organisation = insurer.organisation
    for role, people in logins(organisation).items():
        for person in people:
            unit = organisation.units[person.unit_on(timezone.localdate())].name
            _tell({"role": role, "number": person.id, "name": person.name, "unit": unit})
    return 0


def _progress(total: int, received: int, read: int) -> None:
    _tell({"total": total, "received": received, "read": read})


def _reviewed(done: int, planned: int) -> None:
    _tell({"planned": planned, "reviewed": done})


def _wait() -> None:
    time.sleep(POLL_SECONDS)


def _tell(what: dict[str, object]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(what) + b"\n")
    sys.stdout.flush()


def _leave_with_parent() -> None:
    """Standard input is a pipe from whoever started this; it closes however they die."""
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
