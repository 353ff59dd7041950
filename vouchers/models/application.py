"""What was asked, when it was received, and what was declared with it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from audit.models import AppendOnly
from vouchers.models.base import Identified
from vouchers.models.round import Round


class ApplicationQuerySet(models.QuerySet):
    def of(self, organisations):
        return self.filter(organisation__in=organisations)

    def submitted(self):
        return self.exclude(status=Application.Status.DRAFT)

    def live(self):
        """Those that keep the applicant from applying again in the same round."""
        return self.exclude(status__in=Application.OVER)

    def undecided(self):
        return self.filter(status__in=Application.UNDECIDED)

    def to_assess(self, at):
        """Not assessed yet, or a source did not answer and may be asked again."""
        again = Q(status__in=Application.UNDECIDED, assessment="OPEN", next_check_at__lte=at)
        return self.filter(Q(status=Application.Status.SUBMITTED) | again)

    def awaiting_decision(self):
        """The officer's work list: checked, and not signed yet."""
        return self.filter(status__in=[Application.Status.COMPLETE, Application.Status.WAITING_LISTED])

    def signed(self, assessment):
        """Judged so, by a second officer too where the amount asks for it."""
        small = Q(requested_cents__lt=F("round__second_signature_from_cents"))
        return self.filter(small | Q(second_assessed_by__isnull=False), assessment=assessment)

    def about_which(self, run):
        """The application that a run of the rules was about, also when it looked at a redemption of it."""
        redeemed = self.filter(decisions__vouchers__redemptions__rule_runs=run)
        return self.filter(Q(rule_runs=run) | Q(pk__in=redeemed)).distinct()

    def in_order(self):
        return self.order_by("submission__position")

    def ahead_of(self, application):
        """Undecided applications of the round with an earlier position; their money stays theirs (vouchers.md 6.4)."""
        return self.undecided().filter(
            round_id=application.round_id, submission__position__lt=application.submission.position
        )

    def requested_in_all(self):
        return self.aggregate(total=Sum("requested_cents"))["total"] or 0


