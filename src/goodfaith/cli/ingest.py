"""`goodfaith ingest`: files into this machine's database, or over the network to a server."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from goodfaith.analysis.problems import Refused
from goodfaith.analysis.readers.sources import open_inputs
from goodfaith.cli.installation import Unusable, installation_in_use
from goodfaith.cli.remote import Remote, ServerRefused, Unreachable
from goodfaith.cli.telling import Teller


def ingest(options: argparse.Namespace, teller: Teller) -> int:
    """0: everything is in; 1: there were problems; 2: it could not be done at all."""
    paths = [source.path for source in open_inputs(options.inputs)]
    given = {"format": options.format, "timezone": options.timezone, "source": options.source}
    chosen = {name: value for name, value in given.items() if value}
    try:
        if options.url:
            return _sent(paths, chosen, options, teller)
        with installation_in_use(teller):
            return _here(paths, chosen, teller)
    except (Unusable, OSError) as error:
        teller.error(str(error))
    except Unreachable as error:
        teller.error(teller.word("ingest_unreachable", address=options.url, error=error))
    except ServerRefused as refused:
        teller.error(teller.word("ingest_refused", status=refused.status, told=refused.told))
    return 2


def _here(paths: list[Path], options: Mapping[str, Any], teller: Teller) -> int:
    from goodfaith.conversations.deliveries.local import take_in_file

    fine = True
    for path in paths:
        with teller.err.status(path.name) as status:

            def watch(progress: Any, path: Path = path) -> None:
                status.update(f"{path.name} {progress.reached:,}")

            try:
                made = take_in_file(path, options, watch)
            except Refused as refused:
                teller.problems(refused.problems)
                return 2
        told = {name: getattr(made, name) for name in _COUNTS}
        _tell(teller, path, told)
        fine = fine and made.state == "done" and not made.refused
    return 0 if fine else 1


def _sent(
    paths: list[Path], chosen: Mapping[str, Any], options: argparse.Namespace, teller: Teller
) -> int:
    remote = Remote(options.url, options.token or os.environ.get("GOODFAITH_TOKEN", ""))
    fine = True
    for path in paths:
        with teller.err.status(path.name) as status:

            def watch(share: float, path: Path = path) -> None:
                status.update(teller.word("ingest_sent", file=path.name, share=share))

            told = remote.hand_in(path, chosen, watch)
        if told["same_as"]:
            teller.say("ingest_same", file=path.name, earlier=told["same_as"])
            continue
        _tell(teller, path, told)
        fine = fine and told["state"] == "done" and not told["refused"]
    return 0 if fine else 1


_COUNTS = ("state", "added", "revised", "same", "refused")


def _tell(teller: Teller, path: Path, told: Mapping[str, Any]) -> None:
    counts = {name: told[name] for name in _COUNTS}
    teller.say("ingest_progress", file=path.name, **counts)
