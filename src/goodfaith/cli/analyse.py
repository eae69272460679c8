"""`goodfaith analyse`: read, judge, write, tell."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from goodfaith.analysis.problems import Problem, UnreadableInput
from goodfaith.batch.findings_file import FINDING_SUFFIXES, write_findings
from goodfaith.batch.run import Run, run, spool_path
from goodfaith.batch.spool import Spool
from goodfaith.batch.summary import Summary, summarise
from goodfaith.cli.inputs import as_json, plan_of, rulebook_of
from goodfaith.cli.progress import watching
from goodfaith.cli.summary import tell_summary
from goodfaith.cli.telling import Teller

REPORT_SUFFIX = ".html"


def analyse(options: argparse.Namespace, teller: Teller) -> int:
    """0: done; 2: an input could not be read (with --keep-going only if nothing could)."""
    _check_outputs(options.out)
    plan = plan_of(
        options,
        rulebook_of(options.rulebook),
        every_verdict=options.verdicts == "all",
        with_context=any(out.suffix == REPORT_SUFFIX for out in options.out),
        keep_going=options.keep_going,
    )
    with tempfile.TemporaryDirectory(prefix="goodfaith-") as folder:
        kept = spool_path(options.out[0]) if options.out else Path(folder, "run")
        kept.parent.mkdir(parents=True, exist_ok=True)
        spool = Spool(kept, plan.identity, resume=options.resume)
        if options.resume:
            teller.err.print(teller.word("resumed" if spool.resumed else "nothing_to_resume"))
        with watching(teller) as watch:
            done = run(plan, spool, watch)
        return _finish(done, options, teller)


def _finish(done: Run, options: argparse.Namespace, teller: Teller) -> int:
    if done.problems and not options.keep_going:
        teller.problems(done.problems)
        teller.error(teller.word("not_kept_going", count=done.problem_count))
        done.spool.close(remove=True)
        return 2
    summary = summarise(done)
    written = [out for out in options.out if _write(out, done, summary, teller)]
    if options.json:
        sys.stdout.write(as_json(summary) + "\n")
    else:
        tell_summary(summary, done.plan.rulebook, teller, written)
    if done.problems:
        teller.problems(done.problems)
    if done.interrupted:
        if options.out:
            command = " ".join([*sys.argv, *([] if options.resume else ["--resume"])])
            teller.err.print(teller.word("interrupted_keep", command=command), soft_wrap=True)
        done.spool.close(remove=not options.out)
        return 130
    done.spool.close(remove=True)
    return 2 if done.problems and not summary.conversations else 0


def _check_outputs(outs: list[Path]) -> None:
    known = (*FINDING_SUFFIXES, REPORT_SUFFIX)
    problems = [
        Problem("usage", "goodfaith", "", "--out", f"'{out.name}'", f"a name in {', '.join(known)}")
        for out in outs
        if out.suffix not in known
    ]
    if problems:
        raise UnreadableInput(problems)


def _write(out: Path, done: Run, summary: Summary, teller: Teller) -> bool:
    if out.suffix == REPORT_SUFFIX:
        from goodfaith.batch.report import write_report

        write_report(out, done, summary, teller.lang)
    else:
        properties = {
            "goodfaith.rulebook": done.plan.rulebook.hash,
            "goodfaith.as_of": done.as_of.isoformat() if done.as_of else "",
        }
        write_findings(out, done.spool.findings(), properties)
    return True
