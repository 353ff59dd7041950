from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Membership, User
from payments.models import Payment
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.vouchers import make_run
from vouchers.models import Redemption, Voucher
from vouchers.releases import cancel_redemption

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


def test_redeem_offers_only_runs_for_which_the_voucher_counts(company, client_of_manager, run, now):
    in_time = make_run(
        at=now, mode="COHORT", starts_on=company.voucher.start_by, ends_on=company.voucher.start_by
    )
    day = company.voucher.start_by + timedelta(days=1)
    make_run(at=now, mode="COHORT", starts_on=day, ends_on=day)
    make_run(at=now, organisation=company.organisation)

    page = client_of_manager.get(url("redeem", company, company.voucher.uid))

    offered = set(page.context["form"].fields["run"].queryset)
    assert offered == {company.redemption.run, run, in_time}


def test_redeem_says_how_many_places_are_left(company, client_of_manager, now):
    make_run(at=now, capacity=12)

    assert (
        "nog 12 plaatsen"
        in client_of_manager.get(url("redeem", company, company.voucher.uid)).content.decode()
    )


def test_redeem_without_any_run_says_where_to_look(company, client_of_manager):
    run = company.redemption.run
    run.voucher_eligible = False
    run.save(update_fields=["voucher_eligible"])

    page = client_of_manager.get(url("redeem", company, company.voucher.uid)).content.decode()

    assert "Er is nu geen opleiding voor deze voucher" in page


def test_redeem_first_shows_who_pays_what(company, client_of_manager, given):
    page = redeem(client_of_manager, company, given)

    split = page.context["split"]
    assert (split.price_cents, split.vat_cents, split.subsidy_cents, split.own_cents) == (
        145_600,
        30_576,
        44_400,
        131_776,
    )
    assert Redemption.objects.filter(voucher=company.voucher).count() == 0


def test_redeem_counts_vat_that_cannot_be_recovered(company, client_of_manager, given, now):
    cheap = make_run(at=now, price_cents=100_000, vat_bp=2100)

    page = redeem(client_of_manager, company, given, run=str(cheap.uid), vat_recoverable="no")

    assert page.context["split"].subsidy_cents == 36_905


def test_redeem_confirmed_leads_to_the_payment_page(company, client_of_manager, given, employee, stripe_peer):
    answer = redeem(client_of_manager, company, given, confirm="1")

    redemption = of_voucher(company)
    payment = Payment.objects.about(redemption.subject).get()
    assert (redemption.participant.user, redemption.status) == (employee, "AWAITING_PAYMENT")
    assert answer.url == payment.checkout_url


def test_redeem_confirmed_twice_is_once(company, client_of_manager, given, stripe_peer):
    redeem(client_of_manager, company, given, confirm="1")

    again = redeem(client_of_manager, company, given, confirm="1")

    assert again.url == url("redemption", company, of_voucher(company).uid)
    assert Payment.objects.count() == 1


def test_redeem_for_somebody_new_makes_an_account_that_cannot_sign_in_yet(
    company, client_of_manager, given, stripe_peer
):
    new = {"employee": "new", "name": "Nieuwe Medewerker", "email": "nieuw@example.org"}

    redeem(client_of_manager, company, given | new, confirm="1")

    user = User.objects.get(email="nieuw@example.org")
    assert (user.name, user.has_usable_password()) == ("Nieuwe Medewerker", False)
    assert of_voucher(company).participant.user == user


def test_redeem_tells_nothing_about_an_account_that_did_not_confirm(
    company, client_of_manager, given, stripe_peer, now
):
    person = UserFactory(first_name="Geheim", email="g@example.org")
    new = given | {"employee": "new", "name": "Gé", "email": person.email}
    pages = [redeem(client_of_manager, company, new)]

    redeem(client_of_manager, company, new, confirm="1")
    row = of_voucher(company)
    pages.append(client_of_manager.get(url("redemption", company, row.uid)))
    cancel_redemption(redemption=row, by=company.manager, at=now)
    again = given | {"employee": str(person.uid)}
    pages.append(client_of_manager.get(url("redeem", company, company.voucher.uid)))
    pages.append(redeem(client_of_manager, company, again))
    redeem(client_of_manager, company, again, confirm="1")

    later = company.voucher.redemptions.live().get()
    assert (row.participant.name, later.participant) == ("Gé", row.participant)
    assert not any("Geheim" in page.content.decode() for page in pages)
    assert "g@example.org" in pages[-1].content.decode()


def test_redeem_for_who_did_not_confirm_and_has_no_voucher_uses_the_address(
    company, client_of_manager, given, stripe_peer
):
    member = MembershipFactory(organisation=company.organisation, confirmed_at=None)

    redeem(client_of_manager, company, given, employee=str(member.user.uid), confirm="1")

    assert of_voucher(company).participant.name == member.user.email


def test_redeem_that_is_refused_enlists_nobody(company, client_of_manager, given, now):
    Voucher.objects.filter(pk=company.voucher.pk).update(expires_at=now)
    new = {"employee": "new", "name": "Nieuwe Medewerker", "email": "nieuw@example.org"}

    page = redeem(client_of_manager, company, given | new, confirm="1").content.decode()

    assert "verlopen" in page
    assert not User.objects.filter(email="nieuw@example.org").exists()
    assert not Membership.objects.filter(confirmed_at=None).exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"employee": "new"}, "Vul de naam van de medewerker in."),
        (
            {"employee": "new", "name": "Zus\u202e", "email": "zus@example.org"},
            "Er staat een onzichtbaar teken",
        ),
        ({"employee": "new", "name": "Zus"}, "Vul het zakelijke e-mailadres van de medewerker in."),
        ({"employee": "new", "name": "Zus", "email": "geen adres"}, "geldig e-mailadres"),
        ({"born_on": "2024-01-01"}, "Controleer de geboortedatum."),
        ({"run": ""}, "Dit is een verplicht veld"),
    ],
)
def test_redeem_tells_what_is_wrong_and_keeps_the_rest(company, client_of_manager, given, wrong, sentence):
    page = redeem(client_of_manager, company, given | wrong, confirm="1").content.decode()

    assert sentence in page
    assert not Redemption.objects.filter(voucher=company.voucher).exists()


def test_redeem_can_go_back_without_losing_anything(company, client_of_manager, given):
    page = redeem(client_of_manager, company, given, change="1").content.decode()

    assert 'value="1990-04-01"' in page
    assert "Bekijk wie wat betaalt" in page


def test_redeem_of_a_free_course_is_refused_in_words(company, client_of_manager, given, now):
    free = make_run(at=now, price_cents=0)

    page = redeem(client_of_manager, company, given, run=str(free.uid)).content.decode()

    assert "een voucher is daarvoor niet nodig" in page


def test_redeem_of_an_expired_voucher_is_refused_in_words(company, client_of_manager, given, now):
    Voucher.objects.filter(pk=company.voucher.pk).update(expires_at=now)

    page = redeem(client_of_manager, company, given, confirm="1").content.decode()

    assert "verlopen" in page
    assert not Redemption.objects.filter(voucher=company.voucher).exists()


def test_redeem_while_stripe_is_away_keeps_the_place(company, client_of_manager, given, stripe_peer):
    stripe_peer.control("fault", kind="error", times=9)

    page = client_of_manager.post(
        url("redeem", company, company.voucher.uid), given | {"confirm": "1"}, follow=True
    ).content.decode()

    assert "De betaalpagina is nu niet bereikbaar" in page
    assert "Opnieuw betalen" in page
    assert of_voucher(company).status == "AWAITING_PAYMENT"
