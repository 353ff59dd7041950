"""Issuing a certificate (uitgifte): exactly one per completion, whatever is killed, doubled or down.

The row is the job. A worker claims it for a while, makes the files without an open transaction, and finishes
it in one short transaction, but only if the claim is still its own.
"""

import logging
import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import User
from audit.recording import record
from certificates.artefacts import make_artefacts
from certificates.content import content_sha256
from certificates.documents.failures import NotRenderable
from certificates.drafting import draft_content, open_status_list
from certificates.models import Certificate, CertificateArtefact, StatusList
from certificates.serials import new_serial
from courses.models import Completion

logger = logging.getLogger(__name__)
Status = Certificate.Status

LEASE = timedelta(seconds=180)
MAX_ATTEMPTS = 8
MAX_WAIT_SECONDS = 600
WOKEN_LATELY = timedelta(minutes=2)
BATCH = 1_000
DRAWS = 5


class NotRetryable(Exception):
    """This certificate did not fail, so it cannot be tried again."""


def request_certificate(*, completion: Completion, at: datetime) -> Certificate:
    """The original certificate of this completion, asked for now if nobody did before."""
    originals = Certificate.objects.filter(completion=completion, replaces=None)
    for _draw in range(DRAWS):
        if certificate := originals.first():
            return certificate
        _insert([completion], at=at)
    raise RuntimeError("No free serial or status place after several draws.")


def request_due_certificates(*, at: datetime) -> int:
    """Ask for a certificate for completions that have none, at most a thousand; returns how many were due.

    A collision of serial or status place inserts nothing and is simply due again in the next run.
    """
    due = Completion.objects.filter(certificate=None).order_by("pk")
    completions = list(due.select_related("edition", "enrolment__learner", "enrolment__run")[:BATCH])
    if completions:
        _insert(completions, at=at)
    return len(completions)


def claim_certificate(*, pk: int, at: datetime) -> UUID | None:
    """Take this certificate for one worker; None means: skip."""
    token = uuid4()
    taken = (
        Certificate.objects.claimable(at)
        .filter(pk=pk, attempts__lt=MAX_ATTEMPTS)
        .update(
            status=Status.RENDERING, lease_token=token, lease_until=at + LEASE, attempts=F("attempts") + 1
        )
    )
    return token if taken else None


@transaction.atomic
def finish_certificate(*, pk: int, token: UUID, artefacts: list[CertificateArtefact], at: datetime) -> bool:
    """Issue what was rendered; False when another worker took over, and this work is thrown away."""
    certificate = _lock(pk, token)
    if certificate is None:
        return False
    if certificate.replaces_id:
        # The predecessor goes first: a completion has one valid certificate at any moment.
        Certificate.objects.filter(pk=certificate.replaces_id, status=Status.ISSUED).update(
            status=Status.SUPERSEDED, superseded_at=at
        )
    CertificateArtefact.objects.bulk_create(artefacts)
    _release(certificate, status=Status.ISSUED, issued_at=at, failure_code="", failure="")
    record("certificate.issued", certificate, by=None, at=at, snapshot_sha256=certificate.snapshot_sha256)
    return True


@transaction.atomic
def give_back_certificate(*, pk: int, token: UUID, at: datetime) -> None:
    """Passing trouble: try again later, each time after a longer wait."""
    if certificate := _lock(pk, token):
        wait = min(MAX_WAIT_SECONDS, 5 * 2**certificate.attempts)
        failure = _("Tijdelijk probleem bij het maken. We proberen het vanzelf opnieuw.")
        _release(certificate, status=Status.PENDING, next_at=at + timedelta(seconds=wait), failure=failure)


@transaction.atomic
def fail_certificate(*, pk: int, token: UUID, code: str, failure: str, at: datetime) -> None:
    """Give up for good; staff see the reason and may retry."""
    if certificate := _lock(pk, token):
        _fail(certificate, code=code, failure=failure, at=at)


def issue_certificate(*, pk: int, at: datetime) -> bool:
    """Claim, render and finish one certificate; False when there was nothing to do or it did not succeed.

    Twice is once: a second call, a second message or a second worker skips.
    """
    token = claim_certificate(pk=pk, at=at)
    if token is None:
        return False
    try:
        artefacts = make_artefacts(certificate=Certificate.objects.get(pk=pk))
    except NotRenderable as reason:
        fail_certificate(pk=pk, token=token, code=reason.code, failure=str(reason), at=at)
        return False
    except (OSError, DatabaseError):
        logger.warning("certificate given back", exc_info=True, extra={"certificate": pk})
        give_back_certificate(pk=pk, token=token, at=at)
        return False
    return finish_certificate(pk=pk, token=token, artefacts=artefacts, at=at)


