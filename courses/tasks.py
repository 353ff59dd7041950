import structlog
from celery import shared_task
from django.utils import timezone

from courses.catalogue import rebuild_catalogue as rebuild
from courses.enrolments import end_lapsed_reservation
from courses.models import Enrolment, QuizAttempt
from courses.quizzes import finish_attempt
from courses.replay import replay_enrolment

log = structlog.get_logger(__name__)


@shared_task(name="courses.end_lapsed_reservations")
def end_lapsed_reservations(**kwargs):
    for pk in Enrolment.objects.lapsed(timezone.now()).values_list("pk", flat=True):
        end_lapsed.delay(enrolment_id=pk)


@shared_task(name="courses.end_lapsed_reservation")
def end_lapsed(*, enrolment_id, **kwargs):
    end_lapsed_reservation(enrolment=Enrolment.objects.get(pk=enrolment_id), at=timezone.now())


@shared_task(name="courses.finish_overdue_attempts")
def finish_overdue_attempts(**kwargs):
    for pk in QuizAttempt.objects.overdue(timezone.now()).values_list("pk", flat=True):
        finish_overdue.delay(attempt_id=pk)


@shared_task(name="courses.finish_overdue_attempt")
def finish_overdue(*, attempt_id, **kwargs):
    finish_attempt(attempt=QuizAttempt.objects.get(pk=attempt_id), at=timezone.now())


@shared_task(name="courses.rebuild_catalogue")
def rebuild_catalogue(**kwargs):
    rebuild(at=timezone.now())


@shared_task(name="courses.replay_learning")
def replay_learning(**kwargs):
    for enrolment in Enrolment.objects.with_edition().iterator(chunk_size=500):
        for difference in replay_enrolment(enrolment=enrolment):
            log.error("learning_differs", difference=difference)
