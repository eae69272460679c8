"""`goodfaith demo --report`: what `analyse` does, on the conversations that ship; no server."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from goodfaith.cli.analyse import analyse
from goodfaith.cli.parser import build_parser
from goodfaith.cli.telling import Teller

FINDINGS = ("findings.jsonl", "findings.parquet")
REPORT = "report.html"


def report_bundled(out: Path, teller: Teller) -> int:
    """Judge the bundled conversations and leave findings and a report in `out`.

    The last line on standard output is the path of the report. Exit codes are those of `analyse`.
    """
    out.mkdir(parents=True, exist_ok=True)
    code = analyse(build_parser().parse_args(command(out)), teller)
    if code == 0:
        teller.out.print()
        teller.out.print(teller.word("demo_next"), markup=False, soft_wrap=True)
        teller.out.print(out / REPORT, markup=False, soft_wrap=True)
    return code


def command(out: Path) -> list[str]:
    """What would have to be typed to get the same. One process: so little is read sooner alone."""
    bundle = Path(str(files("goodfaith.demo").joinpath("conversations/demo")))
    written = [part for name in (*FINDINGS, REPORT) for part in ("--out", str(out / name))]
    return [
        *("analyse", str(bundle / "conversations"), "--workers", "1"),
        *("--facts", str(bundle / "facts.jsonl"), "--metadata", str(bundle / "metadata.csv")),
        *written,
    ]
