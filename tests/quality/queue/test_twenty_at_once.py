"""Reviewers who pull at the same moment, in processes and on connections of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from embedded_users import remove
from migrated_home import migrated_home

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
_PULL = """
import json, sys
from pathlib import Path
from queueing import pull
if __name__ == "__main__":
    pulled = pull(Path(sys.argv[1]), tasks=300, reviewers=8, processes=2, takes=100)
    print(json.dumps({"given": sum(pulled.given.values()), "tasks": len(pulled.given)}))
"""


def test_every_task_is_given_once_however_many_pull(tmp_path: Path) -> None:
    home, program = migrated_home(), tmp_path / "pull_all.py"
    program.write_text(_PULL)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GOODFAITH_", "DJANGO_"))}
    path = os.pathsep.join([str(BENCHMARKS), *sys.path])
    try:
        told = subprocess.run(
            [sys.executable, str(program), str(home)], env=kept | {"PYTHONPATH": path},
            stdout=subprocess.PIPE, check=True, timeout=300,
        ).stdout  # fmt: skip
    finally:
        remove(home)
    assert json.loads(told) == {"given": 300, "tasks": 300}
