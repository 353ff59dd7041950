"""Running a set: what a verdict leads to is data."""

import pytest

from tests.factories.vouchers import RuleSetRuleFactory
from tests.vouchers.eligibility.examples import facts, figures, found, not_found, unavailable
from vouchers.eligibility.facts import Room, as_inputs, from_inputs
from vouchers.eligibility.rule_set import in_the_way, run_rules
from vouchers.models import Outcome, Verdict


def run(told, **row):
    [finding] = run_rules([RuleSetRuleFactory.build(rule_set=None, **row)], told)
    return finding


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (found(), Outcome.OK),
        (not_found(), Outcome.REJECT),
        (unavailable(), Outcome.MANUAL),
    ],
)
def test_run_rules_turns_a_verdict_into_the_outcome_of_the_row(answers, outcome):
    assert run(facts(registrations=(answers,))).outcome == outcome


def test_run_rules_turns_weak_into_its_own_outcome():
    told = facts(moment="A", room=Room(10_000, 0, 0, True))

    finding = run(told, rule_id="E35", on_weak="LOWER_AMOUNT")

    assert (finding.verdict, finding.outcome) == (Verdict.WEAK, Outcome.LOWER_AMOUNT)


@pytest.mark.parametrize(
    ("told", "condition"),
    [
        (facts(moment="S", registrations=(not_found(),)), {}),
        (facts(registrations=(not_found(),)), {"applicant_type": ["PUBLIC_BODY"]}),
        (facts(registrations=(not_found(),)), {"applicant_type": ["SME"], "regime": ["NO_AID"]}),
    ],
)
def test_run_rules_says_when_a_rule_does_not_apply(told, condition):
    finding = run(told, condition=condition)

    assert (finding.outcome, finding.reason) == (
        Outcome.NOT_APPLICABLE,
        "Deze voorwaarde geldt nu niet voor u.",
    )


def test_run_rules_fills_in_the_reason():
    told = facts(figures=(figures(awu_centi=25_050),))

    finding = run(
        told,
        rule_id="E08",
        parameters={"below_awu_centi": 25_000},
        reason_nl="Uw onderneming telt {total_centi} eenheden.",
    )

    assert finding.reason == "Uw onderneming telt 250,50 eenheden."


def test_run_rules_tells_what_it_could_not_find_out():
    told = facts(registrations=(unavailable(),))

    assert run(told).reason == "Dit kon nog niet worden vastgesteld. Wij kijken er opnieuw naar."


def test_in_the_way_are_the_findings_that_do_not_pass():
    rows = [RuleSetRuleFactory.build(rule_set=None, rule_id=rule) for rule in ("E03", "E04", "E35")]
    told = facts(registrations=(not_found(),))

    assert [finding.rule_id for finding in in_the_way(run_rules(rows, told))] == ["E03"]


def test_from_inputs_gives_the_same_facts_back():
    told = facts(registrations=(found(),), figures=(figures(),), room=Room(1, 2, 3, True))

    assert from_inputs(as_inputs(told)) == told
