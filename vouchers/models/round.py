"""A window with a ceiling, and the terms of its vouchers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vouchers.models.base import Identified
from vouchers.models.scheme import AidRegime, RuleSet, Scheme


def default_payment_methods():
    return ["IDEAL", "BANK_TRANSFER"]


def default_cancellation_terms():
    """Who cancels before the start gets the own contribution back in full."""
    return [{"days_before_start": 0, "refund_bp": 10_000}]


class RoundQuerySet(models.QuerySet):
    def published(self):
        return self.exclude(status=Round.Status.DRAFT)

    def open(self):
        return self.filter(status=Round.Status.OPEN)

    def with_room(self):
        """Rounds that can still pay for one whole voucher."""
        counters = ("objection_reserve", "reserved", "committed", "settled", "lapsed", "ceiling")
        *used, ceiling = (F(f"budget__{name}_cents") for name in counters)
        return self.annotate(room=ceiling - sum(used[1:], used[0])).filter(room__gte=F("voucher_cents"))

    def due_to_open(self, at):
        return self.filter(status=Round.Status.ANNOUNCED, opens_at__lte=at)

    def due_to_close(self, at):
        return self.filter(status=Round.Status.OPEN, closes_at__lte=at)

    def to_allocate(self):
        return self.filter(status__in=[Round.Status.OPEN, Round.Status.CLOSED, Round.Status.ALLOCATED])


class Round(Identified):
    """A round (ronde, tijdvak): every number of a rule is a column here. Status: rounds.py, allocation.py."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("Concept")
        ANNOUNCED = "ANNOUNCED", _("Aangekondigd")
        OPEN = "OPEN", _("Open")
        CLOSED = "CLOSED", _("Gesloten")
        ALLOCATED = "ALLOCATED", _("Verdeeld")
        SETTLED = "SETTLED", _("Afgerekend")

    class OrderMode(models.TextChoices):
        ARRIVAL = "ARRIVAL", _("Volgorde van binnenkomst")
        DAY_LOTTERY = "DAY_LOTTERY", _("Loting op de dag van uitputting")
        WINDOW_LOTTERY = "WINDOW_LOTTERY", _("Loting over het hele tijdvak")

    class DecisionTermFrom(models.TextChoices):
        SUBMISSION = "SUBMISSION", _("Vanaf de indiening")
        WINDOW_CLOSE = "WINDOW_CLOSE", _("Vanaf de sluiting van het tijdvak")

    class ContributionChannel(models.TextChoices):
        STRIPE_PLATFORM = "STRIPE_PLATFORM", _("Betaling via het platform")
        PROVIDER_INVOICE = "PROVIDER_INVOICE", _("Factuur van de opleider")

    class SettlementMode(models.TextChoices):
        EX_OFFICIO = "EX_OFFICIO", _("Ambtshalve")
        ON_APPLICATION = "ON_APPLICATION", _("Op aanvraag")

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("nummer"))
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    lock_key = models.SmallIntegerField(unique=True, editable=False)
    announced_on = models.DateField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    opens_at = models.DateTimeField(_("opent op"))
    closes_at = models.DateTimeField(_("sluit op"), help_text=_("Tot, niet tot en met."))
    ceiling_cents = models.PositiveBigIntegerField(_("subsidieplafond"))
    objection_reserve_cents = models.PositiveBigIntegerField(_("reserve voor bezwaar"), default=0)
    order_mode = models.CharField(max_length=20, choices=OrderMode, default=OrderMode.ARRIVAL)
    partial_last = models.BooleanField(_("laatste aanvraag gedeeltelijk toekennen"), default=True)
    waiting_list = models.BooleanField(_("wachtlijst"), default=True)
    reuse_until = models.DateField(_("vrijgevallen geld herverdelen t/m"))

    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="rounds")
    aid_regime = models.CharField(max_length=20, choices=AidRegime, default=AidRegime.DE_MINIMIS)
    share_bp = models.PositiveSmallIntegerField(_("aandeel van de kosten"), default=3050)
    voucher_cents = models.PositiveBigIntegerField(_("hoogste bedrag per voucher"), default=44_400)
    valid_days = models.PositiveSmallIntegerField(_("geldigheid in dagen"), default=365)
    book_within_days = models.PositiveSmallIntegerField(_("verzilveren binnen dagen"), null=True, blank=True)
    decision_weeks = models.PositiveSmallIntegerField(_("beslistermijn in weken"), default=8)
    decision_term_from = models.CharField(
        max_length=20, choices=DecisionTermFrom, default=DecisionTermFrom.SUBMISSION
    )
    hold_minutes = models.PositiveSmallIntegerField(default=30)
    hold_bank_transfer_days = models.PositiveSmallIntegerField(default=5)
    payment_methods = models.JSONField(default=default_payment_methods)
    contribution_channel = models.CharField(
        max_length=20, choices=ContributionChannel, default=ContributionChannel.STRIPE_PLATFORM
    )
    cancellation_terms = models.JSONField(default=default_cancellation_terms)
    price_drift_max_bp = models.PositiveSmallIntegerField(default=500)
    attendance_min_bp = models.PositiveSmallIntegerField(default=8000)
    completion_grace_days = models.PositiveSmallIntegerField(default=30)
    settlement_mode = models.CharField(
        max_length=20, choices=SettlementMode, default=SettlementMode.EX_OFFICIO
    )
    payout_delay_days = models.PositiveSmallIntegerField(default=14)
    second_signature_from_cents = models.PositiveBigIntegerField(default=2_500_000)
    amendment_no = models.PositiveSmallIntegerField(default=0)
    terms_sha256 = models.CharField(max_length=64, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("ronde")
        verbose_name_plural = _("rondes")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="one_round_per_number"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")), name="round_opens_before_it_closes"
            ),
            models.CheckConstraint(
                condition=Q(objection_reserve_cents__lte=F("ceiling_cents")), name="reserve_fits_the_ceiling"
            ),
            models.CheckConstraint(
                condition=Q(share_bp__lte=10_000)
                & Q(price_drift_max_bp__lte=10_000)
                & Q(attendance_min_bp__lte=10_000),
                name="round_shares_are_parts_of_one",
            ),
            models.CheckConstraint(condition=Q(voucher_cents__gt=0), name="voucher_is_worth_something"),
            models.CheckConstraint(
                condition=Q(status__in=["DRAFT"], announced_on=None)
                | ~Q(status__in=["DRAFT"]) & Q(announced_on__isnull=False),
                name="round_announced_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["DRAFT", "ANNOUNCED"], opened_at=None)
                | ~Q(status__in=["DRAFT", "ANNOUNCED"]) & Q(opened_at__isnull=False),
                name="round_opened_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["DRAFT", "ANNOUNCED", "OPEN"], closed_at=None)
                | ~Q(status__in=["DRAFT", "ANNOUNCED", "OPEN"]) & Q(closed_at__isnull=False),
                name="round_closed_at_a_moment",
            ),
        ]

    def __str__(self):
        return f"{self.scheme}, ronde {self.number}"


