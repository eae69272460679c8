"""`goodfaith labels`: trained, listed, tried."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from goodfaith.cli import main

NAME = {"zh": "嫌贵", "en": "Too expensive"}
YES = ["太贵了", "这也太贵了吧", "贵得离谱", "怎么这么贵", "贵了贵了不要"]
NO = ["您好", "好的知道了", "请问您贵姓", "明天再说"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("labels")
    content = {"id": "o.price", "name": NAME, "means": NAME, "by": "customer", "yes": YES, "no": NO}
    (folder / "o.price.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    more = folder / "more.jsonl"
    more.write_text('{"text": "贵", "by": "customer", "has": ["o.price"], "source": "people"}\n')
    out = folder / "labels.safetensors"
    assert main(["labels", "train", str(folder), "--out", str(out), "--more", str(more)]) == 0
    return out


def test_cards_are_listed(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "labels", "list", str(trained)]) == 0
    assert "o.price" in capsys.readouterr().out
    assert main(["labels", "list", str(trained), "--json"]) == 0
    (label,) = json.loads(capsys.readouterr().out)
    assert label["card"]["trained_on"] == {"written": 9, "people": 1}


def test_a_sentence_is_tried_and_its_words_are_told(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "en", "labels", "try", str(trained), "哎这太贵了吧"]) == 0
    told = capsys.readouterr().out
    assert "Too expensive (o.price)" in told
    assert "贵" in told


def test_who_cannot_mean_it_does_not(trained: Path) -> None:
    assert main(["labels", "try", str(trained), "哎这太贵了吧", "--by", "adviser"]) == 1


def test_what_is_no_file_of_labels_is_refused(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.safetensors"
    bad.write_bytes(b"\x80\x04pickle")
    assert main(["labels", "list", str(bad)]) == 2
    assert "safetensors" in capsys.readouterr().err


def test_all_sentences_that_cannot_be_read_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text('{"text": 1, "by": "customer"}\n{"text": "好", "by": "customer"}\nx\n')
    out = tmp_path / "out"
    assert main(["labels", "train", "--out", str(out), "--more", str(more)]) == 2
    told = capsys.readouterr().err
    assert "line 1" in told
    assert "line 3" in told
    assert not out.exists()
