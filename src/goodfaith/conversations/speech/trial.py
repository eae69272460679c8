"""Loads a model and ends: `python -m goodfaith.conversations.speech.trial DIRECTORY`.

Ends with 0 where the model can be used. Also lets it hear half a second of silence, as some models
fail only then.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from goodfaith.conversations.speech.engine import RATE, SherpaRecogniser
from goodfaith.conversations.speech.model_files import find_model


def try_out(directory: Path) -> None:
    recogniser = SherpaRecogniser(find_model(directory))
    recogniser.recognise(np.zeros(RATE // 2, np.float32), RATE, ())


if __name__ == "__main__":
    try:
        try_out(Path(sys.argv[1]))
    except Exception as error:  # the parent tells the last line
        sys.exit(str(error).replace("\n", " "))