class RoundBudgetQuerySet(models.QuerySet):
    def with_room_for(self, cents):
        """The guard of the ceiling: the row, only while this amount still fits beside what is in use."""
        in_use = sum((F(name) for name in RoundBudget.COUNTERS), cents)
        return self.filter(ceiling_cents__gte=in_use)


class RoundBudget(models.Model):
    """How much of the ceiling is in use (stand van het plafond). Only ledger.py writes it."""

    COUNTERS = (
        "objection_reserve_cents",
        "reserved_cents",
        "committed_cents",
        "settled_cents",
        "lapsed_cents",
    )

    round = models.OneToOneField(Round, primary_key=True, on_delete=models.PROTECT, related_name="budget")
    ceiling_cents = models.PositiveBigIntegerField()
    objection_reserve_cents = models.PositiveBigIntegerField(default=0)
    reserved_cents = models.PositiveBigIntegerField(default=0)
    committed_cents = models.PositiveBigIntegerField(default=0)
    settled_cents = models.PositiveBigIntegerField(default=0)
    lapsed_cents = models.PositiveBigIntegerField(default=0)
    recovered_cents = models.PositiveBigIntegerField(default=0)

    wagtail_reference_index_ignore = True
    objects = RoundBudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("stand van het plafond")
        verbose_name_plural = _("standen van het plafond")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    ceiling_cents__gte=F("objection_reserve_cents")
                    + F("reserved_cents")
                    + F("committed_cents")
                    + F("settled_cents")
                    + F("lapsed_cents")
                ),
                name="ceiling_is_kept",
            ),
            models.CheckConstraint(
                condition=Q(recovered_cents__lte=F("settled_cents")), name="recovered_was_settled_first"
            ),
        ]

    def __str__(self):
        return str(self.round)

    @property
    def in_use_cents(self):
        return sum(getattr(self, name) for name in self.COUNTERS)

    @property
    def available_cents(self):
        return self.ceiling_cents - self.in_use_cents
