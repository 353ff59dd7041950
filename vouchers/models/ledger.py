"""The books: whole cents, added to, never changed. Only vouchers/ledger.py writes here."""

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from audit.models import AppendOnly, AppendOnlyQuerySet
from vouchers.models.base import Identified
from vouchers.models.decision import Decision
from vouchers.models.redemption import Redemption
from vouchers.models.round import Round


class LedgerAccount(models.Model):
    """An account of one round in one book (rekening); `party_key` names a debtor or provider by KVK number."""

    class Book(models.TextChoices):
        SUBSIDY = "SUBSIDY", _("Subsidie")
        CONTRIBUTION = "CONTRIBUTION", _("Eigen bijdrage")

    class Side(models.TextChoices):
        DEBIT = "DEBIT", _("Debet")
        CREDIT = "CREDIT", _("Credit")

    class Code(models.TextChoices):
        CEILING = "ceiling", _("Plafond")
        AVAILABLE = "available", _("Beschikbaar")
        OBJECTION_RESERVE = "objection_reserve", _("Reserve bezwaar")
        RESERVED = "reserved", _("Gereserveerd")
        COMMITTED = "committed", _("Vastgelegd")
        PAYABLE = "payable", _("Te betalen")
        LAPSED = "lapsed", _("Vervallen")
        STRIPE_IN_TRANSIT = "stripe_in_transit", _("Onderweg bij Stripe")
        OWN_RECEIVED = "own_received", _("Ontvangen eigen bijdrage")
        OWN_PAYABLE = "own_payable", _("Eigen bijdrage te betalen")
        OWN_REFUND_DUE = "own_refund_due", _("Terug te betalen")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="accounts")
    book = models.CharField(max_length=20, choices=Book)
    code = models.CharField(max_length=20, choices=Code)
    party_key = models.CharField(max_length=20, blank=True)
    normal_side = models.CharField(max_length=10, choices=Side)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("rekening")
        verbose_name_plural = _("rekeningen")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "book", "code", "party_key"], name="one_account_per_code_and_party"
            ),
        ]

    def __str__(self):
        return f"{self.code}:{self.party_key}" if self.party_key else self.code


class LedgerEntry(Identified, AppendOnly):
    """One movement of money (boeking), with its lines and one audit event `ledger.posted`."""

    class Kind(models.TextChoices):
        ROUND_OPENED = "ROUND_OPENED", _("Ronde geopend")
        AWARDED = "AWARDED", _("Toegekend")
        COMMITTED = "COMMITTED", _("Vastgelegd")
        UNIT_ENDED = "UNIT_ENDED", _("Voucher beëindigd")
        REST_RELEASED = "REST_RELEASED", _("Rest vrijgevallen")
        UNCOMMITTED = "UNCOMMITTED", _("Vastlegging ongedaan gemaakt")
        SETTLED = "SETTLED", _("Vastgesteld")
        OWN_PAID_IN = "OWN_PAID_IN", _("Eigen bijdrage betaald")
        OWN_EARNED = "OWN_EARNED", _("Eigen bijdrage voor de opleider")
        REFUND_ORDERED = "REFUND_ORDERED", _("Terugbetaling opgedragen")
        REFUND_DONE = "REFUND_DONE", _("Terugbetaald")

    kind = models.CharField(max_length=20, choices=Kind)
    idempotency_key = models.CharField(max_length=120, unique=True)
    occurred_at = models.DateTimeField()
    actor_ref = models.CharField(max_length=36, blank=True)
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="ledger_entries")
    redemption = models.ForeignKey(
        Redemption, null=True, on_delete=models.PROTECT, related_name="ledger_entries"
    )
    payment = models.ForeignKey(
        "payments.Payment", null=True, on_delete=models.PROTECT, related_name="ledger_entries"
    )
    refund = models.ForeignKey(
        "payments.Refund", null=True, on_delete=models.PROTECT, related_name="ledger_entries"
    )
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    audit_event = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("boeking")
        verbose_name_plural = _("boekingen")

    def __str__(self):
        return f"{self.get_kind_display()} {self.occurred_at:%Y-%m-%d %H:%M}"


class LedgerLineQuerySet(AppendOnlyQuerySet):
    def balances(self, round):
        """Each account of the round with its sum; positive is debit."""
        rows = self.filter(account__round=round).values(
            "account__book", "account__code", "account__party_key"
        )
        return rows.annotate(total=Sum("amount_cents")).order_by(
            "account__book", "account__code", "account__party_key"
        )


class LedgerLine(AppendOnly):
    """One side of a movement (boekingsregel), in whole cents: positive is debit, negative credit."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="lines")
    amount_cents = models.BigIntegerField()

    objects = LedgerLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("boekingsregel")
        verbose_name_plural = _("boekingsregels")
        constraints = [
            models.CheckConstraint(condition=~Q(amount_cents=0), name="ledger_line_moves_something"),
        ]

    def __str__(self):
        return f"{self.account}: {self.amount_cents}"
