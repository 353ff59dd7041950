"""Certificates and their files."""

from functools import cached_property
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.content import CertificateContent
from certificates.models.credential import StatusList
from certificates.serials import written
from courses.models import Completion


class CertificateQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(completion__enrolment__learner=user)

    def evidence(self):
        """What proves that somebody took part: issued, not withdrawn, not replaced."""
        return self.filter(status=Certificate.Status.ISSUED)

    def public(self):
        """Those that anybody may ask about."""
        return self.filter(issued_at__isnull=False)

    def newest_of(self, completion):
        """The certificate of a completion, or the one that came after it."""
        return self.filter(completion=completion).order_by("-pk").first()

    def claimable(self, at):
        """Waiting and due, or left behind by a worker whose lease ran out."""
        waiting = Q(status=Certificate.Status.PENDING, next_at__lte=at)
        abandoned = Q(status=Certificate.Status.RENDERING, lease_until__lt=at)
        return self.filter(waiting | abandoned)


class Certificate(models.Model):
    """A certificate (certificaat van deelname) and the job of making it; issuing.py changes its status."""

    class Status(models.TextChoices):
        PENDING = "PENDING", _("Wacht")
        RENDERING = "RENDERING", _("Wordt gemaakt")
        ISSUED = "ISSUED", _("Uitgegeven")
        FAILED = "FAILED", _("Mislukt")
        REVOKED = "REVOKED", _("Ingetrokken")
        SUPERSEDED = "SUPERSEDED", _("Vervangen")

    class RevocationReason(models.TextChoices):
        MISTAKE = "MISTAKE", _("Ten onrechte uitgegeven")
        WRONG_PERSON = "WRONG_PERSON", _("Op naam van de verkeerde persoon")
        FRAUD = "FRAUD", _("Fraude")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    serial = models.CharField(_("nummer"), max_length=12, unique=True, editable=False)
    completion = models.ForeignKey(
        Completion,
        on_delete=models.PROTECT,
        related_name="certificates",
        related_query_name="certificate",
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.PENDING)
    snapshot = models.JSONField(default=dict)
    snapshot_sha256 = models.CharField(max_length=64, blank=True)

    attempts = models.PositiveSmallIntegerField(_("pogingen"), default=0)
    next_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    failure_code = models.CharField(max_length=40, blank=True)
    failure = models.TextField(_("waarom het mislukte"), blank=True)

    requested_at = models.DateTimeField(_("aangevraagd op"))
    issued_at = models.DateTimeField(_("uitgegeven op"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("vervangen op"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("ingetrokken op"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revocation_reason = models.CharField(max_length=20, choices=RevocationReason, blank=True)
    valid_until = models.DateField(_("geldig tot en met"), null=True, blank=True)
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="certificates")
    status_index = models.PositiveIntegerField()

    wagtail_reference_index_ignore = True
    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificaat")
        verbose_name_plural = _("certificaten")
        indexes = [models.Index(fields=["status", "next_at"], name="certificate_job")]
        constraints = [
            models.UniqueConstraint(
                fields=["completion"],
                condition=Q(replaces=None),
                name="one_original_certificate_per_completion",
            ),
            models.UniqueConstraint(
                fields=["completion"],
                condition=Q(status="ISSUED"),
                name="one_valid_certificate_per_completion",
            ),
            models.UniqueConstraint(
                fields=["status_list", "status_index"], name="one_certificate_per_status_index"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["PENDING", "RENDERING", "FAILED"], issued_at=None)
                | Q(status__in=["ISSUED", "REVOKED", "SUPERSEDED"], issued_at__isnull=False),
                name="certificate_issued_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(status="RENDERING", lease_until__isnull=False, lease_token__isnull=False)
                | (~Q(status="RENDERING") & Q(lease_until=None, lease_token=None)),
                name="certificate_leased_only_while_rendering",
            ),
            models.CheckConstraint(
                condition=~Q(status="REVOKED") | Q(revoked_at__isnull=False),
                name="certificate_revoked_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="SUPERSEDED") | Q(superseded_at__isnull=False),
                name="certificate_superseded_at_some_time",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def number(self):
        """The serial as people read it."""
        return written(self.serial)

    @cached_property
    def content(self):
        """What stands on it."""
        return CertificateContent.from_json(self.snapshot)

    @property
    def is_in_the_making(self):
        return self.status in {self.Status.PENDING, self.Status.RENDERING}

    @property
    def can_be_retried_by_holder(self):
        """Only what the holder can put right: the own name."""
        return self.status == self.Status.FAILED and self.failure_code == "name_missing"


class CertificateArtefact(models.Model):
    """One file of a certificate, as stored; written by issuing.py before the row, never overwritten."""

    class Kind(models.TextChoices):
        PDF = "pdf", _("PDF")
        DOCX = "docx", _("Word")

    CONTENT_TYPES = {
        Kind.PDF.value: "application/pdf",
        Kind.DOCX.value: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="artefacts")
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=120, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    renderer = models.CharField(max_length=40)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("bestand")
        verbose_name_plural = _("bestanden")
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "kind"], name="one_artefact_per_certificate_and_kind"
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def content_type(self):
        return self.CONTENT_TYPES[self.kind]

    @property
    def filename(self):
        return f"certificaat-{self.certificate.number}.{self.kind}"
