"""Runs (uitvoering): an edition that people can join, with its dates, places and price."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Hub, Organisation, User
from audit.recording import record
from courses import places
from courses.catalogue import refresh_entry
from courses.models import CourseEdition, CourseRun, Form, RunPrice


class NotOpenable(Exception):
    """This run cannot be opened; the message may be shown."""


@dataclass(frozen=True, kw_only=True)
class RunPlan:
    """What is offered: when, where, for whom and for how many. Price in whole cents without VAT."""

    mode: str = CourseRun.Mode.SELF_PACED
    form: str = Form.SELF_STUDY
    language: str = "nl"
    starts_on: date | None = None
    ends_on: date | None = None
    enrol_from: date | None = None
    enrol_until: date | None = None
    capacity: int | None = None
    vat_bp: int = 0
    vat_basis: str = ""
    hub: Hub | None = None
    place: str = ""
    organisation: Organisation | None = None
    voucher_eligible: bool = False


@transaction.atomic
def open_run(
    *,
    edition: CourseEdition,
    provider: Organisation,
    code: str,
    by: User | None,
    at: datetime,
    price_cents: int = 0,
    **plan: Any,
) -> CourseRun:
    """Open a run of a frozen or active edition; `plan` holds the fields of RunPlan.

    The price is in whole cents without VAT. Raises NotOpenable.
    """
    wanted = RunPlan(**plan)
    edition = CourseEdition.objects.select_for_update().get(pk=edition.pk)
    if message := _refusal(edition, code, wanted):
        raise NotOpenable(message)
    run = CourseRun.objects.create(
        edition=edition, provider=provider, code=code, status=CourseRun.Status.OPEN, **vars(wanted)
    )
    RunPrice.objects.create(run=run, price_cents=price_cents, from_at=at, by=by)
    refresh_entry(course_key=edition.course_key, at=at)
    record("run.opened", run, by=by, at=at, edition=edition.uid, price_cents=price_cents)
    return run


def _refusal(edition: CourseEdition, code: str, plan: RunPlan) -> str:
    if edition.status not in {CourseEdition.Status.FROZEN, CourseEdition.Status.ACTIVE}:
        return _("Van deze editie kan geen uitvoering worden geopend.")
    if plan.language not in edition.languages:
        return _("Deze editie is er niet in deze taal.")
    if CourseRun.objects.filter(code=code).exists():
        return _("Er is al een uitvoering met code ‘%(code)s’.") % {"code": code}
    if plan.mode == CourseRun.Mode.COHORT and not (plan.starts_on and plan.ends_on):
        return _("Een vaste groep heeft een begin- en een einddatum.")
    if plan.starts_on and plan.ends_on and plan.ends_on < plan.starts_on:
        return _("De einddatum ligt voor de begindatum.")
    return ""


@transaction.atomic
def set_price(*, run: CourseRun, price_cents: int, by: User | None, at: datetime) -> RunPrice:
    """Give a run another price, in whole cents without VAT; the earlier prices stay as evidence."""
    run = CourseRun.objects.select_for_update().select_related("edition").get(pk=run.pk)
    price = RunPrice.objects.create(run=run, price_cents=price_cents, from_at=at, by=by)
    refresh_entry(course_key=run.edition.course_key, at=at)
    record("run.priced", run, by=by, at=at, price_cents=price_cents)
    return price


def current_price(*, run: CourseRun, at: datetime) -> RunPrice | None:
    """The price in force at that moment, in whole cents without VAT."""
    return RunPrice.objects.filter(run=run, from_at__lte=at).order_by("-from_at", "-pk").first()


@transaction.atomic
def allow_vouchers(*, run: CourseRun, by: User | None, at: datetime) -> CourseRun:
    """Let vouchers pay for this run; a decision of the programme office."""
    run = CourseRun.objects.select_for_update().select_related("edition").get(pk=run.pk)
    if not run.voucher_eligible:
        run.voucher_eligible = True
        run.save(update_fields=["voucher_eligible"])
        refresh_entry(course_key=run.edition.course_key, at=at)
        record("run.vouchers_allowed", run, by=by, at=at)
    return run


@transaction.atomic
def close_run(*, run: CourseRun, by: User | None, at: datetime) -> CourseRun:
    """Take no more enrolments; those who are in, go on."""
    run = CourseRun.objects.select_for_update().select_related("edition").get(pk=run.pk)
    if run.status == CourseRun.Status.OPEN:
        run.status = CourseRun.Status.CLOSED
        run.save(update_fields=["status"])
        refresh_entry(course_key=run.edition.course_key, at=at)
        record("run.closed", run, by=by, at=at)
    return run


def places_left(*, run: CourseRun) -> int | None:
    """How many places are free; empty when there is no limit. Under the lock of the run it is exact."""
    taken = run.enrolments.holding_a_place().count() if run.capacity is not None else 0
    return places.left(capacity=run.capacity, taken=taken)
