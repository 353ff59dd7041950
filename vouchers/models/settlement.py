"""What the subsidy of a redemption became."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vouchers.models.base import Identified
from vouchers.models.decision import Decision
from vouchers.models.redemption import Redemption


class Settlement(Identified):
    """The subsidy as it was fixed (vaststelling, Awb 4:46). Made once by settlements.py; a new one supersedes."""

    class Outcome(models.TextChoices):
        FULL = "FULL", _("Conform verlening")
        LOWER = "LOWER", _("Lager vastgesteld")
        NIL = "NIL", _("Op nihil vastgesteld")

    redemption = models.ForeignKey(Redemption, on_delete=models.PROTECT, related_name="settlements")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="settlement")
    outcome = models.CharField(max_length=10, choices=Outcome)
    amount_cents = models.PositiveBigIntegerField()
    ground = models.CharField(max_length=200, blank=True)
    settled_on = models.DateField()
    payable_on = models.DateField()
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    class Meta:
        verbose_name = _("vaststelling")
        verbose_name_plural = _("vaststellingen")
        constraints = [
            models.UniqueConstraint(
                fields=["redemption"],
                condition=Q(supersedes=None),
                name="one_first_settlement_per_redemption",
            ),
            models.CheckConstraint(
                condition=Q(outcome="FULL") | ~Q(ground=""), name="lower_settlement_has_a_ground"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="NIL") | Q(amount_cents=0), name="nil_settlement_is_nothing"
            ),
        ]

    def __str__(self):
        return f"{self.redemption}: {self.amount_cents}"
