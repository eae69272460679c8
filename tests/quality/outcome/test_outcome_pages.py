"""What advisers, judges and owners do, through HTTP."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from concluded import (
    charge,
    charged,
    client_of,
    insurer,
    the_notice,
)
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goodfaith.platform.events import publish, run_events
from goodfaith.quality.events import AppealAnswered, SupplementArrived
from goodfaith.quality.models import (
    Appeal,
    Case,
    CorrectiveAction,
    Decision,
    ExampleProposal,
    Notice,
    RulebookVersion,
)
from goodfaith.quality.outcome.proposing import example_from
from goodfaith.quality.versions.adopting import adopt_editions
from goodfaith.quality.versions.contents import file_state
from goodfaith.trust.models import LedgerEntry, Staff

pytestmark = pytest.mark.django_db
BASELINE = Path(__file__).parent / "query_baseline.json"


@pytest.fixture
def staff() -> dict[str, Staff]:
    return insurer()


@pytest.fixture
def case(staff: dict[str, Staff]) -> Case:
    return charged(staff)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def post(who: Staff, address: str, **given: Any) -> int:
    return client_of(who).post(address, given).status_code


def filed(staff: dict[str, Staff], text: str = "我说的是不保本") -> Appeal:
    post(staff["seller"], f"/charges/{charge().pk}/appeal/", text=text)
    return Appeal.objects.get()


def judged(who: Staff, appeal: Appeal, act: str, **given: Any) -> Appeal:
    appeal.refresh_from_db()
    post(who, f"/appeals/{appeal.pk}/judge/", act=act, revision=appeal.revision, **given)
    appeal.refresh_from_db()
    return appeal


def test_an_adviser_reads_the_words_the_rule_and_what_would_have_been_right(
    case: Case, staff: dict[str, Staff]
) -> None:
    page = shown(client_of(staff["seller"]), "/findings/")
    assert "<b>保本</b>" in page
    assert "收益不保证" in page  # what would have been right
    talk = case.members.get().conversation_id
    assert f"/conversations/{talk}/#u0" in page
    assert "−20" in page
    assert "13812345678" not in shown(client_of(staff["manager"]), f"/findings/{the_notice().pk}/")


def test_acknowledging_one_charge_the_notice_and_all_that_the_page_showed(
    case: Case, staff: dict[str, Staff]
) -> None:
    seller, notice = staff["seller"], the_notice()
    post(seller, f"/findings/{notice.pk}/acknowledge/", rule="sale.promise")
    assert charge().acknowledged_at
    assert charge("disclosure.exclusions").acknowledged_at is None
    post(seller, "/findings/acknowledge/", notice=notice.pk)
    assert the_notice().state == Notice.State.ACKNOWLEDGED
    assert LedgerEntry.objects.filter(act="notices.acknowledged").count() == 2


def test_nobody_answers_for_somebody_else(case: Case, staff: dict[str, Staff]) -> None:
    for who in ("other", "manager", "reviewer", "compliance", "service"):
        assert post(staff[who], f"/findings/{the_notice().pk}/acknowledge/") == 404
        assert post(staff[who], f"/charges/{charge().pk}/appeal/", text="x") == 404
    assert client_of(staff["other"]).get(f"/findings/{the_notice().pk}/").status_code == 404
    assert client_of(staff["stranger"]).get(f"/findings/{the_notice().pk}/").status_code == 404
    assert not Appeal.objects.exists()


def test_an_appeal_needs_a_text_and_is_filed_once(case: Case, staff: dict[str, Staff]) -> None:
    post(staff["seller"], f"/charges/{charge().pk}/appeal/", text="  ")
    assert not Appeal.objects.exists()
    filed(staff)
    filed(staff, "又一次")
    assert Appeal.objects.get().text == "我说的是不保本"
    assert the_notice().state == Notice.State.APPEALED


def test_an_upheld_appeal_dismisses_restores_and_proposes_an_example_once(
    case: Case, staff: dict[str, Staff]
) -> None:
    appeal = filed(staff)
    judged(staff["second"], appeal, "uphold", reason="上下文里没有问题", code="harmless")
    assert (appeal.state, charge().ended_as) == (Appeal.State.UPHELD, "restored")
    decision = Decision.objects.get(seat=4)
    assert (decision.verdict, decision.by) == ("dismissed", staff["second"])
    run_events()
    publish(AppealAnswered(case.pk, case.revision, appeal.pk, "reviewer", "upheld"))
    run_events()
    proposal = ExampleProposal.objects.get()
    assert "保本" in proposal.example
    assert "张建国" not in proposal.example
    assert "13812345678" not in proposal.example
    assert example_from(charge()) == proposal.example
    page = shown(client_of(staff["seller"]), f"/findings/{the_notice().pk}/")
    assert "上下文" not in page  # the answer is on the appeal's page
    assert "上下文" in shown(client_of(staff["seller"]), f"/appeals/{appeal.pk}/")


def test_upholding_needs_a_reason_and_why_rejecting_a_reason(
    case: Case, staff: dict[str, Staff]
) -> None:
    appeal = filed(staff)
    judged(staff["second"], appeal, "uphold", reason="没有", code="nonsense")
    judged(staff["second"], appeal, "uphold", reason=" ", code="harmless")
    judged(staff["second"], appeal, "reject", reason="")
    judged(staff["second"], appeal, "anything", reason="x")
    assert appeal.state == Appeal.State.FILED
    assert charge().ended_at is None


def test_who_decided_the_adviser_and_others_managers_cannot_answer(
    case: Case, staff: dict[str, Staff]
) -> None:
    appeal = filed(staff)
    for who in ("reviewer", "manager", "stranger", "seller", "operations"):
        judged(staff[who], appeal, "reject", reason="成立")
        assert appeal.state == Appeal.State.FILED, who
    judged(staff["compliance"], appeal, "reject", reason="成立")
    assert appeal.state == Appeal.State.REJECTED


def test_a_rejection_is_carried_on_to_the_manager_once(case: Case, staff: dict[str, Staff]) -> None:
    appeal = filed(staff)
    judged(staff["second"], appeal, "reject", reason="录音清楚")
    page = shown(client_of(staff["seller"]), f"/appeals/{appeal.pk}/")
    assert "录音清楚" in page
    assert "Q2" not in page  # who answered is not told
    on = f"/appeals/{appeal.pk}/go-on/"
    post(staff["seller"], on, act="carry_on", revision=appeal.revision, text="请经理再听一遍")
    appeal.refresh_from_db()
    assert (appeal.state, appeal.stage, appeal.judge) == ("filed", "manager", None)
    judged(staff["second"], appeal, "uphold", reason="x", code="harmless")
    assert appeal.state == "filed"
    judged(staff["manager"], appeal, "reject", reason="同意质检结果")
    assert (appeal.state, appeal.answer_by) == ("rejected", None)
    post(staff["seller"], on, act="carry_on", revision=appeal.revision, text="还是不对")
    appeal.refresh_from_db()
    assert appeal.state == "rejected"


def test_an_appeal_is_taken_back_by_its_adviser(case: Case, staff: dict[str, Staff]) -> None:
    appeal = filed(staff)
    on = f"/appeals/{appeal.pk}/go-on/"
    post(staff["seller"], on, act="drop", revision=appeal.revision)
    appeal.refresh_from_db()
    assert appeal.state == Appeal.State.DROPPED
    assert charge().acknowledged_at
    assert charge().ended_at is None


def test_of_two_judges_the_second_is_told_who_was_first(
    case: Case, staff: dict[str, Staff]
) -> None:
    appeal = filed(staff)
    seen = appeal.revision
    judged(staff["second"], appeal, "take")
    assert appeal.judge == staff["second"]
    client = client_of(staff["compliance"])
    given = {"act": "reject", "reason": "x", "revision": seen}
    answer = client.post(f"/appeals/{appeal.pk}/judge/", given, follow=True)
    assert "Q2" in answer.content.decode()
    judged(staff["compliance"], appeal, "reject", reason="x")
    assert appeal.state == Appeal.State.FILED  # it is in somebody's hands
    judged(staff["second"], appeal, "give_back")
    judged(staff["compliance"], appeal, "reject", reason="x")
    assert appeal.state == Appeal.State.REJECTED


def test_the_lists_show_what_waits_for_whom(case: Case, staff: dict[str, Staff]) -> None:
    appeal = filed(staff)
    here = f"/appeals/{appeal.pk}/"
    assert here in shown(client_of(staff["second"]), "/appeals/")
    assert here not in shown(client_of(staff["reviewer"]), "/appeals/")
    for look in ("open", "all"):
        assert here in shown(client_of(staff["reviewer"]), f"/appeals/?look={look}")
    assert here in shown(client_of(staff["second"]), "/appeals/?look=all&rule=sale.promise")
    assert here not in shown(client_of(staff["second"]), "/appeals/?look=all&adviser=0232")
    assert here not in shown(client_of(staff["second"]), "/appeals/?look=hand")
    judged(staff["second"], appeal, "take")
    assert here in shown(client_of(staff["second"]), "/appeals/?look=hand&stage=reviewer")
    assert here not in shown(client_of(staff["compliance"]), "/appeals/")


def test_charges_are_listed_by_team_rule_and_state(case: Case, staff: dict[str, Staff]) -> None:
    here = f"/findings/{the_notice().pk}/"
    for query in ("", "?rule=sale.promise", "?severity=critical", "?state=stands",
                  "?since=2026-03-01&until=2026-03-02", "?adviser=0231"):  # fmt: skip
        assert here in shown(client_of(staff["manager"]), f"/charges/{query}"), query
    for query in ("?state=restored", "?since=2026-03-03", "?since=nonsense&adviser=0232"):
        assert here not in shown(client_of(staff["manager"]), f"/charges/{query}"), query
    assert here not in shown(client_of(staff["stranger"]), "/charges/")
    assert client_of(staff["manager"]).get("/tables/charges/charges.csv").status_code in (200, 404)


def test_a_proposal_is_put_into_a_draft_once_and_tested_there(
    case: Case, staff: dict[str, Staff]
) -> None:
    adopt_editions()
    appeal = filed(staff)
    judged(staff["second"], appeal, "uphold", reason="没有问题", code="harmless")
    run_events()
    proposal = ExampleProposal.objects.get()
    here = f"/rulebooks/proposals/{proposal.pk}/"
    assert here in shown(client_of(staff["operations"]), "/rulebooks/proposals/")
    assert here not in shown(client_of(staff["reviewer"]), "/rulebooks/proposals/")
    assert post(staff["reviewer"], here, act="take") == 404
    post(staff["operations"], here, act="refuse", note=" ")
    answer = client_of(staff["operations"]).post(here, {"act": "take", "version": ""})
    draft = RulebookVersion.objects.order_by("-number").first()
    assert draft is not None
    assert answer["Location"] == f"/rulebooks/{draft.number}/files/rules/sale.promise.yaml"
    text = file_state(draft, "rules/sale.promise.yaml").text or ""
    assert proposal.example in text
    post(staff["operations"], here, act="take", version=draft.number)
    assert file_state(draft, "rules/sale.promise.yaml").number == 1
    proposal.refresh_from_db()
    assert (proposal.state, proposal.version) == ("taken", draft)
    assert shown(client_of(staff["operations"]), "/rulebooks/proposals/?look=taken")


def test_a_proposal_is_refused_with_a_note(case: Case, staff: dict[str, Staff]) -> None:
    judged(staff["second"], filed(staff), "uphold", reason="没有问题", code="not_said")
    run_events()
    proposal = ExampleProposal.objects.get()
    post(staff["operations"], f"/rulebooks/proposals/{proposal.pk}/", act="refuse", note="听写错误")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.note) == ("refused", "听写错误")


def opened(staff: dict[str, Staff], case: Case, *kinds: str, **given: Any) -> None:
    what = {f"what-{kind}": f"做{kind}" for kind in kinds}
    due = timezone.localdate() + timedelta(days=5)
    asked = {"kind": kinds, "owner": "0231 0231", "due_on": due.isoformat()} | what | given
    post(staff["reviewer"], f"/cases/{case.pk}/corrective/", **asked)


def acted(who: Staff, action: CorrectiveAction, act: str, **given: Any) -> CorrectiveAction:
    action.refresh_from_db()
    post(who, f"/corrective/{action.pk}/act/", act=act, revision=action.revision, **given)
    action.refresh_from_db()
    return action


def test_several_actions_are_opened_at_once_and_done_to_their_closure(
    case: Case, staff: dict[str, Staff]
) -> None:
    opened(staff, case, "call", "retraining", rule="sale.promise")
    call = CorrectiveAction.objects.get(kind="call")
    assert CorrectiveAction.objects.count() == 2
    assert f"/corrective/{call.pk}/" in shown(client_of(staff["seller"]), "/corrective/")
    acted(staff["reviewer"], call, "report_done", note="x")
    assert call.state == "open"
    acted(staff["seller"], call, "report_done", note="已致电客户")
    acted(staff["seller"], call, "close")
    assert call.state == "done"
    acted(staff["reviewer"], call, "send_back", note="客户说没接到")
    acted(staff["seller"], call, "report_done", note="又打了一次")
    acted(staff["manager"], call, "close", note="听过录音")
    assert call.state == "closed"
    assert shown(client_of(staff["manager"]), f"/corrective/{call.pk}/")
    kinds = list(call.steps.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["opened", "done", "sent_back", "done", "closed"]


def test_an_action_is_handed_on_and_cancelled_with_a_reason(
    case: Case, staff: dict[str, Staff]
) -> None:
    opened(staff, case, "refund")
    action = CorrectiveAction.objects.get()
    acted(staff["seller"], action, "hand_on", owner="S1")
    assert action.owner == staff["service"]
    acted(staff["seller"], action, "hand_on", owner="0232")
    assert action.owner == staff["service"]
    acted(staff["manager"], action, "hand_on", owner="nobody")
    assert action.owner == staff["service"]
    acted(staff["manager"], action, "cancel", note="")
    assert action.state == "open"
    acted(staff["manager"], action, "cancel", note="客户已撤件")
    assert action.state == "cancelled"


def test_an_action_that_says_nothing_or_is_due_yesterday_is_not_opened(
    case: Case, staff: dict[str, Staff]
) -> None:
    opened(staff, case)
    opened(staff, case, "call", **{"what-call": " "})
    opened(staff, case, "call", due_on="2020-01-01")
    opened(staff, case, "call", due_on="soon")
    opened(staff, case, "call", owner="")
    opened(staff, case, "dance")
    assert not CorrectiveAction.objects.exists()


def test_a_supplement_that_comes_finishes_the_action_that_asked_for_it(
    case: Case, staff: dict[str, Staff]
) -> None:
    opened(staff, case, "supplement", "call")
    for _ in range(2):
        publish(SupplementArrived(case.pk, case.revision, None))
        run_events()
    states = dict(CorrectiveAction.objects.values_list("kind", "state"))
    assert states == {"supplement": "done", "call": "open"}
    assert CorrectiveAction.objects.get(kind="supplement").steps.filter(by=None).count() == 1


def test_an_owner_is_found_by_what_is_typed(case: Case, staff: dict[str, Staff]) -> None:
    client = client_of(staff["reviewer"])
    assert "0231" in shown(client, "/corrective/owners/?owner=023")
    assert shown(client, "/corrective/owners/?owner=zzz") == ""
    assert client_of(staff["seller"]).get("/corrective/owners/?owner=0").status_code == 404


def test_the_page_of_a_case_shows_what_followed(case: Case, staff: dict[str, Staff]) -> None:
    appeal = filed(staff)
    opened(staff, case, "call")
    page = shown(client_of(staff["reviewer"]), f"/cases/{case.pk}/")
    assert f"/appeals/{appeal.pk}/" in page
    assert f"/corrective/{CorrectiveAction.objects.get().pk}/" in page
    Case.objects.filter(pk=case.pk).update(
        adviser_number="9999"
    )  # what is about the sale is theirs
    assert "1 项已属实的问题未计入" in shown(client_of(staff["reviewer"]), f"/cases/{case.pk}/")


def test_pages_ask_the_database_as_often_as_before(case: Case, staff: dict[str, Staff]) -> None:
    appeal = filed(staff)
    opened(staff, case, "call")
    addresses = {
        "my_findings": ("seller", "/findings/"),
        "notice": ("seller", f"/findings/{the_notice().pk}/"),
        "charges": ("manager", "/charges/"),
        "appeals": ("second", "/appeals/"),
        "appeal": ("second", f"/appeals/{appeal.pk}/"),
        "corrective": ("seller", "/corrective/"),
        "action": ("manager", f"/corrective/{CorrectiveAction.objects.get().pk}/"),
        "proposals": ("operations", "/rulebooks/proposals/"),
    }
    counted = {}
    for name, (who, address) in addresses.items():
        client = client_of(staff[who])
        shown(client, address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            shown(client, address)
        counted[name] = len(asked)
    assert counted == json.loads(BASELINE.read_text())
