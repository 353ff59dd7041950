"""The voucher chain, from a scheme to somebody whose course is paid; all of it fictitious.

Factories make plain rows; the `make_…` functions go through the steps, as users do.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from courses.models import CourseRun
from tests.factories.accounts import MembershipFactory, OrganisationFactory, StaffRoleFactory, UserFactory
from tests.factories.courses import CourseRunFactory, RunPriceFactory
from vouchers import models
from vouchers.allocation import give_positions
from vouchers.answers import Answers
from vouchers.assessments import approve_assessment, assess_application
from vouchers.awards import award_vouchers
from vouchers.intake import save_draft, submit_application
from vouchers.participants import register_participant
from vouchers.provisioning import provision_scheme
from vouchers.redemptions import redeem_voucher
from vouchers.rounds import announce_round, draft_round, open_round

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
SCHEME = "ained-opleidingsvoucher"
# Numbers that the offline register knows as active companies.
REGISTERED = [f"{number:08d}" for number in (*range(101, 157), *range(20, 22))]
_next_company = count()


class SchemeFactory(DjangoModelFactory):
    class Meta:
        model = models.Scheme
        django_get_or_create = ("code",)

    code = SCHEME
    name = "AiNed Opleidingsvoucher"
    legal_basis_text = "Regeling AiNed Opleidingsvoucher."


class RuleSetFactory(DjangoModelFactory):
    class Meta:
        model = models.RuleSet

    code = "voorbeeld"
    version = factory.Sequence(lambda n: n + 1)
    frozen_at = AT
    sha256 = "0" * 64


class RuleSetRuleFactory(DjangoModelFactory):
    """The row of one rule, with the outcomes of most rules."""

    class Meta:
        model = models.RuleSetRule

    rule_set = factory.SubFactory(RuleSetFactory)
    rule_id = "E03"
    function = factory.LazyAttribute(lambda row: f"{row.rule_id}@1")
    on_not_met = "REJECT"
    on_weak = "MANUAL"
    met_nl = "Aan deze voorwaarde is voldaan."
    reason_nl = "Aan deze voorwaarde is niet voldaan."
    article = "de voorwaarden van de ronde"


class RoundFactory(DjangoModelFactory):
    """A draft; `make_open_round` makes one that takes applications."""

    class Meta:
        model = models.Round

    scheme = factory.SubFactory(SchemeFactory)
    rule_set = factory.SubFactory(RuleSetFactory)
    number = factory.Sequence(lambda n: n + 1)
    lock_key = factory.Sequence(lambda n: n + 1)
    opens_at = AT - timedelta(days=7)
    closes_at = AT + timedelta(days=60)
    ceiling_cents = 10_000_000
    reuse_until = factory.LazyAttribute(lambda round: round.closes_at.date())


class CompanyYearFactory(DjangoModelFactory):
    class Meta:
        model = models.CompanyYear

    organisation = factory.SubFactory(OrganisationFactory)
    book_year = 2025
    awu_centi = 1_000
    turnover_cents = 100_000_000
    balance_cents = 50_000_000


class OwnershipLinkFactory(DjangoModelFactory):
    class Meta:
        model = models.OwnershipLink

    class Params:
        controlling = factory.Trait(capital_bp=10_000, votes_bp=10_000, control="MAJORITY")
        partner = factory.Trait(capital_bp=3_000, votes_bp=3_000)

    parent = factory.SubFactory(OrganisationFactory)
    child = factory.SubFactory(OrganisationFactory)
    valid_from = date(2020, 1, 1)


class AidEntryFactory(DjangoModelFactory):
    """Aid that the register knows of."""

    class Meta:
        model = models.AidEntry

    organisation = factory.SubFactory(OrganisationFactory)
    regime = "DE_MINIMIS"
    source = "REGISTER"
    amount_cents = 1_000_000
    granted_on = date(2025, 6, 1)


class ApplicationFactory(DjangoModelFactory):
    """A draft as a row; `make_application` makes one through the steps, as far as is asked."""

    class Meta:
        model = models.Application
        skip_postgeneration_save = True

    class Params:
        submitted = factory.Trait(
            status="SUBMITTED",
            number=factory.Sequence(lambda n: f"AV-2026-{n:04d}-TEST"),
            receipt=factory.RelatedFactory("tests.factories.vouchers.SubmissionFactory", "application"),
        )

    round = factory.SubFactory(RoundFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    group_key = factory.SelfAttribute("organisation.kvk_number")
    payload = factory.LazyFunction(lambda: answers().model_dump(mode="json"))
    requested_cents = factory.LazyAttribute(lambda row: row.units * row.round.voucher_cents)
    units = 1


class SubmissionFactory(DjangoModelFactory):
    class Meta:
        model = models.Submission

    application = factory.SubFactory(ApplicationFactory)
    round = factory.SelfAttribute("application.round")
    idempotency_key = factory.LazyFunction(lambda: uuid4().hex)
    received_at = AT
    receipt_no = factory.Sequence(lambda n: f"ONT-2026-{n:04d}-TEST")
    payload_sha256 = "0" * 64


def answers(**other):
    """The answers of a small company without other aid."""
    facts = {
        "book_year": 2025,
        "awu_centi": 1_200,
        "turnover_cents": 150_000_000,
        "balance_cents": 60_000_000,
    }
    return Answers(**facts | other)


def registered_company(**facts):
    """A company that the offline register knows as active; another one each time, as long as there are."""
    number = REGISTERED[next(_next_company) % len(REGISTERED)]
    return _organisation(kvk_number=number, **facts)


def _organisation(*, kvk_number, **facts):
    known = OrganisationFactory._meta.model.objects.filter(kvk_number=kvk_number).first()
    return known or OrganisationFactory(kvk_number=kvk_number, **facts)


def make_scheme(*, at=AT):
    """The AiNed scheme and its frozen rule set, as they are provisioned everywhere."""
    return provision_scheme(code=SCHEME, at=at)


def make_open_round(*, at=AT, **terms):
    """An open round of the AiNed scheme, one week old, with 100,000 euros unless told otherwise."""
    scheme, rule_set = make_scheme(at=at)
    facts = {
        "opens_at": at - timedelta(days=7),
        "closes_at": at + timedelta(days=60),
        "ceiling_cents": 10_000_000,
    }
    round = draft_round(scheme=scheme, rule_set=rule_set, by=None, at=at - timedelta(days=8), **facts | terms)
    announce_round(round=round, by=None, at=at - timedelta(days=8))
    return open_round(round=round, at=max(at - timedelta(days=7), round.opens_at))


def make_application(*, round, organisation=None, units=1, at=AT, upto="signed", **given):
    """An application through the steps, up to: draft, submitted, assessed, signed (positive, with a position)."""
    organisation = organisation or registered_company()
    manager = UserFactory()
    application = save_draft(
        round=round, organisation=organisation, units=units, answers=answers(**given), by=manager, at=at
    )
    if upto != "draft":
        submit(application, by=manager, at=at)
    if upto in ("assessed", "signed"):
        assess_application(application=application, at=at)
    if upto == "signed":
        sign(application, at=at)
    application.refresh_from_db()
    return application


def submit(application, *, by=None, at=AT, key=None):
    """Hand in an application with all declarations."""
    return submit_application(
        application=application,
        declarations=set(models.Declaration.Kind),
        idempotency_key=key or uuid4().hex,
        by=by or UserFactory(),
        at=at,
    )


def sign(application, *, verdict="POSITIVE", by=None, at=AT):
    """An officer's signature, and a place in the order."""
    officer = by or StaffRoleFactory().user
    approve_assessment(application=application, verdict=verdict, by=officer, at=at)
    give_positions(round=application.round, at=at)
    application.refresh_from_db()
    return application


