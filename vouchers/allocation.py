"""Rangschikking: the order of applications, and the one allocator of a round that serves them in it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils.timezone import localdate

from audit.recording import record
from vouchers import ledger
from vouchers.awards import NotAwardable, award_vouchers, reject_application
from vouchers.ledger import CeilingReached
from vouchers.models import AllocationRun, Application, Decision, Letter, Round, Submission

BATCH = 200
LEASE = timedelta(minutes=3)


@dataclass
class Allocation:
    """What one run of the allocator did; `stopped` when the ceiling ended it."""

    awarded: list[Application] = field(default_factory=list)
    waiting_listed: list[Application] = field(default_factory=list)
    rejected: list[Application] = field(default_factory=list)
    stopped: bool = False


def allocate_round(*, round: Round, at: datetime) -> Allocation:
    """Award in order of position until the ceiling stops it (vouchers.md 6.4); may run at any time, and twice.

    At most BATCH awards a call, so that the lease outlives it. Another allocator at work: nothing happens.
    Correctness rests on the guard of each award, not on being alone.
    """
    result = Allocation()
    run = _claim(round, at=at)
    if run is None:
        return result
    give_positions(round=round, at=at)
    if localdate(at) > round.reuse_until:
        result.rejected += _end_waiting_list(round, at=at)
    for application in _queue(round)[:BATCH]:
        if not _serve(application, result, at=at):
            break
    if result.stopped:
        _turn_away(round, result, at=at)
    _finish(run, round, at=at)
    return result


@transaction.atomic
def give_positions(*, round: Round, at: datetime) -> int:
    """Number every complete application whose order is settled, and tell how many were new.

    Order of arrival: by moment of completeness, then sequence. An application is numbered only when every
    earlier receipt was checked for completeness; a position that was given stays.
    """
    ledger.take_turn(round=round)
    waiting = Submission.objects.filter(
        round=round, application__status__in=Application.UNDECIDED, position=None
    )
    first_open = (
        Submission.objects.filter(round=round, application__status=Application.Status.SUBMITTED)
        .order_by("received_at", "seq")
        .first()
    )
    if first_open:
        waiting = waiting.filter(complete_at__lte=first_open.received_at, seq__lt=first_open.seq)
    last = Submission.objects.filter(round=round).aggregate(last=Max("position"))["last"] or 0
    settled = list(waiting.order_by("complete_at", "seq"))
    for position, submission in enumerate(settled, start=last + 1):
        submission.position = position
        submission.save(update_fields=["position"])
    if settled:
        record("round.positions_given", round, by=None, at=at, upto=last + len(settled))
    return len(settled)


def _claim(round: Round, *, at: datetime) -> AllocationRun | None:
    """Be this round's allocator; a lease that ended is taken over."""
    late = AllocationRun.objects.filter(round=round, finished_at=None, leased_until__lte=at)
    late.update(finished_at=at)
    try:
        with transaction.atomic():
            return AllocationRun.objects.create(
                round=round, mode=round.order_mode, leased_until=at + LEASE, started_at=at
            )
    except IntegrityError:
        return None


def _queue(round: Round) -> QuerySet[Application]:
    signed = Application.objects.undecided().signed(Application.Assessment.POSITIVE)
    return signed.filter(round=round, submission__position__isnull=False).in_order()


def _serve(application: Application, result: Allocation, *, at: datetime) -> bool:
    """Award one application; tells whether the next may be tried."""
    try:
        decision = award_vouchers(application=application, at=at)
    except NotAwardable:
        return True
    except CeilingReached as reached:
        result.stopped = not reached.ahead_cents
        return False
    result.awarded.append(application)
    result.stopped = decision.kind == Decision.Kind.PARTIAL_AWARD
    return not result.stopped


def _turn_away(round: Round, result: Allocation, *, at: datetime) -> None:
    """Everybody behind the last euro goes on the waiting list, or is rejected where there is none."""
    for application in _queue(round):
        if not round.waiting_list:
            reject_application(application=application, at=at)
            result.rejected.append(application)
        elif _put_on_waiting_list(application, at=at):
            result.waiting_listed.append(application)


@transaction.atomic
def _put_on_waiting_list(application: Application, *, at: datetime) -> bool:
    """Tells the applicant of the new term (Awb 4:14), once."""
    complete = Application.objects.filter(pk=application.pk, status=Application.Status.COMPLETE)
    if not complete.update(status=Application.Status.WAITING_LISTED):
        return False
    Letter.objects.create(
        organisation=application.organisation,
        application=application,
        template=Letter.Template.NEW_TERM,
        written_on=localdate(at),
    )
    record("application.waiting_listed", application, by=None, at=at)
    return True


def _end_waiting_list(round: Round, *, at: datetime) -> list[Application]:
    """Released money lapses from now on, so nobody on the waiting list can be served any more."""
    waiting = list(Application.objects.filter(round=round, status=Application.Status.WAITING_LISTED))
    for application in waiting:
        reject_application(application=application, at=at)
    return waiting


@transaction.atomic
def _finish(run: AllocationRun, round: Round, *, at: datetime) -> None:
    served = Submission.objects.filter(round=round, application__status__in=Application.GRANTED)
    AllocationRun.objects.filter(pk=run.pk).update(
        finished_at=at, cut_off=served.aggregate(last=Max("position"))["last"]
    )
    waiting = Application.objects.filter(
        round=round, status__in=[Application.Status.SUBMITTED, *Application.UNDECIDED]
    )
    closed = Round.objects.filter(pk=round.pk, status=Round.Status.CLOSED)
    if not waiting.exists() and closed.update(status=Round.Status.ALLOCATED):
        record("round.allocated", round, by=None, at=at)
