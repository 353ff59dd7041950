"""People at the doors, and one company with a file, a voucher and a redemption of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Organisation, User
from courses.models import CourseRun
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.vouchers import (
    make_application,
    make_award,
    make_open_round,
    make_redemption,
    make_run,
    registered_company,
)
from vouchers.models import Application, Letter, Redemption, Round, Voucher


@pytest.fixture
def now():
    """The doors read the real clock."""
    return datetime.now(UTC)


@pytest.fixture
def clock():
    """The queries that reading the clock takes: the desk's database has none of its own."""
    return 1 if connection.vendor == "postgresql" else 0


@pytest.fixture
def sign_in():
    """A browser in which somebody is signed in."""

    def enter(user):
        client = Client()
        client.force_login(user)
        return client

    return enter


@dataclass
class Company:
    """An employer with one manager, a draft in a second round, two vouchers, and one of these in use."""

    organisation: Organisation
    manager: User
    application: Application
    draft: Application
    letter: Letter
    voucher: Voucher
    redemption: Redemption

    @property
    def slug(self):
        return self.organisation.slug


@pytest.fixture
def rounds(now):
    return make_open_round(at=now), make_open_round(at=now)


@pytest.fixture
def make_company(rounds, now):
    def make(*, run=None):
        organisation = registered_company()
        manager = MembershipFactory(organisation=organisation, manager=True).user
        decision = make_award(round=rounds[0], units=2, organisation=organisation, at=now)
        used, free = decision.vouchers.order_by("pk")
        return Company(
            organisation=organisation,
            manager=manager,
            application=decision.application,
            draft=make_application(round=rounds[1], organisation=organisation, at=now, upto="draft"),
            letter=Letter.objects.filter(decision=decision).get(),
            voucher=free,
            redemption=make_redemption(voucher=used, run=run or make_run(at=now), at=now),
        )

    return make


@pytest.fixture
def company(make_company):
    return make_company()


@pytest.fixture
def client_of_manager(company, sign_in):
    return sign_in(company.manager)


@pytest.fixture
def open_round(rounds) -> Round:
    return rounds[0]


@pytest.fixture
def provider_staff(company):
    run = CourseRun.objects.get(pk=company.redemption.run_id)
    return MembershipFactory(organisation=run.provider, provider_staff=True).user


@pytest.fixture
def learner(db):
    return UserFactory()


@pytest.fixture
def employer(db):
    return registered_company()


@pytest.fixture
def employer_portal(employer, sign_in):
    return sign_in(MembershipFactory(organisation=employer, manager=True).user)


@pytest.fixture
def draft(employer, open_round, now):
    return make_application(round=open_round, organisation=employer, at=now, upto="draft")
