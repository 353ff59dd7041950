"""Certificates a second: Word and PDF, made by a Celery worker with two processes on Redis."""

import os
import subprocess
import sys
import time

from bench import site
from bench.report import figure

COUNT = int(os.environ.get("BENCH_CERTIFICATES", "600"))


def measure():
    site.prepare(scale="small")
    from django.utils.timezone import now

    from certificates.issuing import request_due_certificates
    from certificates.models import Certificate, CertificateArtefact
    from certificates.tasks import sweep_certificates

    waiting = _complete(COUNT)
    request_due_certificates(at=now())
    before = CertificateArtefact.objects.count()
    worker = subprocess.Popen(
        [
            *(
                sys.executable,
                "-m",
                "celery",
                "--app",
                "lms",
                "worker",
                "--pool",
                "prefork",
                "--concurrency",
                "2",
            ),
            *("--queues", "default,certificates", "--loglevel", "ERROR"),
        ],
        cwd=site.ROOT,
        env=os.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(6)
        started = time.monotonic()
        sweep_certificates.apply_async()
        while Certificate.objects.filter(completion__in=waiting, status="ISSUED").count() < COUNT:
            if time.monotonic() - started > 300:
                raise RuntimeError("The worker does not finish.")
            time.sleep(0.2)
        seconds = time.monotonic() - started
    finally:
        worker.terminate()
        worker.wait(60)
    assert CertificateArtefact.objects.count() - before == 2 * COUNT
    yield figure(
        "certificates, Word and PDF",
        round(COUNT / seconds, 1),
        "certificates/s",
        COUNT,
        "2 prefork workers, Redis",
    )


def _complete(count):
    """So many learners who completed a course; through the tables, since only the certificates are measured."""
    from accounts.models import User
    from courses.models import Completion, CourseRun, Enrolment

    pattern = Completion.objects.select_related("enrolment__run").first()
    run = CourseRun.objects.get(pk=pattern.enrolment.run_id)
    users = User.objects.bulk_create(
        User(
            email=f"klaar{number}@example.org",
            first_name="Zoë",
            last_name=f"Klaar {number}",
            is_fictitious=True,
        )
        for number in range(count)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            learner=user,
            run=run,
            course_key=run.edition.course_key,
            status="COMPLETED",
            enrolled_at=pattern.enrolment.enrolled_at,
        )
        for user in users
    )
    fields = {
        field.attname: getattr(pattern, field.attname)
        for field in Completion._meta.concrete_fields
        if field.name not in {"id", "uid", "enrolment"}
    }
    completions = Completion.objects.bulk_create(Completion(enrolment=row, **fields) for row in enrolments)
    return [row.pk for row in completions]
