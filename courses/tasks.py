from celery import shared_task
from django.utils import timezone

from courses.catalogue import rebuild_catalogue as rebuild
from courses.enrolments import end_lapsed_reservation
from courses.models import Enrolment, QuizAttempt
from courses.quizzes import finish_attempt


@shared_task(name="courses.end_lapsed_reservations")
def end_lapsed_reservations(**kwargs):
    for enrolment in Enrolment.objects.lapsed(timezone.now()):
        end_lapsed_reservation(enrolment=enrolment, at=timezone.now())


@shared_task(name="courses.finish_overdue_attempts")
def finish_overdue_attempts(**kwargs):
    for attempt in QuizAttempt.objects.overdue(timezone.now()):
        finish_attempt(attempt=attempt, at=timezone.now())


@shared_task(name="courses.rebuild_catalogue")
def rebuild_catalogue(**kwargs):
    rebuild(at=timezone.now())
