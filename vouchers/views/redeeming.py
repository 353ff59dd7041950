"""Redeeming a voucher: choose, see who pays what, confirm, pay, and follow what became of it."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.memberships import NotAMember, invite_employee
from accounts.models import Membership, User
from audit.clock import database_now
from courses.models import CourseRun
from payments.checkout import NotPayable
from payments.gateway import PaymentUnavailable
from payments.models import Payment
from vouchers import ledger
from vouchers.contributions import close_payment_pages, follow_redemption, open_checkout
from vouchers.forms import RedeemForm
from vouchers.models import Participant, Redemption, Voucher
from vouchers.participants import NotAParticipant, register_participant
from vouchers.prices import WHOLE_BP
from vouchers.redemptions import NotRedeemable, price_split, redeem_voucher
from vouchers.releases import NotCancellable, cancel_redemption, has_begun, refundable_bp
from vouchers.views.portal import busy_is_503, own_organisation

CANCELLABLE = {*Redemption.AWAITING, Redemption.Status.COMMITTED}


@login_required
@require_http_methods(["GET", "POST"])
@busy_is_503
def redeem(request, slug, uid):
    """Choose run and employee; a valid form shows who pays what, and `confirm` redeems."""
    chosen = own_organisation(request, slug)
    voucher = get_object_or_404(Voucher.objects.of([chosen]).select_related("round", "organisation"), uid=uid)
    if running := voucher.redemptions.live().first():
        return redirect("vouchers:redemption", slug=slug, uid=running.uid)
    form = RedeemForm(
        request.POST if request.method == "POST" else None,
        runs=_runs(voucher),
        employees=_employees(chosen),
    )
    context = {"organisation": chosen, "voucher": voucher, "form": form}
    if "change" in request.POST or not form.is_valid():
        return render(request, "vouchers/redeem.html", context)
    at = database_now()
    try:
        if "confirm" in request.POST:
            return _pay(request, slug, _redeem(request, voucher, form, at=at))
        split = price_split(
            voucher=voucher, run=form.cleaned_data["run"], at=at, vat_recoverable=form.vat_is_recoverable
        )
    except (NotRedeemable, NotAMember, NotAParticipant) as refusal:
        form.add_error(None, str(refusal))
        return render(request, "vouchers/redeem.html", context)
    return render(request, "vouchers/redeem_confirm.html", context | {"split": split})


@login_required
def redemption(request, slug, uid):
    """What became of a redemption, as it is stored; the page asks again while it waits for money."""
    chosen = own_organisation(request, slug)
    row = _own(chosen, uid)
    payment = Payment.objects.about(row.subject).order_by("-attempt").first()
    at = database_now()
    context = {
        "organisation": chosen,
        "redemption": row,
        "payment": payment,
        "is_waiting": row.status == Redemption.Status.AWAITING_PAYMENT and payment is not None,
        "can_be_cancelled": row.status in CANCELLABLE and not has_begun(row, at=at),
        "can_redeem_again": row.status in Redemption.GONE
        and Voucher.objects.usable(at).filter(pk=row.voucher_id).exists(),
    }
    name = "_redemption_status" if request.htmx else "redemption"
    return render(request, f"vouchers/{name}.html", context)


@login_required
def payment_return(request, slug, uid):
    """Back from the payment page: that proves nothing, so Stripe is asked; then the stored state is shown."""
    row = _own(own_organisation(request, slug), uid)
    try:
        follow_redemption(redemption=row, at=database_now())
    except PaymentUnavailable as silence:
        messages.warning(request, str(silence))
    return redirect("vouchers:redemption", slug=slug, uid=uid)


@login_required
@require_POST
def pay(request, slug, uid):
    """Pay, or pay again after a payment that failed or was left."""
    return _pay(request, slug, _own(own_organisation(request, slug), uid))


@login_required
@require_http_methods(["GET", "POST"])
@busy_is_503
def cancel(request, slug, uid):
    """Cancel before the course starts, after a confirmation that says what comes back."""
    chosen = own_organisation(request, slug)
    row = _own(chosen, uid)
    if request.method == "GET":
        context = {"organisation": chosen, "redemption": row, "refund_cents": _comes_back(row)}
        return render(request, "vouchers/cancel.html", context)
    at = database_now()
    try:
        row = cancel_redemption(redemption=row, by=request.user, at=at)
    except NotCancellable as refusal:
        messages.error(request, str(refusal))
        return redirect("vouchers:redemption", slug=slug, uid=uid)
    # Without an answer the page ends by itself, and money that comes all the same goes back.
    with suppress(PaymentUnavailable):
        close_payment_pages(redemption=row, at=at)
    messages.success(
        request,
        _("De verzilvering is geannuleerd. U kunt de voucher opnieuw gebruiken zolang hij geldig is."),
    )
    return redirect("vouchers:redemption", slug=slug, uid=uid)


@transaction.atomic
def _redeem(request, voucher, form, *, at):
    """The account, the participant and the redemption: all three or, when one is refused, nothing."""
    ledger.take_turn(round=voucher.round)
    given = form.cleaned_data
    person = form.known_employee
    if person is None:
        person = invite_employee(
            organisation=voucher.organisation,
            email=given["email"],
            name=given["name"],
            by=request.user,
            at=at,
        ).user
    participant = register_participant(
        employer=voucher.organisation,
        user=person,
        name=_name_for(voucher.organisation, form, person),
        work_email=person.email,
        born_on=given["born_on"],
        by=request.user,
        at=at,
    )
    return redeem_voucher(
        voucher=voucher,
        run=given["run"],
        participant=participant,
        by=request.user,
        at=at,
        vat_recoverable=form.vat_is_recoverable,
    )


def _name_for(employer, form, person):
    """The name by which this employer knows somebody: as given before, as confirmed, or as typed now."""
    known = Participant.objects.filter(employer=employer, user=person).order_by("pk").first()
    if known:
        return known.name
    if form.known_employee and person.is_confirmed:
        return person.name
    return form.cleaned_data["name"].strip() or person.email


def _pay(request, slug, row):
    """To the payment page; without an own contribution, or without Stripe, to the redemption."""
    here = reverse("vouchers:redemption", args=[slug, row.uid])
    back = request.build_absolute_uri(reverse("vouchers:payment_return", args=[slug, row.uid]))
    try:
        payment = open_checkout(redemption=row, return_url=back, at=database_now())
    except (PaymentUnavailable, NotPayable, NotRedeemable) as refusal:
        messages.error(request, str(refusal))
        return redirect(here)
    return redirect(payment.checkout_url if payment else here)


def _comes_back(row):
    """What the employer gets back of what was paid, when cancelling now."""
    payments = Payment.objects.about(row.subject).filter(status=Payment.Status.SUCCEEDED)
    paid = sum(payment.amount_cents - payment.refunded_cents for payment in payments)
    return paid * refundable_bp(row, at=database_now()) // WHOLE_BP


def _own(organisation, uid):
    rows = Redemption.objects.of([organisation]).select_related(
        "voucher__round",
        "voucher__organisation",
        "participant",
        "run__edition__course",
        "run__provider",
        "enrolment",
    )
    return get_object_or_404(rows, uid=uid)


def _runs(voucher):
    """Runs for which this voucher can be used: open to enrol, not begun, begun before its last day."""
    today = localdate()
    rows = CourseRun.objects.enrollable(today).filter(voucher_eligible=True, organisation=None)
    rows = rows.exclude(starts_on__gt=voucher.start_by).exclude(starts_on__lt=today)
    return (
        rows.with_places_taken()
        .with_price()
        .select_related("edition__course", "provider")
        .order_by("edition__course__title", "starts_on")
    )


def _employees(organisation):
    """Everybody who works here today, by their own word (`is_confirmed`) or by that of the employer."""
    here = Membership.objects.current(localdate()).filter(organisation=organisation, user=OuterRef("pk"))
    rows = User.objects.filter(Exists(here))
    rows = rows.annotate(is_confirmed=Exists(here.exclude(confirmed_at=None)))
    return rows.order_by("last_name", "first_name")
