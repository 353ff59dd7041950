from celery import shared_task

from audit.clock import database_now
from certificates import issuing


@shared_task(name="certificates.request_due_certificates")
def request_due_certificates(**kwargs):
    issuing.request_due_certificates(at=database_now())


@shared_task(name="certificates.sweep_certificates")
def sweep_certificates(**kwargs):
    now = database_now()
    issuing.fail_exhausted_certificates(at=now)
    woken = []
    try:
        for pk in issuing.unwoken_certificates(at=now):
            wake(pk)
            woken.append(pk)
    finally:
        issuing.mark_woken(pks=woken, at=now)


@shared_task(name="certificates.issue")
def issue(*, certificate_id, **kwargs):
    issuing.issue_certificate(pk=certificate_id, at=database_now())


def wake(pk):
    """A hint to look sooner; when it is lost the sweep finds the row."""
    issue.apply_async(kwargs={"certificate_id": pk}, retry=False)
