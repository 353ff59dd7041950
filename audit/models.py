"""What was decided, by whom, when: rows that are added and never changed."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(Exception):
    """This row is evidence: it cannot be changed or deleted, only followed by another."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnlyError(self.model.__name__)

    def delete(self):
        raise AppendOnlyError(self.model.__name__)

    def bulk_update(self, objs, fields, batch_size=None):
        raise AppendOnlyError(self.model.__name__)


class AppendOnly(models.Model):
    """A table to which rows are only added; triggers of audit.guards say the same in the database."""

    append_only = True
    wagtail_reference_index_ignore = True

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError(type(self).__name__)


def reference(subject):
    """How a row is named in the trail: `app.model:uid`, or its primary key where it has no uid."""
    return f"{subject._meta.label_lower}:{getattr(subject, 'uid', None) or subject.pk}"


class AuditEventQuerySet(AppendOnlyQuerySet):
    def about(self, *subjects):
        return self.filter(object_ref__in=[reference(subject) for subject in subjects])

    def newest_first(self):
        return self.order_by("-occurred_at", "-pk")


class AuditEvent(AppendOnly):
    """One decision or access (gebeurtenis). Without foreign keys and personal data; made by recording.record()."""

    class ActorKind(models.TextChoices):
        PERSON = "PERSON", _("Persoon")
        SYSTEM = "SYSTEM", _("Systeem")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    occurred_at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    actor_ref = models.CharField(max_length=36, blank=True)
    action = models.CharField(max_length=60, db_index=True)
    object_ref = models.CharField(max_length=120, db_index=True)
    body = models.TextField()
    body_sha256 = models.CharField(max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("gebeurtenis")
        verbose_name_plural = _("gebeurtenissen")

    def __str__(self):
        return f"{self.action} {self.object_ref}"
