"""Editions (vastleggen): from draft to frozen to active; four eyes, and a copy that cannot move."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from pydantic import ValidationError

from accounts.models import User
from audit.recording import record
from courses.catalogue import refresh_entry
from courses.freezing import copy_into, faults, gather
from courses.models import CourseEdition, CoursePage, CourseRun, Criterion, ProviderPage
from courses.rules import CompletionRules
from courses.runs import open_run

Status = CourseEdition.Status
DAYS_TO_FINISH = 180


class NotDraftable(Exception):
    """No new edition can be started; the message may be shown."""


class NotActivatable(Exception):
    """The edition cannot become the active one; the message may be shown."""


class NotFreezable(Exception):
    """The edition cannot be frozen; `faults` says everything that stands in the way."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(" ".join(faults))


@transaction.atomic
def draft_edition(
    *, course: CoursePage, by: User, at: datetime, rules: dict | None = None, changelog: str = ""
) -> CourseEdition:
    """Start the next edition of a course. Raises NotDraftable while another draft is open."""
    course = CoursePage.objects.select_for_update(of=("self",)).get(pk=course.pk)
    editions = CourseEdition.objects.of_course(course.course_key)
    if editions.filter(status__in=[Status.DRAFT, Status.REQUESTED]).exists():
        raise NotDraftable(_("Er is al een editie van deze cursus in voorbereiding."))
    language = course.locale.language_code
    edition = CourseEdition.objects.create(
        course=course,
        course_key=course.course_key,
        number=(editions.aggregate(last=Max("number"))["last"] or 0) + 1,
        rules=rules or {},
        languages=[language],
        source_language=language,
        changelog=changelog,
    )
    record("edition.drafted", edition, by=by, at=at, number=edition.number)
    return edition


@transaction.atomic
def request_freeze(*, edition: CourseEdition, by: User, at: datetime) -> CourseEdition:
    """Ask somebody else to freeze the edition. Raises NotFreezable with every fault of the content."""
    edition = _locked(edition)
    if edition.status != Status.DRAFT:
        raise NotFreezable([_("Deze editie is geen concept meer.")])
    _check_content(edition)
    edition.status, edition.requested_at, edition.requested_by = Status.REQUESTED, at, by
    edition.save(update_fields=["status", "requested_at", "requested_by"])
    record("edition.requested", edition, by=by, at=at)
    return edition


@transaction.atomic
def freeze_edition(*, edition: CourseEdition, by: User, at: datetime) -> CourseEdition:
    """Copy the course into the edition, with its keys and one hash over all: all of it, or NotFreezable.

    Needs another person than the one who asked (four eyes).
    """
    edition = _locked(edition)
    if edition.status != Status.REQUESTED:
        raise NotFreezable([_("Voor deze editie is het vastzetten niet aangevraagd.")])
    if edition.requested_by_id == by.pk:
        raise NotFreezable([_("Iemand anders dan de aanvrager moet deze editie vastzetten.")])
    source, rules = _check_content(edition)
    edition.rules, edition.rules_sha256 = rules.model_dump(mode="json"), rules.sha256
    edition.manifest_sha256 = copy_into(edition, source, rules)
    edition.status, edition.frozen_at, edition.frozen_by = Status.FROZEN, at, by
    edition.save()
    record("edition.frozen", edition, by=by, at=at, manifest_sha256=edition.manifest_sha256)
    return edition


@transaction.atomic
def activate_edition(*, edition: CourseEdition, by: User, at: datetime) -> CourseEdition:
    """Make this the edition that new learners follow, and open its permanent run at one's own pace.

    The edition before it goes on for those who are under way. Raises NotActivatable unless frozen.
    """
    edition = _locked(edition)
    if edition.status != Status.FROZEN:
        raise NotActivatable(_("Alleen een vastgezette editie kan actief worden."))
    for former in CourseEdition.objects.select_for_update().of_course(edition.course_key).active():
        _retire(former, by=by, at=at)
    edition.status, edition.activated_at = Status.ACTIVE, at
    edition.save(update_fields=["status", "activated_at"])
    record("edition.activated", edition, by=by, at=at)
    if not edition.lessons.filter(criterion=Criterion.ATTENDED).exists():
        _open_permanent_run(edition, by=by, at=at)
    refresh_entry(course_key=edition.course_key, at=at)
    return edition


def _locked(edition: CourseEdition) -> CourseEdition:
    return CourseEdition.objects.select_for_update(of=("self",)).select_related("course").get(pk=edition.pk)


def _check_content(edition: CourseEdition):
    source = gather(edition.course)
    try:
        rules = CompletionRules(**edition.rules)
    except ValidationError as error:
        raise NotFreezable([_("De slagingsregel van deze editie is ongeldig.")]) from error
    if found := faults(source, rules):
        raise NotFreezable(found)
    return source, rules


def _retire(edition: CourseEdition, *, by: User, at: datetime) -> None:
    """Learners get half a year, and never less than until the end of the last run."""
    on = localdate(at) + timedelta(days=DAYS_TO_FINISH)
    last = edition.runs.aggregate(last=Max("ends_on"))["last"]
    edition.status, edition.retires_on = Status.RETIRING, max(on, last or on)
    edition.save(update_fields=["status", "retires_on"])
    record("edition.retired", edition, by=by, at=at, retires_on=edition.retires_on)


def _open_permanent_run(edition: CourseEdition, *, by: User, at: datetime) -> CourseRun:
    provider = ProviderPage.objects.ancestor_of(edition.course).select_related("organisation").get()
    return open_run(
        edition=edition,
        provider=provider.organisation,
        code=f"{edition.course.slug}-{edition.number}",
        by=by,
        at=at,
        language=edition.source_language,
    )
