"""Dialogues nobody here wrote: read without a crash, none of them lost."""

import os
import zipfile
from pathlib import Path

import pytest

from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.soundness import is_sound
from goodfaith.analysis.readers.sources import open_inputs, read_source

DATA = Path(os.environ.get("GOODFAITH_REAL_DATA", Path(__file__).parents[4] / "shared" / "data"))

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="no real data: set GOODFAITH_REAL_DATA"),
]


def read(path):
    (source,) = open_inputs([path])
    return source.format, list(read_source(source))


@pytest.mark.parametrize(
    ("name", "format_", "count"),
    [("teleantifraud.jsonl.gz", "jsonl", 6_968), ("cped_valid.csv", "csv", 934)],
)
def test_real_dialogues_are_read(name, format_, count):
    found_format, found = read(DATA / "dialogues" / name)
    assert found_format == format_
    assert len(found) == count
    assert all(not isinstance(one, Problem) and is_sound(one) for one in found)


def test_an_object_of_real_dialogues_by_id_is_read(tmp_path):
    with zipfile.ZipFile(DATA / "dialogues" / "crosswoz_val.json.zip") as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".json")]
        path = Path(archive.extract(name, tmp_path))
    format_, found = read(path)
    assert (format_, len(found)) == ("json", 500)
    assert all(one.utterances for one in found)


def test_a_real_workbook_of_something_else_is_refused():
    format_, found = read(DATA / "scripts" / "auto_insurance_outbound_script.xlsx")
    assert format_ == "xlsx"
    assert {one.code for one in found} == {"column_missing"}
