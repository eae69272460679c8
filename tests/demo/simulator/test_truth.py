"""The truth points at what was said, and by whom."""

from goodfaith.analysis.conversation import side_of
from goodfaith.demo.simulator import simulate
from goodfaith.demo.simulator.character import PRACTICES
from goodfaith.trust.masking.checks import is_identity_number


def everything(many):
    return [one for journey in many for one in journey.conversations]


def places(truth):
    yield from (v.utterance for v in truth.violations)
    yield from (s.situation for s in truth.strategies)
    yield from (s.utterance for s in truth.strategies)
    yield from (p.utterance for p in truth.practices)
    yield from (e.utterance for e in truth.life_events)
    yield from (p.utterance for p in truth.private)
    yield from (m.utterance for m in truth.misheard)


def test_it_points_at_utterances_that_exist(many):
    for one in everything(many):
        count = len(one.conversation.utterances)
        assert one.truth.conversation == one.conversation.id
        assert all(place is None or 0 <= place < count for place in places(one.truth))


def test_roles_are_told_for_every_utterance(many):
    for one in everything(many):
        assert len(one.truth.roles) == len(one.conversation.utterances)


def test_violations_were_said_by_the_company_and_life_events_by_the_customer(many):
    for one in everything(many):
        roles = one.truth.roles
        for violation in one.truth.violations:
            if violation.utterance is not None:
                assert side_of(roles[violation.utterance]) == "company", violation
        for event in one.truth.life_events:
            if event.utterance is not None:
                assert side_of(roles[event.utterance]) == "customer", event


def test_private_data_is_where_the_truth_says_unless_it_was_misheard(many):
    found = 0
    for one in everything(many):
        misheard = {m.utterance for m in one.truth.misheard}
        for said in one.truth.private:
            if said.utterance is not None and said.utterance not in misheard:
                assert said.text in one.conversation.utterances[said.utterance].text
                found += 1
    assert found > 50


def test_what_was_misheard_is_kept_as_it_was_said(many):
    for one in everything(many):
        for error in one.truth.misheard:
            heard = one.conversation.utterances[error.utterance].text
            if error.kind == "dropped":
                assert len(heard) <= len(error.said)


def test_a_strategy_that_was_carried_out_has_its_place(many):
    called = [s for one in everything(many) for s in one.truth.strategies]
    assert {s.carried_out for s in called} == {True, False}
    for one in everything(many):
        for strategy in one.truth.strategies:
            if not one.truth.defects and strategy.carried_out:
                assert strategy.utterance is not None
            if not strategy.carried_out:
                assert strategy.utterance is None


def test_practices_have_the_effects_they_were_planted_with(many):
    used = [p for one in everything(many) for p in one.truth.practices]
    assert {p.practice for p in used} == set(PRACTICES)
    assert all(p.effect == PRACTICES[p.practice] for p in used)


def test_identity_numbers_have_a_valid_check_digit_and_plates_a_place(insurer):
    for customer in insurer.customers():
        assert is_identity_number(customer.identity.lower())
        assert customer.phone[3:6] == "000"


def test_only_dishonest_people_commit_what_they_are_known_for(many):
    for journey in many:
        known = journey.adviser.character.misconduct
        for one in journey.conversations:
            if one.conversation.adviser == journey.adviser.id:
                assert one.truth.families <= set(known)


def test_a_planted_strategy_truly_raises_closing():
    """Services before price add 0.9 to the log-odds: over 4,000 conversations that shows."""
    closed = {True: [], False: []}
    for one in simulate("small", 5).conversations():
        for strategy in one.truth.strategies:
            if strategy.strategy == "motor_services":
                closed[strategy.carried_out].append(one.truth.closed)
    shares = {done: sum(of) / len(of) for done, of in closed.items()}
    assert min(map(len, closed.values())) > 50
    assert shares[True] > shares[False] + 0.05


def test_people_who_want_to_think_are_called_for_with_a_next_step(many):
    for one in everything(many):
        for strategy in one.truth.strategies:
            if strategy.strategy == "next_step" and not one.truth.defects:
                assert strategy.situation is not None
                assert one.truth.roles[strategy.situation] == "customer"
