"""One voucher, and the people for whom vouchers are used."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from vouchers.models.base import Identified
from vouchers.models.decision import Decision
from vouchers.models.fields import EncryptedTextField
from vouchers.models.round import Round


class VoucherQuerySet(models.QuerySet):
    def of(self, organisations):
        return self.filter(organisation__in=organisations)

    def usable(self, at):
        return self.filter(status=Voucher.Status.ACTIVE, expires_at__gt=at)

    def over(self, at):
        """Still active on paper, and past their last day."""
        return self.filter(status=Voucher.Status.ACTIVE, expires_at__lte=at)


class Voucher(Identified):
    """The right to have part of one course run paid for one employee (voucher). Status: redemptions.py, settlements.py."""

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE", _("Actief")
        IN_USE = "IN_USE", _("Ingezet")
        USED = "USED", _("Verbruikt")
        EXPIRED = "EXPIRED", _("Verlopen")
        REVOKED = "REVOKED", _("Ingetrokken")
        DECLINED = "DECLINED", _("Niet aanvaard")

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="vouchers")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="vouchers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="vouchers")
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    number = models.CharField(_("nummer"), max_length=20, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)
    amount_max_cents = models.PositiveBigIntegerField(_("hoogste bedrag"))
    valid_from = models.DateField(_("geldig vanaf"))
    expires_at = models.DateTimeField(_("geldig tot"))
    start_by = models.DateField(_("opleiding begint uiterlijk op"))

    objects = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        constraints = [
            models.UniqueConstraint(
                fields=["code_hash"], condition=~Q(code_hash=""), name="one_voucher_per_code"
            ),
            models.CheckConstraint(condition=Q(amount_max_cents__gt=0), name="voucher_has_an_amount"),
            models.CheckConstraint(
                condition=Q(start_by__gte=F("valid_from")), name="course_may_start_after_the_award"
            ),
        ]

    def __str__(self):
        return self.number


class Participant(Identified):
    """An employee for whom a voucher is used (deelnemer); found again by fingerprint, never by a stored birth date."""

    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="participants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations"
    )
    name = EncryptedTextField(_("naam"))
    work_email = EncryptedTextField(_("zakelijk e-mailadres"))
    fingerprint = models.CharField(max_length=64, db_index=True)
    distinct_no = models.PositiveSmallIntegerField(default=0)
    likeness = models.CharField(max_length=64, db_index=True)
    salt = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("deelnemer")
        verbose_name_plural = _("deelnemers")
        constraints = [
            models.UniqueConstraint(fields=["employer", "fingerprint"], name="one_participant_per_employer"),
        ]

    def __str__(self):
        return self.name
