"""The SME test over the group."""

import pytest

from tests.vouchers.eligibility.examples import COMPANY, facts, figures
from vouchers.eligibility.size import has_few_workers, has_small_figures
from vouchers.eligibility.undertaking import Link
from vouchers.models import Verdict

UNITS = {"below_awu_centi": 25_000}
MONEY = {"turnover_max_cents": 5_000_000_000, "balance_max_cents": 4_300_000_000}
PARTNER = Link(COMPANY, "00000101", 3_000, False)


@pytest.mark.parametrize(("awu_centi", "verdict"), [(24_999, Verdict.MET), (25_000, Verdict.NOT_MET)])
def test_has_few_workers_stops_at_250(awu_centi, verdict):
    told = facts(figures=(figures(awu_centi=awu_centi),))

    assert has_few_workers(told, UNITS) == (verdict, {"total_centi": awu_centi, "limit_centi": 25_000})


def test_a07_partner_counts_for_its_share_in_the_size():
    told = facts(figures=(figures(), figures("00000101", awu_centi=10_000)), links=(PARTNER,))

    assert has_few_workers(told, UNITS)[1]["total_centi"] == 1_200 + 3_000


def test_has_few_workers_does_not_know_without_the_figures_of_a_partner():
    told = facts(figures=(figures(),), links=(PARTNER,))

    assert has_few_workers(told, UNITS)[0] == Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("turnover", "balance", "verdict"),
    [
        (6_000_000_000, 4_000_000_000, Verdict.MET),
        (4_000_000_000, 6_000_000_000, Verdict.MET),
        (5_000_000_000, 4_300_000_001, Verdict.MET),
        (5_000_000_001, 4_300_000_000, Verdict.MET),
        (5_000_000_001, 4_300_000_001, Verdict.NOT_MET),
    ],
)
def test_has_small_figures_asks_for_one_of_two(turnover, balance, verdict):
    told = facts(figures=(figures(turnover_cents=turnover, balance_cents=balance),))

    assert has_small_figures(told, MONEY)[0] == verdict


def test_a11_large_turnover_with_a_small_balance_is_sme():
    told = facts(figures=(figures(turnover_cents=6_000_000_000, balance_cents=4_000_000_000),))

    assert has_small_figures(told, MONEY)[0] == Verdict.MET


def test_has_small_figures_does_not_know_without_figures():
    assert has_small_figures(facts(), MONEY)[0] == Verdict.UNKNOWN
