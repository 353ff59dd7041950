"""What a register answered, kept as it was."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import AppendOnly


class RegisterSnapshot(AppendOnly):
    """One answer, or failure, of a register (registeruittreksel). Decisions refer to snapshots, never to a live value."""

    class Source(models.TextChoices):
        KVK = "KVK", _("Handelsregister")

    class Outcome(models.TextChoices):
        FOUND = "FOUND", _("Gevonden")
        NOT_FOUND = "NOT_FOUND", _("Niet gevonden")
        UNAVAILABLE = "UNAVAILABLE", _("Niet bereikbaar")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    source = models.CharField(max_length=20, choices=Source)
    key = models.CharField(max_length=40, db_index=True)
    outcome = models.CharField(max_length=20, choices=Outcome)
    payload = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    sbi_version = models.CharField(max_length=10, blank=True)
    adapter = models.CharField(max_length=20)
    fetched_at = models.DateTimeField()

    class Meta:
        verbose_name = _("registeruittreksel")
        verbose_name_plural = _("registeruittreksels")

    def __str__(self):
        return f"{self.source} {self.key}: {self.outcome}"
