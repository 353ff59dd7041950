"""What the rules look at: frozen, without names, and repeatable from what was stored.

The only module of this package that reads the database.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.utils.timezone import localdate
from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from accounts.models import Organisation, RegisterSnapshot
from vouchers.answers import Answers
from vouchers.eligibility.undertaking import Link
from vouchers.models import (
    AidCeiling,
    AidEntry,
    AidSector,
    Application,
    CompanyYear,
    Moment,
    OwnershipLink,
    Redemption,
    Round,
)


@dataclass(frozen=True)
class Registration:
    """What the trade register said; `active` is empty unless it was found."""

    outcome: str
    active: bool | None
    fetched_at: datetime


@dataclass(frozen=True)
class Figures:
    """The last closed book year of one company."""

    company: str
    awu_centi: int
    turnover_cents: int
    balance_cents: int


@dataclass(frozen=True)
class Aid:
    """Aid of one company; a correction is negative."""

    company: str
    amount_cents: int
    granted_on: date


@dataclass(frozen=True)
class Window:
    opens_at: datetime
    closes_at: datetime
    received_at: datetime


@dataclass(frozen=True)
class Room:
    """The ceiling, what is in use of it, and what earlier applications keep for themselves."""

    ceiling_cents: int
    in_use_cents: int
    ahead_cents: int
    partial_last: bool

    def fitting_cents(self, asked_cents: int) -> int:
        """How much of what is asked can be awarded now: all, the rest of the round, or nothing."""
        left = self.ceiling_cents - self.in_use_cents
        if asked_cents + self.ahead_cents <= left:
            return asked_cents
        return left if self.partial_last and not self.ahead_cents else 0


@dataclass(frozen=True)
class Training:
    """How a course went: by the right person on the right run, how much of it, and when it was finished."""

    completed_on: date | None
    same_person_and_run: bool
    attended_bp: int
    attendance_min_bp: int
    last_day: date


@dataclass(frozen=True)
class Facts:
    """All that one run of a rule set may look at."""

    moment: str
    on: date
    kvk_number: str
    applicant_type: str
    regime: str
    asked_cents: int
    registrations: tuple[Registration, ...] = ()
    figures: tuple[Figures, ...] = ()
    links: tuple[Link, ...] = ()
    aid: tuple[Aid, ...] = ()
    aid_ceiling_cents: int | None = None
    aid_years: int = 3
    window: Window | None = None
    room: Room | None = None
    training: Training | None = None

    @property
    def award_cents(self) -> int:
        """What would be awarded: all that is asked, or what is left for the last one."""
        return self.room.fitting_cents(self.asked_cents) if self.room else self.asked_cents


_FACTS = TypeAdapter(Facts)


def as_inputs(facts: Facts) -> dict:
    """The facts as plain data, to be stored with a run."""
    return _FACTS.dump_python(facts, mode="json")


def from_inputs(inputs: dict) -> Facts:
    """The facts of a stored run, so that it can be repeated."""
    return _FACTS.validate_python(inputs)


def gather_facts(
    application: Application,
    *,
    moment: str,
    at: datetime,
    snapshots: Iterable[RegisterSnapshot] = (),
    ahead_cents: int = 0,
) -> Facts:
    """Everything about an application that the rules may look at, as the database has it now."""
    answers = Answers.model_validate(application.payload)
    organisation = application.organisation
    on = localdate(at)
    links = gather_links(organisation, on=on)
    companies = {organisation.kvk_number} | {key for link in links for key in (link.parent, link.child)}
    return Facts(
        moment=moment,
        kvk_number=organisation.kvk_number,
        asked_cents=application.requested_cents,
        registrations=tuple(_registration(snapshot) for snapshot in snapshots),
        figures=tuple(_figures(companies)),
        links=links,
        aid=(*_declared(answers, organisation.kvk_number), *_granted(companies)),
        window=_window(application, at),
        room=_room(application.round, ahead_cents) if moment == Moment.AWARD else None,
        **_terms(application.round, answers, on),
    )


def facts_of_answers(answers: Answers, *, round: Round, units: int, on: date, kvk_number: str = "") -> Facts:
    """The facts for somebody who only asks: their answers, and the aid we granted to a number we know."""
    own = Figures("", answers.awu_centi, answers.turnover_cents, answers.balance_cents)
    return Facts(
        moment=Moment.CHECK,
        kvk_number="",
        asked_cents=units * round.voucher_cents,
        figures=(own,),
        aid=(*_declared(answers, ""), *(replace(aid, company="") for aid in _granted({kvk_number}))),
        **_terms(round, answers, on),
    )


def settlement_facts(redemption: Redemption, *, last_day: date, at: datetime) -> Facts:
    """The facts for a settlement; a completion by the rules of its edition counts as followed in full."""
    voucher = redemption.voucher
    completion = getattr(redemption.enrolment, "completion", None)
    same = redemption.enrolment.learner_id == redemption.participant.user_id
    training = Training(
        completed_on=redemption.completed_on,
        same_person_and_run=same and redemption.enrolment.run_id == redemption.run_id,
        attended_bp=10_000 if completion else 0,
        attendance_min_bp=voucher.round.attendance_min_bp,
        last_day=last_day,
    )
    return Facts(
        moment=Moment.SETTLEMENT,
        on=localdate(at),
        kvk_number=voucher.organisation.kvk_number,
        applicant_type="",
        regime=voucher.round.aid_regime,
        asked_cents=redemption.subsidy_cents,
        training=training,
    )


def gather_links(organisation: Organisation, *, on: date) -> tuple[Link, ...]:
    """Every link of the group that can be reached from an organisation, through whatever is between."""
    known: dict[int, OwnershipLink] = {}
    frontier = {organisation.pk}
    reached: set[int] = set()
    while frontier:
        reached |= frontier
        rows = OwnershipLink.objects.current(on).touching(frontier).select_related("parent", "child")
        known |= {row.pk: row for row in rows}
        frontier = {pk for row in rows for pk in (row.parent_id, row.child_id) if pk} - reached
    return tuple(_link(row) for _pk, row in sorted(known.items()))


def _link(row: OwnershipLink) -> Link:
    return Link(
        parent=row.parent_key,
        child=row.child_key,
        share_bp=max(row.capital_bp, row.votes_bp),
        control=row.control != OwnershipLink.Control.NONE,
        via_natural_person=row.via_natural_person,
        adjacent_market=row.adjacent_market,
    )


def _terms(round: Round, answers: Answers, on: date) -> dict:
    ceiling = (
        AidCeiling.objects.valid_on(on).filter(regime=round.aid_regime, sector=AidSector.GENERAL).first()
    )
    return {
        "on": on,
        "applicant_type": answers.applicant_type.value,
        "regime": round.aid_regime,
        "aid_ceiling_cents": ceiling.ceiling_cents if ceiling else None,
        "aid_years": ceiling.years if ceiling else 3,
    }


def _registration(snapshot: RegisterSnapshot) -> Registration:
    active = None
    if snapshot.outcome == RegisterSnapshot.Outcome.FOUND:
        last_day = json.loads(snapshot.payload)["active_to"]
        active = last_day is None or localdate(snapshot.fetched_at) <= date.fromisoformat(last_day)
    return Registration(snapshot.outcome, active, snapshot.fetched_at)


def _figures(companies: set[str]) -> Iterable[Figures]:
    rows = CompanyYear.objects.filter(organisation__kvk_number__in=companies).select_related("organisation")
    latest = {row.organisation_id: row for row in rows.order_by("book_year")}
    for row in sorted(latest.values(), key=lambda row: row.organisation.kvk_number):
        yield Figures(row.organisation.kvk_number, row.awu_centi, row.turnover_cents, row.balance_cents)


def _declared(answers: Answers, company: str) -> Iterable[Aid]:
    for aid in answers.aid:
        yield Aid(company, aid.amount_cents, aid.granted_on)


def _granted(companies: set[str]) -> Iterable[Aid]:
    rows = AidEntry.objects.filter(organisation__kvk_number__in=companies).order_by("pk")
    for company, cents, granted_on in rows.values_list(
        "organisation__kvk_number", "amount_cents", "granted_on"
    ):
        yield Aid(company, cents, granted_on)


def _window(application: Application, at: datetime) -> Window:
    submission = getattr(application, "submission", None)
    received_at = submission.received_at if submission else at
    return Window(application.round.opens_at, application.round.closes_at, received_at)


def _room(round: Round, ahead_cents: int) -> Room:
    budget = round.budget
    return Room(budget.ceiling_cents, budget.in_use_cents, ahead_cents, round.partial_last)
