import csv
from datetime import date
from io import StringIO

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from tests.factories.accounts import MembershipFactory
from tests.factories.vouchers import make_award, make_participant, make_redemption, registered_company
from vouchers.models import Redemption

pytestmark = pytest.mark.django_db

PORTAL = reverse("vouchers:provider")


@pytest.fixture
def portal(provider_staff, sign_in):
    return sign_in(provider_staff)


def test_provider_shows_who_comes_with_what(portal, company):
    page = portal.get(PORTAL).content.decode()

    for shown in (
        company.redemption.participant.name,
        company.organisation.name,
        "€\u00a0444",
        "€\u00a01.012",
    ):
        assert shown in page


def test_provider_shows_when_a_run_begins(portal, company, now):
    Redemption.objects.update(starts_on=date(2027, 3, 2))

    page = portal.get(PORTAL).content.decode()
    text = portal.get(f"{PORTAL}?export=csv").getvalue().decode()

    assert "2 mrt 2027" in page
    assert [row["Begint"] for row in csv.DictReader(StringIO(text))] == ["2027-03-02"]


def test_provider_shows_nothing_of_another_provider(portal, company, make_company):
    foreign = make_company()

    page = portal.get(PORTAL)

    assert [row.record for row in page.context["table"].rows] == [company.redemption]
    assert foreign.redemption in Redemption.objects.all()


def test_provider_leaves_out_what_did_not_go_through(portal, company):
    Redemption.objects.update(status="CANCELLED", hold_until=None)

    assert "Er zijn nog geen verzilveringen" in portal.get(PORTAL).content.decode()


def test_provider_can_be_filtered_and_exported(portal, company, provider_staff):
    none = portal.get(f"{PORTAL}?status=PAID")
    text = portal.get(f"{PORTAL}?q={company.redemption.voucher.number}&export=csv").getvalue().decode()

    assert none.context["count"] == 0
    assert [row["Voucher"] for row in csv.DictReader(StringIO(text))] == [company.redemption.voucher.number]
    assert AuditEvent.objects.get(action="access.exported").actor_ref == str(provider_staff.uid)


def test_provider_takes_a_fixed_number_of_queries(
    portal, company, open_round, now, django_assert_num_queries
):
    with django_assert_num_queries(8):
        portal.get(PORTAL)
    for number in range(2):
        employer = registered_company()
        decision = make_award(round=open_round, organisation=employer, at=now)
        person = make_participant(employer=employer, at=now, name=f"Deelnemer {number} (fictief)")
        make_redemption(
            voucher=decision.vouchers.get(), run=company.redemption.run, participant=person, at=now
        )
    with django_assert_num_queries(8):
        portal.get(PORTAL)


def test_somebody_of_two_providers_sees_both(portal, company, make_company, provider_staff):
    other = make_company()
    MembershipFactory(user=provider_staff, organisation=other.redemption.run.provider, provider_staff=True)

    page = portal.get(PORTAL)

    assert {row.record for row in page.context["table"].rows} == {company.redemption, other.redemption}
