"""Money from outside: what was asked of a payer, what was given back, and what Stripe told us."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PaymentQuerySet(models.QuerySet):
    def about(self, subject):
        return self.filter(subject=subject)

    def of(self, organisation):
        return self.filter(payer=organisation)

    def live(self):
        """Not ended: money may still come."""
        return self.filter(status__in=[Payment.Status.OPEN, Payment.Status.PENDING])

    def due_for_fetching(self, at):
        return self.live().filter(next_at__lte=at)


class Payment(models.Model):
    """One attempt to pay an own contribution (betaling). The status changes in checkout.py only."""

    class Status(models.TextChoices):
        OPEN = "OPEN", _("Wacht op betaling")
        PENDING = "PENDING", _("Onderweg")
        SUCCEEDED = "SUCCEEDED", _("Betaald")
        FAILED = "FAILED", _("Mislukt")
        EXPIRED = "EXPIRED", _("Verlopen")

    class Method(models.TextChoices):
        IDEAL = "IDEAL", _("iDEAL | Wero")
        BANK_TRANSFER = "BANK_TRANSFER", _("Overschrijving")
        CARD = "CARD", _("Kaart")

    class Match(models.TextChoices):
        YES = "YES", _("Betaald door de organisatie zelf")
        NO = "NO", _("Betaald door een ander")
        UNKNOWN = "UNKNOWN", _("Niet bekend")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.CharField(max_length=80)
    attempt = models.PositiveSmallIntegerField()
    payer = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="payments")
    amount_cents = models.BigIntegerField()
    refunded_cents = models.BigIntegerField(default=0)
    # What the payment page was asked to be; a repeated request must be the same to the letter.
    request = models.JSONField(editable=False)
    idempotency_key = models.CharField(max_length=120, unique=True)
    checkout_ref = models.CharField(max_length=120, unique=True, null=True, blank=True)
    intent_ref = models.CharField(max_length=120, unique=True, null=True, blank=True)
    checkout_url = models.CharField(max_length=2000, blank=True)
    method = models.CharField(max_length=20, choices=Method, blank=True)
    payer_match = models.CharField(max_length=10, choices=Match, default=Match.UNKNOWN)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField()

    wagtail_reference_index_ignore = True
    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("betaling")
        verbose_name_plural = _("betalingen")
        constraints = [
            models.UniqueConstraint(fields=["subject", "attempt"], name="one_payment_per_attempt"),
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(status__in=["OPEN", "PENDING"]),
                name="one_live_payment_per_subject",
            ),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payment_asks_something"),
            models.CheckConstraint(
                condition=Q(refunded_cents__gte=0, refunded_cents__lte=F("amount_cents")),
                name="refunded_within_payment",
            ),
            models.CheckConstraint(
                condition=Q(status="SUCCEEDED", paid_at__isnull=False)
                | (~Q(status="SUCCEEDED") & Q(paid_at=None)),
                name="payment_succeeded_at_some_time",
            ),
        ]

    def __str__(self):
        return f"{self.subject} ({self.attempt})"

    @property
    def is_live(self):
        return self.status in (self.Status.OPEN, self.Status.PENDING)


class RefundQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(status__in=[Refund.Status.REQUESTED, Refund.Status.PENDING])


class Refund(models.Model):
    """Money given back of one payment (terugbetaling). The status changes in refunds.py only."""

    class Status(models.TextChoices):
        REQUESTED = "REQUESTED", _("Aangevraagd")
        PENDING = "PENDING", _("Onderweg")
        SUCCEEDED = "SUCCEEDED", _("Terugbetaald")
        FAILED = "FAILED", _("Mislukt")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    number = models.PositiveSmallIntegerField()
    amount_cents = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    idempotency_key = models.CharField(max_length=120, unique=True)
    provider_ref = models.CharField(max_length=120, unique=True, null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED)
    requested_at = models.DateTimeField()

    wagtail_reference_index_ignore = True
    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("terugbetaling")
        verbose_name_plural = _("terugbetalingen")
        constraints = [
            models.UniqueConstraint(fields=["payment", "number"], name="one_refund_per_number"),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="refund_gives_something"),
        ]

    def __str__(self):
        return f"{self.payment} – {self.number}"


class StripeEventQuerySet(models.QuerySet):
    def due(self, at):
        return self.filter(handled_at=None, next_at__lte=at).exclude(result=StripeEvent.Result.FAILED)


class StripeEvent(models.Model):
    """A message from Stripe as it came in (bericht), stored once. Handled in events.py."""

    class Result(models.TextChoices):
        APPLIED = "APPLIED", _("Verwerkt")
        IGNORED = "IGNORED", _("Niet van belang")
        FAILED = "FAILED", _("Mislukt")

    event_id = models.CharField(max_length=120, unique=True)
    type = models.CharField(max_length=80)
    api_version = models.CharField(max_length=40, blank=True)
    payload = models.TextField(editable=False)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=10, choices=Result, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()

    wagtail_reference_index_ignore = True
    objects = StripeEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("bericht van Stripe")
        verbose_name_plural = _("berichten van Stripe")
        constraints = [
            models.CheckConstraint(
                condition=Q(handled_at=None, result__in=["", "FAILED"])
                | Q(handled_at__isnull=False, result__in=["APPLIED", "IGNORED"]),
                name="stripe_event_handled_with_a_result",
            ),
        ]

    def __str__(self):
        return f"{self.type} ({self.event_id})"
