import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.urls import reverse

from payments.models import Payment
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.vouchers import make_award, make_open_round, registered_company, submit
from vouchers.models import Application, Voucher
from vouchers.redemptions import commit_redemption

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"vouchers:{name}", args=args)


def test_organisations_goes_straight_to_the_only_one(company, client_of_manager):
    assert client_of_manager.get(url("organisations")).url == url("organisation", company.slug)


def test_organisations_offers_a_choice_of_own_ones_alone(company, client_of_manager):
    second = MembershipFactory(user=company.manager, role="FINANCE").organisation
    foreign = OrganisationFactory()

    page = client_of_manager.get(url("organisations"))

    assert set(page.context["organisations"]) == {company.organisation, second}
    assert foreign.name not in page.content.decode()


def test_organisations_tells_somebody_without_one_what_to_do(learner, sign_in):
    assert "U beheert nog geen organisatie" in sign_in(learner).get(url("organisations")).content.decode()


def test_a_membership_that_ended_opens_nothing(company, client_of_manager, now):
    company.manager.memberships.update(until=now.date())

    assert client_of_manager.get(url("organisation", company.slug)).status_code == 404


def test_organisation_shows_first_what_needs_attention(company, client_of_manager, rounds, now):
    Voucher.objects.filter(pk=company.voucher.pk).update(expires_at=now + timedelta(days=10))
    third = make_open_round(at=now)

    page = client_of_manager.get(url("organisation", company.slug))

    assert [item.action for item in page.context["attention"]] == [
        "Betalen",
        "Ga verder met de aanvraag",
        "Bekijk de vouchers",
        "Vouchers aanvragen",
    ]
    assert str(third) in page.context["attention"][-1].title
    assert page.context["counts"] == {"ACTIVE": 1, "IN_USE": 1, "USED": 0}


def test_organisation_shows_payments_with_what_they_are_for(company, client_of_manager, now):
    payment = Payment.objects.create(
        subject=company.redemption.subject,
        attempt=1,
        payer=company.organisation,
        amount_cents=101_200,
        refunded_cents=1_200,
        request={},
        idempotency_key="k",
        status="SUCCEEDED",
        opened_at=now,
        expires_at=now,
        paid_at=now,
        next_at=now,
    )
    commit_redemption(redemption=company.redemption, payment=payment, at=now)

    page = client_of_manager.get(url("organisation", company.slug))

    assert page.context["payments"] == [(payment, company.redemption)]
    assert "€\u00a012 terugbetaald" in page.content.decode()


def test_organisation_without_anything_points_the_way(sign_in):
    member = MembershipFactory(manager=True)

    page = sign_in(member.user).get(url("organisation", member.organisation.slug)).content.decode()

    assert "Er is niets dat op u wacht" in page
    assert "U hebt nog niets aangevraagd" in page


def test_organisation_takes_a_fixed_number_of_queries(
    sign_in, open_round, now, clock, django_assert_num_queries
):
    employer = registered_company()
    portal = sign_in(MembershipFactory(organisation=employer, manager=True).user)
    make_award(round=open_round, organisation=employer, units=1, at=now)
    with django_assert_num_queries(12 + clock):
        portal.get(url("organisation", employer.slug))
    make_award(round=make_open_round(at=now), organisation=employer, units=2, at=now)
    with django_assert_num_queries(12 + clock):
        portal.get(url("organisation", employer.slug))


def test_own_vouchers_shows_who_uses_what(company, client_of_manager):
    page = client_of_manager.get(url("own_vouchers", company.slug)).content.decode()

    assert company.redemption.participant.name in page
    assert url("redeem", company.slug, company.voucher.uid) in page
    assert url("redemption", company.slug, company.redemption.uid) in page


def test_own_vouchers_exports_what_it_shows(company, client_of_manager):
    text = client_of_manager.get(url("own_vouchers", company.slug) + "?export=csv").getvalue().decode()

    rows = {row["Voucher"]: row["Medewerker"] for row in csv.DictReader(StringIO(text))}
    assert rows == {
        company.redemption.voucher.number: company.redemption.participant.name,
        company.voucher.number: "–",
    }


def test_own_vouchers_holds_no_foreign_voucher(company, make_company, client_of_manager):
    foreign = make_company()

    page = client_of_manager.get(url("own_vouchers", company.slug)).content.decode()

    assert company.voucher.number in page
    assert foreign.voucher.number not in page


def test_people_shows_members_and_who_has_a_voucher(company, client_of_manager):
    page = client_of_manager.get(url("people", company.slug))

    assert {(member.user, has_voucher) for member, has_voucher in page.context["members"]} == {
        (company.manager, False),
        (company.redemption.participant.user, True),
    }


def test_people_leaves_former_members_out(company, client_of_manager, now):
    MembershipFactory(organisation=company.organisation, until=now.date())

    assert len(client_of_manager.get(url("people", company.slug)).context["members"]) == 2


def test_own_application_shows_decision_findings_and_letters(company, client_of_manager):
    page = client_of_manager.get(url("own_application", company.slug, company.application.uid))

    assert [finding.rule_id for finding in page.context["findings"]] == [
        "E03",
        "E04",
        "E08",
        "E09",
        "E15",
        "E22",
        "E35",
    ]
    assert company.application.decisions.get().number in page.content.decode()
    assert "wordt gemaakt" in page.content.decode()


def test_own_letter_is_a_word_file_once_it_is_written(company, client_of_manager):
    address = url("own_letter", company.slug, company.application.uid, company.letter.uid)
    before = client_of_manager.get(address).status_code
    company.letter.document.save("brief.docx", BytesIO(b"brief"))

    after = client_of_manager.get(address)

    assert (before, after.getvalue()) == (404, b"brief")
    assert after["Content-Disposition"].startswith('attachment; filename="Verlening')


def test_withdraw_asks_first_and_then_does_it(client_of_manager, company, open_round, now):
    submitted = _submitted(company, now)
    address = url("withdraw", company.slug, submitted.uid)

    asked = client_of_manager.get(address)
    submitted.refresh_from_db()
    before = submitted.status
    done = client_of_manager.post(address, follow=True)
    submitted.refresh_from_db()

    assert "Wilt u deze aanvraag intrekken?" in asked.content.decode()
    assert (before, submitted.status) == (Application.Status.SUBMITTED, Application.Status.WITHDRAWN)
    assert "Uw aanvraag is ingetrokken" in done.content.decode()


def test_withdraw_after_the_decision_is_refused_in_words(client_of_manager, company):
    page = client_of_manager.post(url("withdraw", company.slug, company.application.uid), follow=True)

    assert "Op deze aanvraag is al beslist" in page.content.decode()


def _submitted(company, now):
    submit(company.draft, by=company.manager, at=now)
    company.draft.refresh_from_db()
    return company.draft


def test_people_does_not_tell_the_name_of_who_did_not_confirm(company, client_of_manager):
    MembershipFactory(
        organisation=company.organisation,
        user=UserFactory(first_name="Geheim", email="g@example.org"),
        confirmed_at=None,
    )

    page = client_of_manager.get(url("people", company.slug)).content.decode()

    assert "g@example.org" in page
    assert "Geheim" not in page
