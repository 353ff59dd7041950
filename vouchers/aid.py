"""Steunregels: de minimis aid that was granted and turned out to be less (vouchers.md 4.5)."""

from vouchers.models import AidEntry, Voucher


def correct_aid(*, voucher: Voucher, cents: int) -> AidEntry | None:
    """Take unused aid back on the day on which it was granted, so that the room returns in the same window.

    None when nothing is left over, or when the award was no aid. In the caller's transaction.
    """
    granted = AidEntry.objects.filter(decision=voucher.decision, corrects=None).first()
    if granted is None or not cents:
        return None
    return AidEntry.objects.create(
        organisation=voucher.organisation,
        regime=granted.regime,
        sector=granted.sector,
        source=AidEntry.Source.OWN,
        decision=voucher.decision,
        amount_cents=-cents,
        corrects=granted,
        granted_on=granted.granted_on,
    )
