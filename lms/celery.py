"""The Celery app and the timetable of all periodic jobs. Every job may run twice."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging
from django.conf import settings
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_soft_time_limit=60,
    task_time_limit=90,
    task_default_queue="default",
    task_create_missing_queues=False,
    task_queues=[Queue(name, routing_key=name) for name in ("default", "certificates")],
    task_routes={"certificates.issue": {"queue": "certificates"}},
    worker_prefetch_multiplier=1,
    worker_soft_shutdown_timeout=25,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_max_memory_per_child=400_000,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
)
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**kwargs):
    """Celery would replace the log format of settings.LOGGING; being connected is enough to stop it."""


@app.on_after_finalize.connect
def plan(sender, **kwargs):
    sweep = settings.SWEEP_SECONDS
    sender.conf.beat_schedule = {
        name: {"task": name, "schedule": schedule, "options": {"expires": 300}}
        for name, schedule in {
            "certificates.request_due_certificates": sweep,
            "certificates.sweep_certificates": sweep,
            "kpi.count_due_participations": min(300.0, sweep * 2),
            "payments.handle_stored_events": min(60.0, sweep * 2),
            "payments.fetch_open_payments": 600.0,
            "payments.fetch_missed_events": 3600.0,
            "courses.end_lapsed_reservations": 60.0,
            "courses.finish_overdue_attempts": 60.0,
            "courses.rebuild_catalogue": crontab(hour=3, minute=0),
            "courses.replay_learning": crontab(hour=3, minute=30),
            "vouchers.turn_rounds": 60.0,
            "vouchers.assess_submitted": min(60.0, sweep * 2),
            "vouchers.allocate_open_rounds": min(300.0, sweep * 4),
            "vouchers.follow_payments": min(30.0, sweep),
            "vouchers.release_holds": 30.0,
            "vouchers.start_due_redemptions": min(30.0, sweep * 4),
            "vouchers.settle_due_redemptions": min(30.0, sweep * 4),
            "vouchers.expire_due_vouchers": 60.0,
            "vouchers.send_letters": min(60.0, sweep),
            "vouchers.reconcile": crontab(hour=2, minute=0),
            "kpi.take_snapshot": crontab(hour=1, minute=0),
        }.items()
    }
