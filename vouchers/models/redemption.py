"""A voucher in use: for whom, on which run, at what price."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import CourseRun, Enrolment, RunPrice
from vouchers.models.base import Identified
from vouchers.models.decision import private_storage
from vouchers.models.round import Round
from vouchers.models.voucher import Participant, Voucher


class RedemptionQuerySet(models.QuerySet):
    def of(self, organisations):
        return self.filter(voucher__organisation__in=organisations)

    def at_provider(self, organisations):
        return self.filter(run__provider__in=organisations)

    def live(self):
        return self.exclude(status__in=Redemption.GONE)

    def committed(self):
        """Those whose subsidy stands on the account `committed` (invariant I7)."""
        return self.filter(status__in=Redemption.COMMITTED_STATUSES)

    def awaiting_payment(self):
        return self.filter(status=Redemption.Status.AWAITING_PAYMENT)

    def hold_passed(self, at):
        return self.filter(status__in=Redemption.AWAITING, hold_until__lte=at)

    def due_to_start(self, on):
        """Committed, and begun: by date, or by the first lesson of a run without dates."""
        begun = Q(starts_on__lte=on) | Q(starts_on=None, enrolment__progress__isnull=False)
        return self.filter(begun, status=Redemption.Status.COMMITTED).distinct()

    def due_for_report(self):
        return self.filter(status=Redemption.Status.STARTED, enrolment__completion__isnull=False)

    def due_for_settlement(self):
        """Finished, ex officio, and not looked at yet: what the rules did not let pass waits for an officer."""
        return self.filter(
            status=Redemption.Status.COMPLETION_REPORTED,
            voucher__round__settlement_mode=Round.SettlementMode.EX_OFFICIO,
            subsidy_cents__lt=F("voucher__round__second_signature_from_cents"),
        ).exclude(rule_runs__moment="V")


class Redemption(Identified):
    """A voucher used for one employee on one run (verzilvering). Status: redemptions.py, settlements.py."""

    class Status(models.TextChoices):
        AWAITING_REVIEW = "AWAITING_REVIEW", _("Wacht op beoordeling")
        AWAITING_PAYMENT = "AWAITING_PAYMENT", _("Wacht op betaling")
        AWAITING_PROVIDER = "AWAITING_PROVIDER", _("Wacht op de opleider")
        COMMITTED = "COMMITTED", _("Vastgelegd")
        STARTED = "STARTED", _("Gestart")
        COMPLETION_REPORTED = "COMPLETION_REPORTED", _("Afronding gemeld")
        APPROVED = "APPROVED", _("Vastgesteld")
        PAYABLE = "PAYABLE", _("Betaalbaar")
        PAID = "PAID", _("Uitbetaald")
        CANCELLED = "CANCELLED", _("Geannuleerd")
        PAYMENT_EXPIRED = "PAYMENT_EXPIRED", _("Betaling verlopen")
        NOT_COMPLETED = "NOT_COMPLETED", _("Niet afgerond")
        REVOKED = "REVOKED", _("Ingetrokken")
        RECLAIMED = "RECLAIMED", _("Teruggevorderd")

    AWAITING = ("AWAITING_REVIEW", "AWAITING_PAYMENT", "AWAITING_PROVIDER")
    COMMITTED_STATUSES = ("COMMITTED", "STARTED", "COMPLETION_REPORTED")
    GONE = ("CANCELLED", "PAYMENT_EXPIRED")

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="redemptions")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="redemptions")
    fingerprint = models.CharField(max_length=64)
    course_key = models.UUIDField()
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="redemptions")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="redemptions")
    starts_on = models.DateField(null=True)
    run_price = models.ForeignKey(RunPrice, on_delete=models.PROTECT, related_name="redemptions")
    price_cents = models.PositiveBigIntegerField(_("opleiding"))
    vat_cents = models.PositiveBigIntegerField(_("btw"))
    eligible_cents = models.PositiveBigIntegerField(_("kosten die meetellen"))
    subsidy_cents = models.PositiveBigIntegerField(_("voucher"))
    own_cents = models.PositiveBigIntegerField(_("eigen bijdrage"))
    status = models.CharField(max_length=20, choices=Status)
    hold_until = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    redeemed_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    started_on = models.DateField(null=True)
    completed_on = models.DateField(null=True)

    objects = RedemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("verzilvering")
        verbose_name_plural = _("verzilveringen")
        constraints = [
            models.UniqueConstraint(
                fields=["voucher"],
                condition=~Q(status__in=["CANCELLED", "PAYMENT_EXPIRED"]),
                name="one_live_redemption_per_voucher",
            ),
            models.UniqueConstraint(
                fields=["fingerprint", "course_key"],
                condition=~Q(status__in=["CANCELLED", "PAYMENT_EXPIRED", "NOT_COMPLETED"]),
                name="one_redemption_per_person_and_course",
            ),
            models.CheckConstraint(
                condition=Q(price_cents=F("subsidy_cents") + F("own_cents") - F("vat_cents")),
                name="subsidy_and_own_make_the_price",
            ),
            models.CheckConstraint(
                condition=Q(subsidy_cents__lte=F("eligible_cents")), name="subsidy_within_eligible_costs"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["AWAITING_REVIEW", "AWAITING_PAYMENT", "AWAITING_PROVIDER"],
                    hold_until__isnull=False,
                )
                | ~Q(status__in=["AWAITING_REVIEW", "AWAITING_PAYMENT", "AWAITING_PROVIDER"])
                & Q(hold_until=None),
                name="held_while_awaiting",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "AWAITING_REVIEW",
                        "AWAITING_PAYMENT",
                        "AWAITING_PROVIDER",
                        "PAYMENT_EXPIRED",
                    ],
                    committed_at=None,
                )
                | Q(status="CANCELLED")
                | Q(committed_at__isnull=False),
                name="committed_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=False)
                | ~Q(status__in=["STARTED", "COMPLETION_REPORTED", "APPROVED", "PAYABLE", "PAID"]),
                name="started_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=False)
                | ~Q(status__in=["COMPLETION_REPORTED", "APPROVED", "PAYABLE", "PAID"]),
                name="completed_on_a_day",
            ),
        ]

    def __str__(self):
        return f"{self.voucher}: {self.run}"

    def is_held_at(self, at):
        """Voucher and place are kept for it at that moment, while it waits."""
        return self.hold_until is not None and at < self.hold_until

    @property
    def subject(self):
        """How a payment names this redemption."""
        return f"redemption:{self.uid}"


class Evidence(Identified):
    """A document that proves something about a redemption (bewijsstuk)."""

    class Kind(models.TextChoices):
        INVOICE = "INVOICE", _("Factuur")
        PAYMENT_PROOF = "PAYMENT_PROOF", _("Betaalbewijs")
        CERTIFICATE = "CERTIFICATE", _("Certificaat")
        ATTENDANCE = "ATTENDANCE", _("Aanwezigheid")
        EMPLOYMENT = "EMPLOYMENT", _("Dienstverband")
        STATEMENT = "STATEMENT", _("Verklaring")

    class Verdict(models.TextChoices):
        OPEN = "OPEN", _("Nog te beoordelen")
        ACCEPTED = "ACCEPTED", _("Aanvaard")
        REFUSED = "REFUSED", _("Geweigerd")

    redemption = models.ForeignKey(Redemption, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=20, choices=Kind)
    file = models.FileField(storage=private_storage, upload_to="evidence/%Y/")
    sha256 = models.CharField(max_length=64, db_index=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.OPEN)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("bewijsstuk")
        verbose_name_plural = _("bewijsstukken")
        constraints = [
            models.UniqueConstraint(fields=["redemption", "sha256"], name="one_row_per_document"),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("uploaded_by")),
                name="evidence_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(verdict="OPEN", reviewer=None) | ~Q(verdict="OPEN") & Q(reviewer__isnull=False),
                name="evidence_verdict_is_somebodys",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.sha256[:8]}"
