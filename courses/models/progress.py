"""What happened while learning (events), and what follows from it (progress)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import AppendOnly
from courses.models.enrolment import Enrolment


class LearningEvent(AppendOnly):
    """Something a learner did or that was recorded for them; courses/progress.py is the one way in."""

    class Kind(models.TextChoices):
        ENROLLED = "enrolled", _("Ingeschreven")
        LESSON_OPENED = "lesson_opened", _("Les geopend")
        LESSON_CONFIRMED = "lesson_confirmed", _("Les afgerond")
        ATTEMPT_FINISHED = "attempt_finished", _("Toets ingeleverd")
        ATTENDANCE_RECORDED = "attendance_recorded", _("Aanwezig")
        LESSON_EXEMPTED = "lesson_exempted", _("Vrijgesteld")
        EVENT_VOIDED = "event_voided", _("Gebeurtenis vervallen")

    class Actor(models.TextChoices):
        LEARNER = "LEARNER", _("Cursist")
        STAFF = "STAFF", _("Medewerker")
        SYSTEM = "SYSTEM", _("Systeem")

    uid = models.UUIDField(editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=24, choices=Kind)
    lesson_key = models.UUIDField(null=True, blank=True)
    data = models.JSONField(default=dict)
    actor_kind = models.CharField(max_length=16, choices=Actor, default=Actor.LEARNER)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    schema = models.PositiveSmallIntegerField(default=1)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "uid"], name="an_event_once_per_enrolment")
        ]

    def __str__(self):
        return f"{self.kind} {self.uid}"


class LessonProgress(models.Model):
    """What the events say of one lesson; can always be computed again (replay_learning)."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="progress")
    lesson_key = models.UUIDField()
    opened_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    because = models.UUIDField(null=True, help_text=_("De gebeurtenis waardoor de les klaar is."))

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson_key"], name="progress_once_per_lesson"),
            models.CheckConstraint(
                condition=models.Q(done_at=None, because=None)
                | models.Q(done_at__isnull=False, because__isnull=False),
                name="a_done_lesson_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.enrolment_id}/{self.lesson_key}"