def make_award(*, round=None, units=1, organisation=None, at=AT, **given):
    """An award with its vouchers."""
    round = round or make_open_round(at=at)
    application = make_application(round=round, organisation=organisation, units=units, at=at, **given)
    return award_vouchers(application=application, at=at)


def make_voucher(*, at=AT, **given):
    """One active voucher of an award."""
    return make_award(at=at, **given).vouchers.get()


def make_run(*, price_cents=145_600, at=AT, **facts):
    """An open run for which vouchers may be used, at 1,456 euros unless told otherwise."""
    run = CourseRunFactory(voucher_eligible=True, **facts)
    RunPriceFactory(run=run, price_cents=price_cents, from_at=at - timedelta(days=30))
    return CourseRun.objects.get(pk=run.pk)


def make_participant(*, employer, at=AT, name="Sanne Voorbeeld (fictief)", born_on=date(1990, 4, 1)):
    """An employee, known as a participant."""
    user = MembershipFactory(organisation=employer).user
    return register_participant(
        employer=employer, user=user, name=name, work_email=user.email, born_on=born_on, by=user, at=at
    )


def make_redemption(*, voucher=None, run=None, participant=None, at=AT, **given):
    """A voucher in use, waiting for the own contribution."""
    voucher = voucher or make_voucher(at=at)
    participant = participant or make_participant(employer=voucher.organisation, at=at)
    return redeem_voucher(
        voucher=voucher, run=run or make_run(at=at), participant=participant, by=UserFactory(), at=at, **given
    )
