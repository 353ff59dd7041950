"""What was decided, and the letter that tells it."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vouchers.models.application import Application
from vouchers.models.base import Identified


def private_storage():
    return storages["private"]


class DecisionQuerySet(models.QuerySet):
    def of(self, organisations):
        return self.filter(application__organisation__in=organisations)


class Decision(Identified):
    """A decision (beschikking). Frozen once announced: a change is a new decision that supersedes it."""

    class Kind(models.TextChoices):
        AWARD = "AWARD", _("Verlening")
        PARTIAL_AWARD = "PARTIAL_AWARD", _("Gedeeltelijke verlening")
        REJECTION = "REJECTION", _("Afwijzing")
        SETTLEMENT = "SETTLEMENT", _("Vaststelling")

    class Status(models.TextChoices):
        SIGNED = "SIGNED", _("Ondertekend")
        ANNOUNCED = "ANNOUNCED", _("Bekendgemaakt")
        SUPERSEDED = "SUPERSEDED", _("Vervangen")

    number = models.CharField(_("kenmerk"), max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    status = models.CharField(max_length=20, choices=Status, default=Status.SIGNED)
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    application = models.ForeignKey(
        Application, null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    voucher = models.ForeignKey(
        "vouchers.Voucher", null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    redemption = models.ForeignKey(
        "vouchers.Redemption", null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    amount_cents = models.PositiveBigIntegerField(default=0)
    reasons = models.JSONField(default=list)
    legal_basis = models.TextField()
    amendment_no = models.PositiveSmallIntegerField(default=0)
    decided_on = models.DateField()
    announced_on = models.DateField(null=True)
    objection_until = models.DateField(null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("beschikking")
        verbose_name_plural = _("beschikkingen")
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False)
                | Q(voucher__isnull=False)
                | Q(redemption__isnull=False),
                name="decision_is_about_something",
            ),
            models.CheckConstraint(
                condition=Q(announced_on=None) | Q(announced_on__gte=F("decided_on")),
                name="decided_before_announced",
            ),
            models.CheckConstraint(
                condition=Q(status="SIGNED", announced_on=None, objection_until=None)
                | ~Q(status="SIGNED") & Q(announced_on__isnull=False, objection_until__isnull=False),
                name="announced_decision_has_objection_term",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by=None) | ~Q(countersigned_by=F("signed_by")),
                name="second_signature_is_anothers",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(
                    kind__in=["AWARD", "PARTIAL_AWARD", "REJECTION"], status__in=["SIGNED", "ANNOUNCED"]
                ),
                name="one_standing_decision_per_application",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"


class LetterQuerySet(models.QuerySet):
    def unsent(self):
        return self.filter(sent_at=None)

    def of(self, organisations):
        return self.filter(organisation__in=organisations)


class Letter(Identified):
    """A letter to an organisation (brief). The row is made with the act; letters.py writes and sends the file."""

    class Template(models.TextChoices):
        RECEIPT = "receipt", _("Ontvangstbevestiging")
        AWARD = "award", _("Verlening")
        PARTIAL_AWARD = "partial_award", _("Gedeeltelijke verlening")
        REJECTION = "rejection", _("Afwijzing")
        NEW_TERM = "new_term", _("Nieuwe beslistermijn")
        SETTLEMENT = "settlement", _("Vaststelling")

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="letters"
    )
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="letters")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="letters")
    template = models.CharField(max_length=30, choices=Template)
    template_version = models.PositiveSmallIntegerField(default=1)
    document = models.FileField(storage=private_storage, upload_to="letters/%Y/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    written_on = models.DateField()
    sent_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=10, default="PORTAL", choices=[("PORTAL", _("Portaal"))])
    opened_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("brieven")
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "template"],
                condition=Q(decision__isnull=False),
                name="one_letter_per_decision",
            ),
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(decision__isnull=False),
                name="letter_is_about_something",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sha256="") | Q(sent_at__isnull=False) & ~Q(sha256=""),
                name="sent_letter_has_a_document",
            ),
        ]

    def __str__(self):
        return f"{self.get_template_display()} {self.written_on}"

    @property
    def reference(self):
        """The number by which the receiver can name it (kenmerk)."""
        return (self.decision or self.application).number
