"""The addresses of rulebook versions."""

from __future__ import annotations

from django.urls import path

from goodfaith.quality.versions.views import backtests, differences, files, returns, versions

_ONE = "rulebooks/<int:number>/"
_TRIAL = "rulebooks/backtests/<int:id>/"

urlpatterns = [
    path("rulebooks/", versions.rulebooks, name="rulebooks"),
    path(_TRIAL, backtests.backtest, name="backtest"),
    path(f"{_TRIAL}progress/", backtests.backtest_progress, name="backtest_progress"),
    path(f"{_TRIAL}state/", backtests.backtest_turned, name="backtest_turned"),
    path(f"{_TRIAL}minutes/", backtests.minutes_decided, name="minutes_decided"),
    path(_ONE, versions.rulebook, name="rulebook"),
    path(f"{_ONE}draft/", versions.rulebook_drafted, name="rulebook_drafted"),
    path(f"{_ONE}import/", versions.rulebook_handed_in, name="rulebook_handed_in"),
    path(f"{_ONE}archive.zip", versions.rulebook_archive, name="rulebook_archive"),
    path(f"{_ONE}note/", versions.rulebook_noted, name="rulebook_noted"),
    path(f"{_ONE}test/", versions.rulebook_test, name="rulebook_test"),
    path(f"{_ONE}test/start/", versions.rulebook_tested, name="rulebook_tested"),
    path(f"{_ONE}test/progress/", versions.rulebook_test_progress, name="rulebook_test_progress"),
    path(f"{_ONE}publish/", versions.rulebook_published, name="rulebook_published"),
    path(f"{_ONE}withdraw/", versions.rulebook_withdrawn, name="rulebook_withdrawn"),
    path(f"{_ONE}return/", returns.return_asked, name="return_asked"),
    path(f"{_ONE}return/<int:asked>/confirm/", returns.return_confirmed, name="return_confirmed"),
    path(f"{_ONE}return/<int:asked>/end/", returns.return_ended, name="return_ended"),
    path(f"{_ONE}difference/", differences.rulebook_difference, name="rulebook_difference"),
    path(f"{_ONE}backtests/", backtests.rulebook_backtests, name="rulebook_backtests"),
    path(f"{_ONE}backtests/start/", backtests.backtest_started, name="backtest_started"),
    path(f"{_ONE}rules/new/", files.rule_added, name="rule_added"),
    path(f"{_ONE}check/<path:path>", files.rule_checked, name="rule_checked"),
    path(f"{_ONE}save/<path:path>", files.rule_saved, name="rule_saved"),
    path(f"{_ONE}restore/<path:path>", files.rule_restored, name="rule_restored"),
    path(f"{_ONE}run/<path:path>", files.rule_run, name="rule_run"),
    path(f"{_ONE}example/<path:path>", files.rule_example, name="rule_example"),
    path(f"{_ONE}files/<path:path>", files.rule_file, name="rule_file"),
]
