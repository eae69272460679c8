"""What a killed restore has left between its database's place and that of its files."""

from __future__ import annotations

import shutil

from goodfaith.platform.keeping.files import drafts_left
from goodfaith.platform.keeping.installation import Installation
from goodfaith.platform.keeping.neighbours import Neighbours, neighbours_of


def settle_interrupted(installation: Installation) -> None:
    """Finish or clear away what a killed restore has left, for whoever is about to serve."""
    if drafts_left(installation.home):
        with neighbours_of(installation) as neighbours:
            finish_interrupted(neighbours)


def finish_interrupted(neighbours: Neighbours) -> None:
    """Files whose database has its place already are put in theirs; others are removed."""
    for draft in drafts_left(neighbours.installation.home):
        if neighbours.exists(f"{neighbours.prefix('before')}{draft.stamp}"):
            draft.put_in_place()
        else:
            shutil.rmtree(draft.folder)
