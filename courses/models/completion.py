"""Completions: the fact that somebody finished a course, with the rule that said so."""

from uuid import uuid4

from django.db import models

from audit.models import AppendOnly, AppendOnlyQuerySet
from courses.models.editions import CourseEdition
from courses.models.enrolment import Enrolment


class CompletionQuerySet(AppendOnlyQuerySet):
    def of(self, user):
        return self.filter(enrolment__learner=user)


class Completion(AppendOnly):
    """A completion (afronding), made once by courses/completions.py and never changed."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="completion")
    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="completions")
    correction_number = models.PositiveSmallIntegerField(default=0)
    completed_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    rules_sha256 = models.CharField(max_length=64)
    engine = models.PositiveSmallIntegerField()
    explanation = models.JSONField()

    objects = CompletionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    def __str__(self):
        return str(self.uid)
