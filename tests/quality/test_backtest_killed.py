"""One of the processes of a back-test is killed in the middle of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from embedded_users import open_folder, remove

SCRIPT = Path(__file__).with_name("killed_backtest.py")


def test_a_backtest_goes_on_where_it_was_when_one_of_its_processes_is_killed() -> None:
    home = open_folder()
    path = os.pathsep.join(map(str, (SCRIPT.parents[1], SCRIPT.parents[2] / "benchmarks")))
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GOODFAITH_", "DJANGO_"))}
    environment = kept | {"GOODFAITH_HOME": str(home), "GOODFAITH_MODE": "demo"}
    environment |= {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "goodfaith.platform.settings"}
    try:
        done = subprocess.run(
            [sys.executable, str(SCRIPT)], env=environment, capture_output=True, text=True,
            timeout=600, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    finally:
        remove(home)
    found = json.loads(done.stdout.splitlines()[-1])
    killed, whole = found["killed"], found["whole"]
    assert (killed["lost"], killed["processes"]) == (1, 4)
    assert 0 < killed["done_then"] < 150
    assert (killed["state"], killed["done"]) == ("done", 150)
    assert {name: killed[name] for name in whole} == whole
    assert whole["counts"] == {"sale.promise": {"gained": 50, "lost": 50}}
