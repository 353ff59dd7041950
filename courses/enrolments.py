"""Enrolment (inschrijving): one person takes one place in a run."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from audit.recording import record
from courses.models import Audience, CourseRequirement, CourseRun, Enrolment, LearningEvent
from courses.progress import locked, record_event
from courses.runs import current_price, places_left

Status = Enrolment.Status


class NotEnrollable(Exception):
    """This person cannot join this run now; the message may be shown."""


class NotWithdrawable(Exception):
    """This enrolment cannot be ended; the message may be shown."""


@transaction.atomic
def enrol(
    *,
    learner: User,
    run: CourseRun,
    by: User | None,
    at: datetime,
    employment: Membership | None = None,
    reserved_until: datetime | None = None,
) -> Enrolment:
    """Take a place in a run: active at once, or reserved until a moment when that is given.

    The row of the run is locked, so the last place goes to one person. Raises NotEnrollable.
    """
    run = CourseRun.objects.select_for_update(of=("self",)).select_related("edition__course").get(pk=run.pk)
    if message := _refusal(learner, run, employment, at, reserved=reserved_until is not None):
        raise NotEnrollable(message)
    enrolment = _insert(
        learner=learner,
        run=run,
        course_key=run.edition.course_key,
        language=run.language,
        employment=employment,
        status=Status.RESERVED if reserved_until else Status.ACTIVE,
        enrolled_at=at,
        reserved_until=reserved_until,
    )
    record("enrolment.created", enrolment, by=by, at=at, run=run.uid, status=enrolment.status)
    if enrolment.status == Status.ACTIVE:
        _start(enrolment, at)
    return enrolment


def _insert(**fields: Any) -> Enrolment:
    """The lock is on the run; joining two runs of one course at the same moment meets the constraint."""
    try:
        with transaction.atomic():
            return Enrolment.objects.create(**fields)
    except IntegrityError as error:
        raise NotEnrollable(_("Je volgt deze cursus al.")) from error


def _refusal(
    learner: User, run: CourseRun, employment: Membership | None, at: datetime, *, reserved: bool
) -> str:
    on = localdate(at)
    return (
        _closed(run, on)
        or _not_theirs(learner, run, employment, on)
        or _already_in(learner, run)
        or _unprepared(learner, run)
        or _full(run)
        or ("" if reserved else _unpaid(run, at))
    )


def _closed(run: CourseRun, on: date) -> str:
    if run.status == CourseRun.Status.OPEN and run.enrol_from and on < run.enrol_from:
        return _("Inschrijven kan vanaf %(date)s.") % {"date": date_format(run.enrol_from, "j F")}
    too_late = run.enrol_until and on > run.enrol_until
    if run.status != CourseRun.Status.OPEN or run.edition.status != "ACTIVE" or too_late:
        return _("De inschrijving is gesloten.")
    return ""


def _not_theirs(learner: User, run: CourseRun, employment: Membership | None, on: date) -> str:
    if run.edition.course.audience == Audience.PUPILS:
        return _("Deze lessen zijn open: je hoeft je niet in te schrijven.")
    current = Membership.objects.of(learner).current(on)
    if employment and not current.filter(pk=employment.pk).exists():
        return _("Je bent niet (meer) verbonden aan deze werkgever.")
    if run.organisation and not current.filter(organisation=run.organisation).exists():
        return _("Deze uitvoering is voor medewerkers van %(name)s.") % {"name": run.organisation.name}
    return ""


def _already_in(learner: User, run: CourseRun) -> str:
    current = Enrolment.objects.of(learner).current().filter(course_key=run.edition.course_key)
    return _("Je volgt deze cursus al.") if current.exists() else ""


def _unprepared(learner: User, run: CourseRun) -> str:
    required = CourseRequirement.objects.filter(
        page=run.edition.course, kind=CourseRequirement.Kind.REQUIRED
    ).select_related("course")
    done = set(
        Enrolment.objects.of(learner).filter(status=Status.COMPLETED).values_list("course_key", flat=True)
    )
    for requirement in required:
        if requirement.course.course_key not in done:
            return _("Rond eerst ‘%(title)s’ af.") % {"title": requirement.course.title}
    return ""


def _full(run: CourseRun) -> str:
    return _("Deze uitvoering is vol.") if places_left(run=run) == 0 else ""


def _unpaid(run: CourseRun, at: datetime) -> str:
    """A place that costs money is held until somebody has paid for it."""
    price = current_price(run=run, at=at)
    return _("Voor deze uitvoering moet eerst worden betaald.") if price and price.price_cents else ""


@transaction.atomic
def confirm_enrolment(*, enrolment: Enrolment, at: datetime) -> Enrolment:
    """Make a reservation active, once it is paid for or granted; twice is once. Raises NotEnrollable."""
    enrolment = locked(enrolment)
    if enrolment.status in {Status.ACTIVE, Status.COMPLETED}:
        return enrolment
    if enrolment.status != Status.RESERVED:
        raise NotEnrollable(_("Deze reservering is verlopen of beëindigd."))
    enrolment.status, enrolment.reserved_until = Status.ACTIVE, None
    enrolment.save(update_fields=["status", "reserved_until"])
    record("enrolment.confirmed", enrolment, by=None, at=at)
    _start(enrolment, at)
    return enrolment


@transaction.atomic
def withdraw(
    *, enrolment: Enrolment, by: User | None, at: datetime, reason: str = Enrolment.EndReason.WITHDRAWN
) -> Enrolment:
    """End an enrolment and free its place; what was learned stays on record. Twice is once.

    Raises NotWithdrawable after completion.
    """
    enrolment = locked(enrolment)
    if enrolment.status == Status.ENDED:
        return enrolment
    if enrolment.status == Status.COMPLETED:
        raise NotWithdrawable(_("Je hebt deze cursus al afgerond; uitschrijven kan niet meer."))
    enrolment.status, enrolment.ended_at, enrolment.end_reason = Status.ENDED, at, reason
    enrolment.save(update_fields=["status", "ended_at", "end_reason"])
    record("enrolment.ended", enrolment, by=by, at=at, reason=reason)
    return enrolment


@transaction.atomic
def end_lapsed_reservation(*, enrolment: Enrolment, at: datetime) -> Enrolment:
    """Free the place of a reservation whose time is over; one that was confirmed meanwhile stays."""
    enrolment = locked(enrolment)
    if enrolment.status == Status.RESERVED and enrolment.reserved_until and enrolment.reserved_until < at:
        return withdraw(enrolment=enrolment, by=None, at=at, reason=Enrolment.EndReason.RESERVATION_LAPSED)
    return enrolment


def _start(enrolment: Enrolment, at: datetime) -> None:
    record_event(
        enrolment=enrolment, kind=LearningEvent.Kind.ENROLLED, at=at, actor_kind=LearningEvent.Actor.SYSTEM
    )
