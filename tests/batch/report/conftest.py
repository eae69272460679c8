"""A small rulebook of three scopes and conversations that break it, hostile ones among them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from goodfaith.analysis.facts import Fact, FactBook
from goodfaith.analysis.rules.reading import read_rulebook
from goodfaith.batch.plan import Plan
from goodfaith.batch.report import write_report
from goodfaith.batch.run import Run, run
from goodfaith.batch.spool import Spool
from goodfaith.batch.summary import summarise

HOSTILE = "保本</script><script>alert(1)</script><img src=x onerror=alert(1)>&\"'\u202egnp\x01{zh}"

RULES = [
    {
        "id": "sale.promise",
        "title": {"zh": "承诺<保本>", "en": "Promises <capital>"},
        "family": "GUARANTEE",
        "severity": "critical",
        "deducts": 20,
        "veto": True,
        "basis": [{"regulation": "保险销售行为管理办法", "article": "第十七条", "mark": "M"}],
        "says": {"promise": {"by": "adviser", "any": ["保本"], "unless": ["negated"]}},
        "violated": "promise",
        "instead": {"zh": "分红不确定。", "en": "Dividends are uncertain."},
    },
    {
        "id": "sale.rate",
        "title": {"zh": "利率高于备案", "en": "Rate above the filed one"},
        "severity": "major",
        "basis": [{"regulation": "保险销售行为管理办法", "article": "第三十条", "mark": "V"}],
        "says": {"rate": {"by": "adviser", "number": {"kind": "rate", "near": ["利率"]}}},
        "violated": "rate > product.filed_rate",
    },
    {
        "id": "sale.cooling_off",
        "title": {"zh": "未说明犹豫期", "en": "Cooling-off period not explained"},
        "severity": "minor",
        "scope": "sale",
        "basis": [{"regulation": "保险销售行为管理办法", "article": "第二十五条", "mark": "V"}],
        "says": {"told": {"by": "adviser", "any": ["犹豫期"]}},
        "when": "application signed",
        "violated": "no told",
    },
]


@pytest.fixture
def rulebook_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "rulebook"
    (folder / "rules").mkdir(parents=True)
    title = {"zh": "试验规则库", "en": "A trial rulebook"}
    (folder / "rulebook.yaml").write_text(
        yaml.safe_dump({"name": "trial", "title": title}, allow_unicode=True), "utf-8"
    )
    for rule in RULES:
        path = folder / "rules" / f"{rule['id']}.yaml"
        path.write_text(yaml.safe_dump(rule, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


@pytest.fixture
def report_of(tmp_path: Path, rulebook_folder: Path) -> Callable[..., str]:
    """Analyse conversations and return the report's text."""

    def report(
        conversations: list[dict[str, object]],
        lang: str = "zh",
        name: str = "report",
        change: Callable[[Run], None] = lambda _: None,
    ) -> str:
        source = tmp_path / "calls.jsonl"
        lines = (json.dumps(one, ensure_ascii=False) for one in conversations)
        source.write_text("\n".join(lines) + "\n", "utf-8")
        facts = _facts() if any("applications" in one for one in conversations) else FactBook()
        plan = Plan((source,), read_rulebook(rulebook_folder), facts, with_context=True)
        spool = Spool(tmp_path / f"{name}.spool", plan.identity, resume=False)
        done = run(plan, spool)
        change(done)
        out = tmp_path / f"{name}.html"
        write_report(out, done, summarise(done), lang)
        spool.close(remove=True)
        return out.read_text("utf-8")

    return report


def _facts() -> FactBook:
    return FactBook(
        [
            Fact("application", "A1", {"signed_on": date(2026, 3, 5)}),
            Fact("product", "P1", {"name": "福满"}),
        ]
    )


def _call(id: str, *texts: str, **members: object) -> dict[str, object]:
    """A sales call in which adviser and customer take turns, ten seconds each."""
    utterances = [
        {"participant": "ca"[place % 2 == 0], "text": text, "start": 10.0 * place}
        for place, text in enumerate(texts)
    ]
    people = [{"id": "a", "role": "adviser"}, {"id": "c", "role": "customer"}]
    start = "2026-03-02T10:00:00+08:00"
    own: dict[str, object] = {
        "channel": "phone",
        "started_at": start,
        "adviser": "0231",
        "team": "启明",
    }
    return {"id": id, "participants": people, "utterances": utterances, **own, **members}


@pytest.fixture
def call() -> Callable[..., dict[str, object]]:
    return _call


@pytest.fixture
def calls() -> list[dict[str, object]]:
    return [
        _call(
            "c1", "您好。", "你好。", "这款保本，您放心。", "真的吗？", "真的。", "哦。", "再见。"
        ),
        _call("c2", "利率百分之五。", "挺高。", adviser="0302", fields={"product.name": "福满"}),
        _call("c3", "给您讲讲产品。", "好。", applications=["A1"]),
        _call("c4", HOSTILE, "好。", adviser='0"><b>x', team="</dl>"),
    ]