class Application(Identified):
    """A request for vouchers (aanvraag). Status: intake.py, assessments.py, awards.py, allocation.py."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("Concept")
        SUBMITTED = "SUBMITTED", _("Ingediend")
        INCOMPLETE = "INCOMPLETE", _("Onvolledig")
        SUPPLEMENTED = "SUPPLEMENTED", _("Aangevuld")
        COMPLETE = "COMPLETE", _("Volledig")
        WAITING_LISTED = "WAITING_LISTED", _("Op de wachtlijst")
        AWARDED = "AWARDED", _("Toegekend")
        PARTIALLY_AWARDED = "PARTIALLY_AWARDED", _("Gedeeltelijk toegekend")
        REJECTED = "REJECTED", _("Afgewezen")
        NOT_TREATED = "NOT_TREATED", _("Buiten behandeling gesteld")
        WITHDRAWN = "WITHDRAWN", _("Ingetrokken door aanvrager")

    class Assessment(models.TextChoices):
        OPEN = "OPEN", _("Nog te beoordelen")
        POSITIVE = "POSITIVE", _("Voldoet")
        NEGATIVE = "NEGATIVE", _("Voldoet niet")

    OVER = ("DRAFT", "WITHDRAWN", "NOT_TREATED", "REJECTED")
    UNDECIDED = ("COMPLETE", "WAITING_LISTED")
    GRANTED = ("AWARDED", "PARTIALLY_AWARDED")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="applications")
    number = models.CharField(_("nummer"), max_length=20, blank=True)
    group_key = models.CharField(max_length=8)
    acting_ref = models.CharField(max_length=64, blank=True)
    payload = models.JSONField(default=dict)
    payload_version = models.PositiveSmallIntegerField(default=1)
    units = models.PositiveSmallIntegerField(_("aantal vouchers"), default=1)
    requested_cents = models.PositiveBigIntegerField(_("gevraagd bedrag"))
    awarded_units = models.PositiveSmallIntegerField(_("toegekende vouchers"), default=0)
    awarded_cents = models.PositiveBigIntegerField(_("toegekend bedrag"), default=0)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    assessment = models.CharField(max_length=10, choices=Assessment, default=Assessment.OPEN)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    second_assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    next_check_at = models.DateTimeField(null=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("aanvraag")
        verbose_name_plural = _("aanvragen")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "group_key"],
                condition=~Q(status__in=["DRAFT", "WITHDRAWN", "NOT_TREATED", "REJECTED"]),
                name="one_live_application_per_round",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="one_application_per_number"
            ),
            models.CheckConstraint(condition=Q(units__gte=1), name="application_asks_for_something"),
            models.CheckConstraint(
                condition=Q(awarded_cents__lte=F("requested_cents"), awarded_units__lte=F("units")),
                name="awarded_is_not_more_than_asked",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["AWARDED", "PARTIALLY_AWARDED"], awarded_units__gt=0)
                | ~Q(status__in=["AWARDED", "PARTIALLY_AWARDED"]) & Q(awarded_units=0),
                name="awarded_application_has_units",
            ),
            models.CheckConstraint(
                condition=Q(status="DRAFT") | ~Q(number=""), name="submitted_application_has_number"
            ),
            models.CheckConstraint(
                condition=Q(assessment="OPEN", assessed_by=None)
                | ~Q(assessment="OPEN") & Q(assessed_by__isnull=False),
                name="assessment_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(second_assessed_by=None)
                | Q(assessed_by__isnull=False) & ~Q(second_assessed_by=F("assessed_by")),
                name="second_assessor_is_another",
            ),
        ]

    def __str__(self):
        return self.number or str(self.uid)

    @property
    def is_live(self):
        return self.status not in self.OVER

    @property
    def is_undecided(self):
        return self.status in self.UNDECIDED


class Submission(models.Model):
    """The receipt of an application (ontvangst): moment, number and, later, place in the order."""

    seq = models.BigAutoField(primary_key=True)
    ticket = models.UUIDField(default=uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="submissions")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="submission")
    idempotency_key = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    receipt_no = models.CharField(_("ontvangstnummer"), max_length=20, unique=True)
    payload_sha256 = models.CharField(max_length=64)
    complete_at = models.DateTimeField(null=True)
    rank = models.CharField(max_length=64, blank=True)
    position = models.PositiveIntegerField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("ontvangst")
        verbose_name_plural = _("ontvangsten")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "idempotency_key"], name="one_submission_per_idempotency_key"
            ),
            models.UniqueConstraint(fields=["round", "position"], name="one_submission_per_position"),
        ]

    def __str__(self):
        return self.receipt_no


class Declaration(Identified, AppendOnly):
    """What somebody signed (verklaring), in the words of its version."""

    class Kind(models.TextChoices):
        DE_MINIMIS = "DE_MINIMIS", _("De-minimisverklaring")
        SME = "SME", _("Mkb-verklaring")
        TRUE_AND_COMPLETE = "TRUE_AND_COMPLETE", _("Juist en volledig")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="declarations")
    kind = models.CharField(max_length=20, choices=Kind)
    text_version = models.PositiveSmallIntegerField(default=1)
    answers = models.JSONField(default=dict)
    signed_ref = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    document_sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("verklaring")
        verbose_name_plural = _("verklaringen")
        constraints = [
            models.UniqueConstraint(fields=["application", "kind"], name="one_declaration_of_a_kind"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.signed_at:%Y-%m-%d}"


class AllocationRun(Identified):
    """One allocator at work on a round (verdeling); a lease that ended may be taken over."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="allocation_runs")
    mode = models.CharField(max_length=20, choices=Round.OrderMode)
    token = models.UUIDField(default=uuid4)
    leased_until = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    cut_off = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("verdeling")
        verbose_name_plural = _("verdelingen")
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(finished_at=None), name="one_allocator_per_round"
            ),
        ]

    def __str__(self):
        return f"{self.round} {self.started_at:%Y-%m-%d %H:%M}"
