"""A process that judges batches: a trial, then a task a line on its input; an answer a line.

It leaves when its input ends, so it never outlives who started it.
"""

from __future__ import annotations

import os
import sys

import msgspec


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodfaith.platform.settings")
    import django

    django.setup()
    from goodfaith.quality.versions.backtesting.judging import Task, judge_task
    from goodfaith.quality.versions.backtesting.trial import Bench, Trial

    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    lines = sys.stdin.buffer
    bench = Bench(msgspec.json.decode(lines.readline(), type=Trial))
    tasks = msgspec.json.Decoder(Task)
    for line in lines:
        answers.write(msgspec.json.encode(judge_task(bench, tasks.decode(line))) + b"\n")
        answers.flush()


if __name__ == "__main__":
    main()
