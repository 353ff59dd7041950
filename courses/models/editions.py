"""Editions: a course frozen as a copy, so that what a learner follows cannot move."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import AppendOnly
from courses.models.choices import Criterion
from courses.models.pages import CoursePage, LessonPage


class CourseEditionQuerySet(models.QuerySet):
    def active(self):
        return self.filter(status=CourseEdition.Status.ACTIVE)

    def of_course(self, course_key):
        return self.filter(course_key=course_key)


class CourseEdition(models.Model):
    """An edition (editie) of a course; courses/editions.py changes its status."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("Concept")
        REQUESTED = "REQUESTED", _("Aangevraagd")
        FROZEN = "FROZEN", _("Vastgezet")
        ACTIVE = "ACTIVE", _("Actief")
        RETIRING = "RETIRING", _("Uitlopend")
        CLOSED = "CLOSED", _("Gesloten")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    course = models.ForeignKey(
        CoursePage, on_delete=models.PROTECT, related_name="editions", verbose_name=_("cursus")
    )
    course_key = models.UUIDField(editable=False)
    number = models.PositiveSmallIntegerField(_("nummer"))
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.DRAFT)
    rules = models.JSONField(_("slagingsregel"), default=dict)
    rules_sha256 = models.CharField(max_length=64, blank=True)
    languages = models.JSONField(_("talen"), default=list)
    source_language = models.CharField(_("brontaal"), max_length=12, default="nl")
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    requested_at = models.DateTimeField(_("aangevraagd op"), null=True, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    frozen_at = models.DateTimeField(_("vastgezet op"), null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    activated_at = models.DateTimeField(_("actief sinds"), null=True, blank=True)
    retires_on = models.DateField(_("loopt af op"), null=True, blank=True)
    changelog = models.TextField(_("wat is er veranderd"), blank=True)

    objects = CourseEditionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("editie")
        verbose_name_plural = _("edities")
        constraints = [
            models.UniqueConstraint(
                fields=["course_key", "number"], name="one_edition_per_course_and_number"
            ),
            models.UniqueConstraint(
                fields=["course_key"],
                condition=models.Q(status="ACTIVE"),
                name="one_active_edition_per_course",
            ),
            models.UniqueConstraint(
                fields=["course_key"],
                condition=models.Q(status__in=["DRAFT", "REQUESTED"]),
                name="one_open_draft_per_course",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["DRAFT", "REQUESTED"])
                | (
                    models.Q(frozen_at__isnull=False, frozen_by__isnull=False)
                    & ~models.Q(manifest_sha256="")
                    & ~models.Q(rules_sha256="")
                ),
                name="a_frozen_edition_says_by_whom_when_and_what",
            ),
        ]

    def __str__(self):
        return f"{self.course}, editie {self.number}"


class EditionModule(AppendOnly):
    """A module of a frozen edition."""

    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="modules")
    module_key = models.UUIDField()
    position = models.PositiveSmallIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "module_key"], name="a_module_once_per_edition"),
            models.UniqueConstraint(
                fields=["edition", "position"], name="a_module_position_once_per_edition"
            ),
        ]

    def __str__(self):
        return f"{self.edition_id}/{self.position}"


class EditionLesson(models.Model):
    """A lesson of a frozen edition; `page` is a convenience and may go, the words are in EditionContent."""

    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="lessons")
    module = models.ForeignKey(EditionModule, on_delete=models.PROTECT, related_name="lessons")
    lesson_key = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    required = models.BooleanField()
    criterion = models.CharField(max_length=16, choices=Criterion)
    minutes = models.PositiveSmallIntegerField()
    carries_over = models.BooleanField(default=True)
    page = models.ForeignKey(LessonPage, null=True, on_delete=models.SET_NULL, related_name="+")
    revision_number = models.PositiveIntegerField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "lesson_key"], name="a_lesson_once_per_edition"),
            models.UniqueConstraint(
                fields=["edition", "position"], name="a_lesson_position_once_per_edition"
            ),
        ]

    def __str__(self):
        return f"{self.edition_id}/{self.position}"


class EditionQuiz(AppendOnly):
    """The quiz of a frozen lesson: settings, and sections of question keys."""

    edition_lesson = models.OneToOneField(EditionLesson, on_delete=models.PROTECT, related_name="quiz")
    settings = models.JSONField()
    sections = models.JSONField()

    wagtail_reference_index_ignore = True

    def __str__(self):
        return str(self.edition_lesson)


class EditionQuestion(AppendOnly):
    """The key of a question in a frozen edition; it never leaves the server."""

    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="questions")
    question_key = models.UUIDField()
    kind = models.CharField(max_length=24)
    answer_key = models.JSONField()
    points = models.PositiveSmallIntegerField()
    structure_sha256 = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "question_key"], name="a_question_once_per_edition"),
        ]

    def __str__(self):
        return f"{self.edition_id}/{self.question_key}"


class EditionContent(AppendOnly):
    """Words of a frozen edition in one language; the highest version is in force, older ones stay as evidence."""

    class Kind(models.TextChoices):
        COURSE = "COURSE", _("Cursus")
        MODULE = "MODULE", _("Module")
        LESSON = "LESSON", _("Les")
        QUESTION = "QUESTION", _("Vraag")

    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="contents")
    kind = models.CharField(max_length=16, choices=Kind)
    key = models.UUIDField()
    language = models.CharField(max_length=12)
    version = models.PositiveSmallIntegerField(default=1)
    content = models.JSONField()
    content_schema = models.PositiveSmallIntegerField(default=1)
    sha256 = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind", "key", "language", "version"], name="content_once_per_version"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.key} {self.language} v{self.version}"
