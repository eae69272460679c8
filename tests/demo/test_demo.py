"""`goodfaith demo`: a summary, files, a path to open."""

import pytest

from goodfaith.batch.alerts import count_alerts
from goodfaith.cli import main
from goodfaith.cli.bundled import FINDINGS, REPORT


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    outs = [tmp_path_factory.mktemp("demo") for _ in range(2)]
    assert [main(["--lang", "en", "demo", "--report", str(out)]) for out in outs] == [0, 0]
    return outs


@pytest.mark.parametrize("name", [*FINDINGS, REPORT])
def test_twice_gives_the_same_bytes(twice, name):
    first, second = ((out / name).read_bytes() for out in twice)
    assert first
    assert first == second


def test_the_last_line_is_the_path_of_the_report(tmp_path, capsys):
    assert main(["--lang", "en", "demo", "--report", str(tmp_path / "new")]) == 0
    *summary, tip, last = capsys.readouterr().out.splitlines()
    assert last == str(tmp_path / "new" / REPORT)
    assert "goodfaith analyse your-files/ --out report.html" in tip
    assert any("conversations" in line for line in summary)


def test_alerts_are_counted_with_the_same_facts_and_metadata(judged):
    violated = [one.rule for one in judged.findings if one.verdict == "violated"]
    expected = {rule: violated.count(rule) for rule in sorted(set(violated))}
    assert count_alerts(judged.plan.rulebook)["demo"] == expected
