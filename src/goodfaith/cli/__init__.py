"""The `goodfaith` command.

Results on standard output or in the named file, progress on standard error. Exit codes: 0 fine,
1 the answer is no, 2 wrong usage or unreadable input.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from goodfaith.analysis.problems import UnreadableInput
from goodfaith.cli.parser import build_parser
from goodfaith.cli.telling import Teller


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = build_parser().parse_args(arguments)
    teller = Teller(options.lang)
    try:
        return int(options.run(options, teller))
    except UnreadableInput as unreadable:
        teller.problems(unreadable.problems)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        teller.error(teller.word("interrupted"))
        return 130
