"""Dialogues nobody here wrote: masked without a crash, lengths kept."""

from __future__ import annotations

import gzip
import json
from itertools import islice

import pytest

from goodfaith.trust.masking import find_private, mask


@pytest.mark.real
def test_real_dialogues_are_masked(real_data):
    with gzip.open(real_data / "dialogues" / "teleantifraud.jsonl.gz", "rt") as file:
        calls = [json.loads(line)["turns"] for line in islice(file, 0, None, 30)]
    for turns in calls:
        texts = [turn["text"] for turn in turns]
        spans = find_private(texts, [turn["role"] for turn in turns])
        for index, text in enumerate(texts):
            covered = mask(text, [span for span in spans if span.utterance == index])
            assert len(covered) == len(text)
