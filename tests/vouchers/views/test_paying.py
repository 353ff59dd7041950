from datetime import timedelta

import pytest
from django.urls import reverse

from courses.models import Enrolment
from payments.models import Payment
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.vouchers import make_run
from vouchers.contributions import open_checkout
from vouchers.models import Redemption
from vouchers.releases import release_hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def employee(company):
    return MembershipFactory(organisation=company.organisation, user=UserFactory(first_name="Joris")).user


@pytest.fixture
def run(company, now):
    return make_run(at=now, vat_bp=2100)


@pytest.fixture
def given(run, employee):
    """What a manager fills in."""
    return {
        "run": str(run.uid),
        "employee": str(employee.uid),
        "name": "",
        "email": "",
        "born_on": "1990-04-01",
        "vat_recoverable": "yes",
    }


def url(name, company, uid):
    return reverse(f"vouchers:{name}", args=[company.slug, uid])


def redeem(portal, company, given, **other):
    return portal.post(url("redeem", company, company.voucher.uid), given | other)


def of_voucher(company):
    return Redemption.objects.get(voucher=company.voucher)


def test_redemption_asks_again_while_it_waits_and_stops_after(company, client_of_manager, stripe_peer, now):
    address = url("redemption", company, company.redemption.uid)
    open_checkout(redemption=company.redemption, return_url="http://localhost/", at=now)
    waiting = client_of_manager.get(address, headers={"HX-Request": "true"}).content.decode()
    release_hold(redemption=company.redemption, at=now + timedelta(days=2))

    after = client_of_manager.get(address, headers={"HX-Request": "true"}).content.decode()

    assert waiting.lstrip().startswith("<section")
    assert 'hx-trigger="every 3s"' in waiting
    assert "hx-trigger" not in after
    assert "Voucher opnieuw verzilveren" in after


def test_payment_return_proves_nothing_by_itself(company, client_of_manager, stripe_peer, now):
    open_checkout(redemption=company.redemption, return_url="http://localhost/", at=now)

    page = client_of_manager.get(url("payment_return", company, company.redemption.uid), follow=True)

    company.redemption.refresh_from_db()
    assert company.redemption.status == "AWAITING_PAYMENT"
    assert "Wij hebben uw betaling nog niet ontvangen" in page.content.decode()


def test_payment_return_asks_stripe_and_shows_what_is_stored(company, client_of_manager, stripe_peer, now):
    payment = open_checkout(redemption=company.redemption, return_url="http://localhost/", at=now)
    stripe_peer.control("pay", session=payment.checkout_ref)

    page = client_of_manager.get(url("payment_return", company, company.redemption.uid), follow=True)

    company.redemption.refresh_from_db()
    assert company.redemption.status == "COMMITTED"
    assert company.redemption.enrolment.status == Enrolment.Status.ACTIVE
    assert "Betaald en ingeschreven" in page.content.decode()


def test_payment_return_while_stripe_is_away_says_so(company, client_of_manager, stripe_peer, now):
    open_checkout(redemption=company.redemption, return_url="http://localhost/", at=now)
    stripe_peer.control("fault", kind="error", times=9)

    page = client_of_manager.get(url("payment_return", company, company.redemption.uid), follow=True)

    assert page.status_code == 200
    assert page.context["redemption"].status == "AWAITING_PAYMENT"


def test_pay_opens_the_same_page_again(company, client_of_manager, stripe_peer):
    address = url("pay", company, company.redemption.uid)

    first, again = client_of_manager.post(address), client_of_manager.post(address)

    assert first.url == again.url == Payment.objects.get().checkout_url


def test_pay_after_the_hold_is_refused_in_words(company, client_of_manager, stripe_peer, now):
    release_hold(redemption=company.redemption, at=now + timedelta(days=2))

    page = client_of_manager.post(url("pay", company, company.redemption.uid), follow=True).content.decode()

    assert "Verzilver de voucher opnieuw" in page


def test_cancel_says_what_comes_back_and_frees_the_voucher(company, client_of_manager, stripe_peer, now):
    payment = open_checkout(redemption=company.redemption, return_url="http://localhost/", at=now)
    stripe_peer.control("pay", session=payment.checkout_ref)
    client_of_manager.get(url("payment_return", company, company.redemption.uid))
    address = url("cancel", company, company.redemption.uid)

    asked = client_of_manager.get(address)
    done = [client_of_manager.post(address, follow=True) for _twice in range(2)]

    company.redemption.refresh_from_db()
    assert asked.context["refund_cents"] == 101_200
    assert company.redemption.status == "CANCELLED"
    assert company.redemption.voucher.status == "ACTIVE"
    assert all("De verzilvering is geannuleerd" in page.content.decode() for page in done)


@pytest.mark.parametrize(("faults", "status"), [(0, "EXPIRED"), (9, "OPEN")])
def test_cancel_while_it_waits_closes_the_payment_page_when_stripe_answers(
    company, client_of_manager, stripe_peer, now, faults, status
):
    payment = open_checkout(redemption=company.redemption, return_url="http://localhost/", at=now)
    if faults:
        stripe_peer.control("fault", kind="error", times=faults)

    page = client_of_manager.post(url("cancel", company, company.redemption.uid), follow=True)

    payment.refresh_from_db()
    assert "De verzilvering is geannuleerd" in page.content.decode()
    assert payment.status == status


def test_cancel_after_the_start_is_refused_in_words(company, client_of_manager, now):
    Redemption.objects.filter(pk=company.redemption.pk).update(starts_on=now.date())

    page = client_of_manager.post(
        url("cancel", company, company.redemption.uid), follow=True
    ).content.decode()

    assert "annuleren kan niet meer" in page
