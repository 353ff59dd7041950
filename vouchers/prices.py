"""Bedragen: how a price is split, and what comes back of it; pure, in whole cents."""

from dataclasses import dataclass

WHOLE_BP = 10_000


@dataclass(frozen=True)
class PriceSplit:
    """Who pays what: price + VAT = subsidy + own contribution."""

    price_cents: int
    vat_cents: int
    eligible_cents: int
    subsidy_cents: int
    own_cents: int


def split_price(
    *, price_cents: int, vat_bp: int, share_bp: int, cap_cents: int, vat_recoverable: bool
) -> PriceSplit:
    """Split a price without VAT (vouchers.md 4.1): rounded down once, the employer carries the cent.

    VAT counts as a cost only for an employer who cannot recover it.
    """
    vat_cents = (price_cents * vat_bp + WHOLE_BP // 2) // WHOLE_BP
    eligible_cents = price_cents if vat_recoverable else price_cents + vat_cents
    subsidy_cents = min(eligible_cents * share_bp // WHOLE_BP, cap_cents)
    own_cents = price_cents + vat_cents - subsidy_cents
    return PriceSplit(price_cents, vat_cents, eligible_cents, subsidy_cents, own_cents)


def has_drifted(*, copied_cents: int, public_cents: int, max_bp: int) -> bool:
    """Whether a public price moved away from the copied one by more than a share of it, up or down."""
    return abs(public_cents - copied_cents) * WHOLE_BP > copied_cents * max_bp


def refund_share(*, terms: list[dict[str, int]], days_before_start: int) -> int:
    """The share of the own contribution that goes back, in 1/100 per cent: the step with the most days that fits."""
    fitting = [step for step in terms if step["days_before_start"] <= days_before_start]
    best = max(fitting, key=lambda step: step["days_before_start"], default={"refund_bp": 0})
    return best["refund_bp"]
