"""How a price is split, and what comes back of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchers.prices import PriceSplit, has_drifted, refund_share, split_price

TERMS = [
    {"days_before_start": 28, "refund_bp": 10_000},
    {"days_before_start": 7, "refund_bp": 5_000},
    {"days_before_start": 0, "refund_bp": 0},
]


def split(price_cents, *, vat_bp=0, vat_recoverable=True, cap_cents=44_400):
    return split_price(
        price_cents=price_cents,
        vat_bp=vat_bp,
        share_bp=3050,
        cap_cents=cap_cents,
        vat_recoverable=vat_recoverable,
    )


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (split(145_600), PriceSplit(145_600, 0, 145_600, 44_400, 101_200)),
        (split(100_000), PriceSplit(100_000, 0, 100_000, 30_500, 69_500)),
        (split(99_999), PriceSplit(99_999, 0, 99_999, 30_499, 69_500)),
        (split(100_000, vat_bp=2_100), PriceSplit(100_000, 21_000, 100_000, 30_500, 90_500)),
        (
            split(100_000, vat_bp=2_100, vat_recoverable=False),
            PriceSplit(100_000, 21_000, 121_000, 36_905, 84_095),
        ),
        (split(100_000, cap_cents=11_200), PriceSplit(100_000, 0, 100_000, 11_200, 88_800)),
    ],
    ids=["programme", "below the cap", "rounded down", "VAT recovered", "VAT not recovered", "last unit"],
)
def test_split_price(told, expected):
    assert told == expected


@given(
    price_cents=st.integers(1, 10_000_000),
    vat_bp=st.sampled_from([0, 900, 2_100]),
    cap_cents=st.integers(1, 100_000),
    vat_recoverable=st.booleans(),
)
def test_split_price_loses_no_cent(price_cents, vat_bp, cap_cents, vat_recoverable):
    told = split(price_cents, vat_bp=vat_bp, cap_cents=cap_cents, vat_recoverable=vat_recoverable)

    assert told.subsidy_cents + told.own_cents == told.price_cents + told.vat_cents
    assert 0 <= told.subsidy_cents <= min(told.eligible_cents, cap_cents)


@pytest.mark.parametrize(
    ("public_cents", "drifted"),
    [(105_000, False), (105_001, True), (95_000, False), (94_999, True)],
)
def test_has_drifted_beyond_the_limit(public_cents, drifted):
    assert has_drifted(copied_cents=100_000, public_cents=public_cents, max_bp=500) is drifted


@pytest.mark.parametrize(
    ("days", "refund_bp"), [(30, 10_000), (28, 10_000), (27, 5_000), (7, 5_000), (6, 0), (-1, 0)]
)
def test_refund_share_takes_the_furthest_step_that_fits(days, refund_bp):
    assert refund_share(terms=TERMS, days_before_start=days) == refund_bp
