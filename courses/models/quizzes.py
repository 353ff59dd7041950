"""Attempts at a quiz, and the answers given in them."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.editions import CourseEdition, EditionQuestion
from courses.models.enrolment import Enrolment


class QuizAttemptQuerySet(models.QuerySet):
    def at_lesson(self, lesson_key):
        return self.filter(lesson_key=lesson_key)

    def open(self):
        return self.filter(status=QuizAttempt.Status.OPEN)

    def finished(self):
        return self.filter(status=QuizAttempt.Status.FINISHED)

    def overdue(self, at):
        """Open attempts whose time is over."""
        return self.open().filter(deadline_at__lt=at)


class QuizAttempt(models.Model):
    """An attempt (poging) at the quiz of a lesson; courses/quizzes.py changes its status."""

    class Status(models.TextChoices):
        OPEN = "OPEN", _("Bezig")
        FINISHED = "FINISHED", _("Ingeleverd")
        VOIDED = "VOIDED", _("Telt niet mee")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    lesson_key = models.UUIDField()
    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=32)
    paper = models.JSONField()
    status = models.CharField(max_length=16, choices=Status, default=Status.OPEN)
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    points = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    max_points = models.PositiveIntegerField(null=True)
    percent = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(null=True)

    objects = QuizAttemptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson_key", "number"], name="attempts_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "lesson_key"],
                condition=Q(status="OPEN"),
                name="one_open_attempt_per_quiz",
            ),
            models.CheckConstraint(
                condition=~Q(status="FINISHED")
                | Q(
                    finished_at__isnull=False,
                    points__isnull=False,
                    max_points__isnull=False,
                    percent__isnull=False,
                    passed__isnull=False,
                ),
                name="a_finished_attempt_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100), name="a_percentage_is_at_most_a_hundred"
            ),
        ]

    def __str__(self):
        return f"{self.lesson_key} #{self.number}"


class Answer(models.Model):
    """The answer to one question of an attempt; points are known after handing in."""

    attempt = models.ForeignKey(QuizAttempt, on_delete=models.PROTECT, related_name="answers")
    edition_question = models.ForeignKey(EditionQuestion, on_delete=models.PROTECT, related_name="answers")
    value = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    points = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    late_value = models.JSONField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "edition_question"], name="one_answer_per_question"),
        ]

    def __str__(self):
        return f"{self.attempt_id}/{self.edition_question_id}"
