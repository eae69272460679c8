"""What can be typed: verbs, options, an example for each."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from goodfaith.analysis.readers.options import FORMATS

# What the extra `server` brings and its commands import first.
_OF_THE_SERVER = ("psycopg",)
Run = Callable[[argparse.Namespace, Any], int]


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="goodfaith",
        description="Reads an insurer's conversations with its customers, and turns them into "
        "evidence.",
    )
    parser.add_argument("--version", action="version", version=f"goodfaith {version('goodfaith')}")
    parser.add_argument(
        "--lang", choices=("zh", "en"), default=None, help="language (default: from LANG)"
    )
    verbs = parser.add_subparsers(metavar="COMMAND", required=True)
    _analyse(verbs)
    _demo(verbs)
    _rules(verbs)
    _labels(verbs)
    _replay(verbs)
    _schema(verbs)
    _fields(verbs)
    _serve(verbs)
    _migrate(verbs)
    _ingest(verbs)
    _import(verbs)
    _staff(verbs)
    _doctor(verbs)
    _keeping(verbs)
    return parser


def _verb(verbs: Any, name: str, help_: str, example: str, run: Run) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=help_,
        description=help_,
        epilog=f"example:  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def _later(module: str, function: str) -> Run:
    """Import a command only when it runs: `--help` answers at once."""

    def run(options: argparse.Namespace, teller: Any) -> int:
        try:
            command = getattr(import_module(f"goodfaith.cli.{module}"), function)
        except ModuleNotFoundError as missing:
            if missing.name not in _OF_THE_SERVER:
                raise
            teller.error(teller.word("server_missing"))
            return 2
        return int(command(options, teller))

    return run


def _reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "inputs", nargs="+", type=Path, metavar="INPUT", help="files, folders, globs"
    )
    parser.add_argument(
        "--metadata", type=Path, metavar="F", help="business facts by conversation id"
    )
    parser.add_argument("--facts", type=Path, action="append", default=[], metavar="F",
                        help="facts.jsonl: policies, complaints …; repeatable")  # fmt: skip
    parser.add_argument("--rulebook", type=Path, metavar="DIR", help="default: zh-insurance")
    parser.add_argument("--format", choices=FORMATS, help="when the content does not tell")
    parser.add_argument("--columns", metavar="NAME=HEADING,…", help="column mapping of a table")
    parser.add_argument(
        "--mapping", metavar="F", help="JSON mapping: a YAML file or a shipped name"
    )
    parser.add_argument(
        "--adviser-channel", metavar="N", help="audio channel of the company's side"
    )
    parser.add_argument("--timezone", default="Asia/Shanghai", help="of times that carry none")
    parser.add_argument("--as-of", metavar="DATE", help="judge deadlines for this moment "
                        "(default: the last moment in the input)")  # fmt: skip
    parser.add_argument("--workers", type=int, default=None, metavar="N", help="default: all cores")


def _analyse(verbs: Any) -> None:
    parser = _verb(
        verbs,
        "analyse",
        "Read conversations, judge them, write the findings.",
        "goodfaith analyse calls/ --facts facts.jsonl --out findings.parquet --out report.html",
        _later("analyse", "analyse"),
    )
    _reading(parser)
    parser.add_argument("--out", type=Path, action="append", default=[], metavar="F",
                        help="findings .jsonl or .parquet, report .html; repeatable")  # fmt: skip
    parser.add_argument("--verdicts", choices=("findings", "all"), default="findings",
                        help="all: also what passed or did not apply")  # fmt: skip
    parser.add_argument("--keep-going", action="store_true", help="leave unreadable rows out")
    parser.add_argument("--resume", action="store_true", help="go on with an interrupted run")
    parser.add_argument("--json", action="store_true", help="the summary as JSON")


def _demo(verbs: Any) -> None:
    parser = _verb(
        verbs,
        "demo",
        "Run a whole simulated insurer: the server, its people, their conversations being read.",
        "goodfaith demo --size small",
        _later("demo", "demo"),
    )
    parser.add_argument("--size", choices=("tiny", "small", "large"), default="small",
                        help="60, 4,000 or 200,000 conversations")  # fmt: skip
    parser.add_argument("--seed", type=int, default=1, help="another seed, another insurer")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on")
    parser.add_argument("--report", type=Path, metavar="DIR",
                        help="no server: a report on the bundled conversations")  # fmt: skip


def _labels(verbs: Any) -> None:
    parser = verbs.add_parser("labels", help="Train labels, see their cards, try them.")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    training = _verb(actions, "train", "Learn labels from the sentences of a folder.",
                     "goodfaith labels train my-labels/ --out labels.safetensors",
                     _later("labels", "train_labels"))  # fmt: skip
    training.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="default: shipped")
    training.add_argument("--out", type=Path, required=True, metavar="F")
    training.add_argument("--more", type=Path, action="append", default=[], metavar="F",
                          help="sentences.jsonl: text, by, has, has_not; repeatable")  # fmt: skip
    listing = _verb(actions, "list", "The cards of a file of labels.",
                    "goodfaith labels list labels.safetensors",
                    _later("labels", "list_labels"))  # fmt: skip
    listing.add_argument("file", type=Path, metavar="F")
    listing.add_argument("--json", action="store_true")
    trying = _verb(actions, "try", "What a sentence may mean, and by which words.",
                   "goodfaith labels try labels.safetensors 太贵了，我再想想",
                   _later("labels", "try_labels"))  # fmt: skip
    trying.add_argument("file", type=Path, metavar="F")
    trying.add_argument("text", metavar="TEXT")
    trying.add_argument("--by", choices=("adviser", "customer"), help="who says it")


def _rules(verbs: Any) -> None:
    parser = verbs.add_parser("rules", help="List, test, explain and back-test rules.")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = _verb(actions, "list", "The rules of a rulebook.", "goodfaith rules list",
                    _later("rules", "list_rules"))  # fmt: skip
    listing.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    listing.add_argument("--json", action="store_true")
    testing = _verb(actions, "test", "Run every example of every rule.", "goodfaith rules test DIR",
                    _later("rules", "try_rules"))  # fmt: skip
    testing.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    testing.add_argument(
        "--only", action="append", default=[], metavar="ID", help="rules by prefix"
    )
    testing.add_argument("--baseline", type=Path, metavar="F", help="alert counts to compare with")
    testing.add_argument("--update-baseline", action="store_true")
    testing.add_argument("--json", action="store_true")
    explaining = _verb(actions, "explain", "Say a rule in plain words.",
                       "goodfaith --lang zh rules explain sale.guaranteed_return",
                       _later("rules", "explain_rule"))  # fmt: skip
    explaining.add_argument("id", metavar="ID")
    explaining.add_argument("--rulebook", type=Path, metavar="DIR")
    backtest = _verb(actions, "backtest", "What a changed rulebook gains, loses and changes.",
                     "goodfaith rules backtest rules-v1/ rules-v2/ calls.jsonl",
                     _later("rules", "backtest_rules"))  # fmt: skip
    backtest.add_argument("old", type=Path, metavar="OLD")
    backtest.add_argument("new", type=Path, metavar="NEW")
    _reading(backtest)
    backtest.add_argument("--json", action="store_true")
    pulling = _verb(actions, "pull", "Write the rulebook in force, or a version, into a folder.",
                    "goodfaith rules pull my-rules/", _later("rulebooks", "pull"))  # fmt: skip
    pushing = _verb(actions, "push", "Make a draft of a folder: what differs is its change.",
                    'goodfaith rules push my-rules/ --author 0001 --note "…"',
                    _later("rulebooks", "push"))  # fmt: skip
    for each in (pulling, pushing):
        each.add_argument("folder", type=Path, metavar="DIR")
        each.add_argument("--version", type=int, metavar="N",
                          help="default: the one in force; for push the one pulled")  # fmt: skip
    pushing.add_argument("--author", default="", metavar="N", help="staff number of who wrote it")
    pushing.add_argument("--note", default="", help="what the draft is for")
    pushing.add_argument("--json", action="store_true")


def _replay(verbs: Any) -> None:
    parser = _verb(
        verbs,
        "replay",
        "Recompute findings and compare their fingerprints; exit code 1 on any difference.",
        "goodfaith replay findings.parquet calls/ --facts facts.jsonl",
        _later("replay", "replay"),
    )
    parser.add_argument("findings", type=Path, metavar="FINDINGS")
    _reading(parser)
    parser.add_argument("--json", action="store_true")


def _schema(verbs: Any) -> None:
    parser = _verb(verbs, "schema", "Print the JSON Schema of an input or output.",
                   "goodfaith schema conversation", _later("reference", "schema"))  # fmt: skip
    parser.add_argument(
        "of", nargs="?", default="conversation",
        choices=("conversation", "facts", "finding", "rule"),
    )  # fmt: skip


def _fields(verbs: Any) -> None:
    parser = _verb(verbs, "fields", "The field dictionary: every business fact rules may use.",
                   "goodfaith fields policy", _later("reference", "fields"))  # fmt: skip
    parser.add_argument("search", nargs="?", default="", help="part of a name or meaning")
    parser.add_argument("--json", action="store_true")


def _serve(verbs: Any) -> None:
    parser = _verb(
        verbs,
        "serve",
        "Run the server: web, worker and timers, with the database; or one of them alone.",
        "goodfaith serve --port 8000",
        _later("serving", "serve"),
    )
    parser.add_argument(
        "role", nargs="?", default="all", metavar="ROLE",
        choices=("all", "web", "worker", "timers"),
        help="web, worker or timers alone, for many machines (default: all)",
    )  # fmt: skip
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on")
    parser.add_argument("--web", type=int, default=1, metavar="N", help="web processes")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="worker processes")


def _migrate(verbs: Any) -> None:
    _verb(verbs, "migrate", "Make or change the tables; two at once wait for each other.",
          "goodfaith migrate", _later("serving", "migrate"))  # fmt: skip


def _ingest(verbs: Any) -> None:
    parser = _verb(
        verbs,
        "ingest",
        "Hand in files of conversations; what was interrupted goes on.",
        "goodfaith ingest calls/ --url https://goodfaith.example --token …",
        _later("ingest", "ingest"),
    )
    parser.add_argument(
        "inputs", nargs="+", type=Path, metavar="INPUT", help="files, folders, globs"
    )
    parser.add_argument("--url", default="", help="a server (default: this machine's database)")
    parser.add_argument("--token", default="", help="of that server (default: GOODFAITH_TOKEN)")
    parser.add_argument("--format", choices=FORMATS, help="when the content does not tell")
    parser.add_argument("--timezone", default="", help="of times that carry none")
    parser.add_argument("--source", default="", help="where the conversations come from")


def _import(verbs: Any) -> None:
    parser = _verb(
        verbs,
        "import",
        "Take in a file of business facts: compared first, then each row once.",
        "goodfaith import policies.xlsx --kind policy --source core --dry-run",
        _later("importing", "import_facts"),
    )
    parser.add_argument("inputs", nargs="+", type=Path, metavar="FILE",
                        help="CSV, XLSX, JSON Lines, JSON or Parquet")  # fmt: skip
    parser.add_argument("--kind", required=True, metavar="KIND",
                        help="policy, callback … (see `goodfaith fields`)")  # fmt: skip
    parser.add_argument("--source", required=True, metavar="NAME",
                        help="the system that they come from, such as core")  # fmt: skip
    parser.add_argument("--mapping", type=Path, metavar="F",
                        help="YAML: columns {heading: field}, key [heading] (default: as kept, "
                        "else as the headings tell)")  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="compare, and change nothing")


def _staff(verbs: Any) -> None:
    parser = verbs.add_parser("staff", help="Let somebody in: the first administrator.")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    adding = _verb(
        actions, "add", "Add somebody with a role, or give somebody who is known a new password.",
        "goodfaith staff add --number 0001 --name 张三 --role administrator",
        _later("staff", "add_staff"),
    )  # fmt: skip
    adding.add_argument("--number", required=True, metavar="N", help="staff number")
    adding.add_argument("--name", default="", help="how they are called")
    adding.add_argument(
        "--role", default="administrator", metavar="ROLE",
        choices=("adviser", "reviewer", "manager", "operations", "service", "compliance",
                 "administrator"),
    )  # fmt: skip
    adding.add_argument(
        "--unit", default="", metavar="CODE", help="default: the top, which is made if need be"
    )
    adding.add_argument(
        "--generate", action="store_true", help="make a password and tell it (default: ask)"
    )


def _doctor(verbs: Any) -> None:
    parser = _verb(verbs, "doctor", "Check what this machine has and say what to do.",
                   "goodfaith doctor", _later("reference", "doctor"))  # fmt: skip
    parser.add_argument("--json", action="store_true")


def _keeping(verbs: Any) -> None:
    backup = _verb(
        verbs,
        "backup",
        "Save database and files in one file, and prove that it can be restored.",
        "goodfaith backup --to /backups",
        _later("keeping", "backup"),
    )
    backup.add_argument("--to", type=Path, metavar="FILE",
                        help="file or folder (default: backups/ in GOODFAITH_HOME)")  # fmt: skip
    backup.add_argument("--with-secrets", action="store_true",
                        help="also the secret key: who has the file can then forge sessions and "
                        "read stored secrets; without it people sign in again after a restore "
                        "on a new machine")  # fmt: skip
    restore = _verb(
        verbs,
        "restore",
        "Bring a backup back; the server has to be stopped.",
        "goodfaith restore /backups/goodfaith-20260301_030000.tar",
        _later("keeping", "restore"),
    )
    what = restore.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, metavar="FILE")
    what.add_argument("--forget-before", action="store_true",
                      help="remove for good what earlier restores have kept")  # fmt: skip
    restore.add_argument("--replace", action="store_true",
                         help="where there are tables already; they are kept")  # fmt: skip
    upgrade = _verb(
        verbs,
        "upgrade",
        "Bring the embedded database to the PostgreSQL of this release, by dump and load.",
        "goodfaith upgrade",
        _later("keeping", "upgrade"),
    )
    upgrade.add_argument("--old-binaries", type=Path, metavar="DIR",
                         help="the old PostgreSQL, where none was kept")  # fmt: skip
    upgrade.add_argument("--forget-old", action="store_true",
                         help="remove the databases of older versions for good")  # fmt: skip
