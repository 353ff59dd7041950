"""Wagtail's background work on Celery: sent after the commit, and a dead broker stops nobody."""

import structlog
from celery import shared_task
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django.utils.timezone import now
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus

ALLOWED = ("wagtail.", "modelsearch.", "courses.", "home.")
log = structlog.get_logger(__name__)


class CeleryBackend(BaseTaskBackend):
    """Work is a hint: what a lost message leaves undone, the nightly jobs repair."""

    def enqueue(self, task: Task, args, kwargs) -> TaskResult:
        self.validate_task(task)
        message = {"path": task.module_path, "args": list(args), "keywords": dict(kwargs)}
        transaction.on_commit(lambda: self._send(message), robust=True)
        return TaskResult(
            task=task,
            id=get_random_string(32),
            status=TaskResultStatus.READY,
            enqueued_at=now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )

    def _send(self, message):
        run_wagtail_task.apply_async(kwargs=message, retry=False)


@shared_task(name="lms.run_wagtail_task")
def run_wagtail_task(*, path, args, keywords, **kwargs):
    if not path.startswith(ALLOWED):
        raise ValueError(f"{path} may not be run as a task.")
    try:
        import_string(path).func(*args, **keywords)
    except ObjectDoesNotExist:
        log.info("task_subject_gone", path=path)