def due_certificates(*, at: datetime) -> list[int]:
    """The certificates that a worker may claim now, at most a thousand, oldest first."""
    due = Certificate.objects.claimable(at).filter(attempts__lt=MAX_ATTEMPTS)
    return list(due.order_by("next_at", "pk").values_list("pk", flat=True)[:BATCH])


def unwoken_certificates(*, at: datetime) -> list[int]:
    """Those of the due certificates for which no worker was woken lately."""
    lately = Q(queued_at=None) | Q(queued_at__lt=at - WOKEN_LATELY)
    due = Certificate.objects.claimable(at).filter(lately, attempts__lt=MAX_ATTEMPTS)
    return list(due.order_by("next_at", "pk").values_list("pk", flat=True)[:BATCH])


def mark_woken(*, pks: list[int], at: datetime) -> None:
    """Remember that a message was sent for these, so that the next sweep leaves them alone for a while."""
    Certificate.objects.filter(pk__in=pks).update(queued_at=at)


def fail_exhausted_certificates(*, at: datetime) -> int:
    """Give up on what used all its attempts, such as a row that kills its worker; returns how many."""
    exhausted = Certificate.objects.claimable(at).filter(attempts__gte=MAX_ATTEMPTS)
    failure = _("Na %(count)s pogingen is het niet gelukt.") % {"count": MAX_ATTEMPTS}
    given_up = 0
    for pk in exhausted.values_list("pk", flat=True)[:BATCH]:
        with transaction.atomic():
            if certificate := exhausted.select_for_update().filter(pk=pk).first():
                _fail(certificate, code="attempts_exhausted", failure=failure, at=at)
                given_up += 1
    return given_up


@transaction.atomic
def retry_certificate(*, certificate: Certificate, by: User | None, at: datetime) -> Certificate:
    """Put a failed certificate back in line, with content drafted anew: the cause may have been in it.

    Raises NotRetryable when it did not fail, NotRenderable when a fact is still missing.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if certificate.status != Status.FAILED:
        raise NotRetryable(_("Dit certificaat is niet mislukt."))
    _fill_in(certificate, at=at)
    certificate.status, certificate.attempts, certificate.next_at = Status.PENDING, 0, at
    certificate.queued_at, certificate.failure_code, certificate.failure = None, "", ""
    certificate.save()
    record("certificate.retried", certificate, by=by, at=at, snapshot_sha256=certificate.snapshot_sha256)
    return certificate


def _insert(completions: list[Completion], *, at: datetime) -> None:
    """Database constraints decide who comes first; the loser of a race inserts nothing."""
    status_list = open_status_list()
    rows = [_new_row(completion, status_list, at=at) for completion in completions]
    Certificate.objects.bulk_create(rows, ignore_conflicts=True)


def _new_row(completion: Completion, status_list: StatusList, *, at: datetime) -> Certificate:
    """Numbers are drawn at random, so that neighbours are not colleagues."""
    row = Certificate(
        serial=new_serial(),
        completion=completion,
        status_list=status_list,
        status_index=secrets.randbelow(StatusList.PLACES),
        requested_at=at,
        next_at=at,
    )
    try:
        _fill_in(row, at=at)
    except NotRenderable as reason:
        # Without a snapshot the worker fails the row with this reason, so that it is recorded and seen.
        row.failure_code, row.failure = reason.code, str(reason)
    return row


def _fill_in(certificate: Certificate, *, at: datetime) -> None:
    content = draft_content(certificate=certificate, at=at)
    certificate.snapshot = content.to_json()
    certificate.snapshot_sha256 = content_sha256(certificate.snapshot)
    certificate.valid_until = content.valid_until


def _lock(pk: int, token: UUID) -> Certificate | None:
    return Certificate.objects.select_for_update().filter(pk=pk, lease_token=token).first()


def _release(certificate: Certificate, **changes) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(lease_token=None, lease_until=None, **changes)


def _fail(certificate: Certificate, *, code: str, failure: str, at: datetime) -> None:
    _release(certificate, status=Status.FAILED, failure_code=code, failure=failure)
    record("certificate.failed", certificate, by=None, at=at, code=code)
    logger.error("certificate failed: %s", code, extra={"certificate": str(certificate.uid)})
