"""What the bundled conversations were written to show is found, and honest ones are left alone."""

import pytest

PROMISE = "wecom:A1006|wmZC7aQ0003dUxMeI:7310793491719_1776082263_external"
COACHING = "wecom:A1006|wmZC7aQ0003dUxMeI:7310793547152_1776659415_external"
REPLACING = "wecom:A1006|wmZCk2Q0006qInXmEi:7310793578828_1778029500_external"
REBATE = "wecom:A1006|wmZCv8Q0028yUjIe:7310793681775_1784202000_external"

VIOLATED = [
    ("AP-02", "disclosure.exclusions"),  # told only after consent
    ("AP-03", "callback.denies_promise_made"),
    (PROMISE, "sale.guaranteed_return"),  # recalled after 40 s
    ("tel-0415-01", "sale.guaranteed_return"),
    (COACHING, "callback.answers_dictated"),
    ("AP-05", "suitability.premium_burden_review"),  # 67 years old, 45 % of income
    ("AP-05", "suitability.elderly_special_care"),
    ("bank-0708-01", "sale.sold_as_deposit"),
    ("bank-0708-01", "identity.false_identity"),
    ("bank-0709-01", "callback.answers_dictated"),
    ("C006", "process.surrender_then_new"),
    (REPLACING, "sale.incites_replacement"),
    ("AP-07", "callback.in_time"),
    ("tel-0615-01", "process.call_hours"),  # 20:52 to 21:07
    ("C009", "conduct.sales_call_after_refusal"),
    ("C011", "process.leaver_customers_told"),
    ("C020", "process.called_again_after_no_answer"),
    ("tel-0722-01", "sale.hype_stop_sale"),
    ("tel-0722-01", "sale.stop_sale_unannounced"),
    ("tel-0618-01", "conduct.refusal_ignored"),
    ("tel-0603-01", "sale.tied_sale"),
    ("tel-0811-01", "process.recording_missing"),
    ("gap-0805-01", "process.recording_short"),
    ("tel-0921-01", "disclosure.rate_above_filed"),
    ("tel-0921-01", "sale.better_than_deposit"),
    ("video-0711-01", "suitability.risk_test_steered"),
    ("visit-0513-01", "sale.sold_as_deposit"),
    ("robot-0902-01", "identity.denies_machine"),
    ("clm-0820-01", "claim.no_result_promised"),
    ("C035", "claim.documents_told_once"),
    ("ren-0916-01", "conduct.private_payment"),
    ("hot-0910-01", "customer.proxy_surrender_cue"),
    (REBATE, "sale.rebate"),
    (REBATE, "process.unapproved_material"),
]

UNDECIDABLE = [
    ("AP-04", "disclosure.exclusions"),  # the second call was answered, its recording is missing
    ("AP-04", "disclosure.cooling_off"),
    ("mono-0729-01", "sale.guaranteed_return"),  # speakers swapped halfway
    ("asr-0830-01", "sale.guaranteed_return"),  # nobody knows who spoke
    ("gap-0805-01", "identity.recording_told"),
]

NOT_VIOLATED = [
    ("C012", "process.leaver_customers_told"),  # told after 15 days
    ("C010", "conduct.sales_call_to_listed_customer"),  # a service call
    ("C009", "conduct.sales_call_to_listed_customer"),
    ("tel-0506-01", "conduct.refusal_ignored"),
    ("tel-0815-01", "sale.hype_stop_sale"),  # announced five days before
    ("tel-0815-01", "sale.stop_sale_unannounced"),
    ("tel-0703-01", "sale.misconception_uncorrected"),
    ("bank-0415-01", "sale.misconception_uncorrected"),
    ("AP-04", "callback.in_time"),
    ("AP-02", "disclosure.waiting_period"),
]

HONEST = """
tel-0310-01 tel-0312-01 cb-0320-01 svc-0402-01 tel-0520-01 tel-0525-01 cb-0603-01 bank-0605-01
cb-0616-01 cb-0630-01 tel-0703-01 tel-0815-01 bank-0415-01 video-0702-01 svc-0511-01 svc-0912-02
robot-0901-01 srv-0826-01 chat-0714-01 chat-0916-01 chat-0917-01 surv-0922-01 tel-0926-01
serv-0729-02 clm-0511-01 clm-0618-01 comp-0728-01 comp-0806-01 comp-0819-01 comp-0828-01
hot-0907-01 hot-0907-02 hot-0908-01 hot-0909-01 hot-0912-01 ren-0915-01 ren-0915-02 hk-0612-01
cb-0421-01 cb-0718-01 AP-01 AP-04 AP-07 AP-11 AP-12 AP-25 AP-36
""".split()


@pytest.fixture(scope="module")
def verdicts(judged):
    return {
        (about, finding.rule): finding.verdict
        for finding in judged.findings
        for about in (finding.conversation, finding.sale, finding.customer)
        if about
    }


@pytest.fixture(scope="module")
def critical(judged):
    """Critical rules by what they accuse: a sale or a customer before a conversation of theirs."""
    found = {}
    for one in judged.findings:
        if (one.verdict, one.severity) == ("violated", "critical"):
            about = one.sale or one.customer or one.conversation
            found.setdefault(about, []).append(one.rule)
    return found


@pytest.mark.parametrize(("about", "rule"), VIOLATED)
def test_a_designed_violation_is_found(about, rule, verdicts):
    assert verdicts.get((about, rule)) == "violated"


@pytest.mark.parametrize(("about", "rule"), UNDECIDABLE)
def test_what_cannot_be_seen_is_not_decided(about, rule, verdicts):
    assert verdicts.get((about, rule)) == "undecidable"


@pytest.mark.parametrize(("about", "rule"), NOT_VIOLATED)
def test_a_near_miss_is_no_violation(about, rule, verdicts):
    assert verdicts.get((about, rule)) != "violated"


@pytest.mark.parametrize("about", HONEST)
def test_an_honest_conversation_has_no_critical_finding(about, critical):
    assert critical.get(about, []) == []


def test_the_exemplary_sale_leaves_no_disclosure_out(verdicts):
    assert [rule for (about, rule) in verdicts if about == "AP-01" and "disclosure." in rule] == []
