from celery import shared_task

from audit.clock import database_now
from courses.models import Completion
from kpi import counting, snapshots


@shared_task(name="kpi.count_due_participations")
def count_due_participations(**kwargs):
    for pk in counting.due_completions():
        count.apply_async(kwargs={"completion_id": pk}, retry=False)


@shared_task(name="kpi.count")
def count(*, completion_id, **kwargs):
    counting.count_participation(completion=Completion.objects.get(pk=completion_id), at=database_now())


@shared_task(name="kpi.take_snapshot")
def take_snapshot(**kwargs):
    snapshots.take_snapshot(at=database_now())
