"""Verzilvering: a voucher is used for one employee on one course run, committed and begun."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from audit.recording import record
from courses.enrolments import NotEnrollable, confirm_enrolment, enrol
from courses.models import CourseRun, Enrolment, RunPrice
from courses.runs import current_price
from payments.models import Payment
from vouchers import ledger
from vouchers.models import Participant, Redemption, Round, Voucher
from vouchers.participants import commitment
from vouchers.prices import WHOLE_BP, PriceSplit, has_drifted, split_price
from vouchers.releases import has_begun, in_turn, let_go
from vouchers.terms import last_valid_day
from vouchers.wording import day

# The place outlives the hold, so that a payment that is told late still finds it.
PLACE_OUTLIVES_HOLD = timedelta(days=1)


class NotRedeemable(Exception):
    """The voucher cannot be used like this; the message may be shown to its holder."""


def price_split(
    *, voucher: Voucher, run: CourseRun, at: datetime, vat_recoverable: bool = True
) -> PriceSplit:
    """Split the public price of that moment between voucher and employer (vouchers.md 4.1).

    Raises NotRedeemable when there is nothing to pay for.
    """
    return split_price(
        price_cents=_public_price(run, at=at).price_cents,
        vat_bp=run.vat_bp,
        share_bp=voucher.round.share_bp,
        cap_cents=voucher.amount_max_cents,
        vat_recoverable=vat_recoverable,
    )


@transaction.atomic
def redeem_voucher(
    *,
    voucher: Voucher,
    run: CourseRun,
    participant: Participant,
    by: User,
    at: datetime,
    vat_recoverable: bool = True,
) -> Redemption:
    """Use a voucher for one employee on one run: the place is reserved and the price copied.

    After the commit the own contribution is paid (contributions.py). Raises NotRedeemable.
    """
    voucher = Voucher.objects.select_for_update().get(pk=voucher.pk)
    _check(voucher, run, participant, at=at)
    split = price_split(voucher=voucher, run=run, at=at, vat_recoverable=vat_recoverable)
    if not Voucher.objects.usable(at).filter(pk=voucher.pk).update(status=Voucher.Status.IN_USE):
        raise NotRedeemable(_why_unusable(voucher))
    hold_until = at + timedelta(minutes=voucher.round.hold_minutes)
    try:
        with transaction.atomic():
            enrolment = _reserve_place(participant, run, hold_until, by=by, at=at)
            redemption = Redemption.objects.create(
                voucher=voucher,
                participant=participant,
                fingerprint=participant.fingerprint,
                course_key=enrolment.course_key,
                run=run,
                enrolment=enrolment,
                starts_on=run.starts_on,
                run_price=_public_price(run, at=at),
                status=_first_status(voucher.round),
                hold_until=hold_until,
                redeemed_at=at,
                **asdict(split),
            )
    except IntegrityError as error:
        raise NotRedeemable(
            _("Voor deze deelnemer is al een voucher gebruikt voor deze opleiding of in deze periode.")
        ) from error
    record(
        "voucher.redeemed",
        voucher,
        by=by,
        at=at,
        redemption=redemption.uid,
        participant=commitment(participant),
        run=run.uid,
        amendment_no=voucher.round.amendment_no,
        **asdict(split),
    )
    return redemption


@transaction.atomic
def commit_redemption(*, redemption: Redemption, at: datetime, payment: Payment | None = None) -> Redemption:
    """Commit a redemption that is paid, or that has nothing to pay: subsidy, place and payment, all or nothing.

    The amounts are those copied at redeeming. When the public price has moved by more than the round allows
    since, the redemption is cancelled instead, and the payment refunded. A second call changes nothing.
    """
    redemption = in_turn(redemption)
    if redemption.status != Redemption.Status.AWAITING_PAYMENT:
        return redemption
    if payment:
        ledger.receive_own(redemption=redemption, payment=payment, at=at)
    if _price_drifted(redemption, at=at):
        return let_go(redemption, Redemption.Status.CANCELLED, by=None, at=at, refund_bp=WHOLE_BP)
    redemption.status = Redemption.Status.COMMITTED
    redemption.hold_until = None
    redemption.committed_at = at
    redemption.save(update_fields=["status", "hold_until", "committed_at"])
    ledger.commit(redemption=redemption, by=None, at=at)
    confirm_enrolment(enrolment=redemption.enrolment, at=at)
    record("redemption.committed", redemption, by=None, at=at, subsidy_cents=redemption.subsidy_cents)
    return redemption


@transaction.atomic
def start_redemption(*, redemption: Redemption, at: datetime) -> Redemption:
    """The course has begun: what the voucher does not need is released. Twice is once."""
    redemption = in_turn(redemption)
    if redemption.status != Redemption.Status.COMMITTED or not has_begun(redemption, at=at):
        return redemption
    redemption.status = Redemption.Status.STARTED
    redemption.started_on = localdate(at)
    redemption.save(update_fields=["status", "started_on"])
    ledger.release_rest(redemption=redemption, by=None, at=at)
    record("redemption.started", redemption, by=None, at=at)
    return redemption


def _check(voucher: Voucher, run: CourseRun, participant: Participant, *, at: datetime) -> None:
    if participant.employer_id != voucher.organisation_id:
        raise NotRedeemable(_("Deze voucher is van een andere organisatie dan die van de deelnemer."))
    if not run.voucher_eligible:
        raise NotRedeemable(_("Deze opleiding is niet (meer) toegelaten voor de voucher."))
    starts_on = run.starts_on or max(localdate(at), voucher.valid_from)
    if not voucher.valid_from <= starts_on <= voucher.start_by:
        raise NotRedeemable(
            _("De opleiding begint niet binnen de periode waarin de voucher geldig is (tot en met %(day)s).")
            % {"day": day(voucher.start_by)}
        )


def _public_price(run: CourseRun, *, at: datetime) -> RunPrice:
    price = current_price(run=run, at=at)
    if price is None or not price.price_cents:
        raise NotRedeemable(_("Deze opleiding kost niets; een voucher is daarvoor niet nodig."))
    return price


def _why_unusable(voucher: Voucher) -> str:
    if voucher.status in (Voucher.Status.ACTIVE, Voucher.Status.EXPIRED):
        last_day = day(last_valid_day(voucher.expires_at))
        return _("Deze voucher is verlopen: hij was geldig tot en met %(day)s.") % {"day": last_day}
    return _("Deze voucher kan niet meer worden gebruikt: %(status)s.") % {
        "status": voucher.get_status_display().lower()
    }


def _first_status(round: Round) -> str:
    if round.contribution_channel == Round.ContributionChannel.PROVIDER_INVOICE:
        return Redemption.Status.AWAITING_PROVIDER
    return Redemption.Status.AWAITING_PAYMENT


def _reserve_place(
    participant: Participant, run: CourseRun, hold_until: datetime, *, by: User, at: datetime
) -> Enrolment:
    current = Membership.objects.current(localdate(at)).of(participant.user)
    employment = current.filter(organisation=participant.employer).first()
    if employment is None:
        raise NotRedeemable(_("Deze deelnemer werkt volgens ons niet (meer) bij uw organisatie."))
    try:
        return enrol(
            learner=participant.user,
            run=run,
            by=by,
            at=at,
            employment=employment,
            reserved_until=hold_until + PLACE_OUTLIVES_HOLD,
        )
    except NotEnrollable as reason:
        raise NotRedeemable(_("Inschrijven lukt niet: %(reason)s") % {"reason": reason}) from reason


def _price_drifted(redemption: Redemption, *, at: datetime) -> bool:
    return has_drifted(
        copied_cents=redemption.price_cents,
        public_cents=_public_price(redemption.run, at=at).price_cents,
        max_bp=redemption.voucher.round.price_drift_max_bp,
    )
