import pytest

from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "een-lang-wachtwoord"


def sign_in(client, person):
    person.set_password(PASSWORD)
    person.save()
    return client.post("/account/login/", {"login": person.email, "password": PASSWORD})


@pytest.mark.parametrize(
    ("make", "address"),
    [
        (lambda: UserFactory(), "/leren/"),
        (lambda: UserFactory(officer=True), "/rvo/"),
        (lambda: UserFactory(auditor=True), "/rvo/"),
        (lambda: MembershipFactory(manager=True).user, "/organisatie/"),
        (lambda: MembershipFactory(provider_staff=True).user, "/opleider/"),
        (lambda: UserFactory(is_superuser=True), "/beheer/"),
        (lambda: MembershipFactory(provider_staff=True, user__is_superuser=True).user, "/beheer/"),
    ],
    ids=["learner", "officer", "auditor", "employer", "provider", "editor", "educator of a provider"],
)
def test_after_signing_in_everyone_starts_where_their_work_is(client, make, address):
    response = sign_in(client, make())

    assert (response.status_code, response.url) == (302, address)


def test_fictitious_people_cannot_sign_in_outside_the_demo(client, settings):
    settings.DEMO_MODE = False

    response = sign_in(client, UserFactory(is_fictitious=True))

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_fictitious_people_can_sign_in_in_the_demo(client):
    sign_in(client, UserFactory(is_fictitious=True))

    assert "_auth_user_id" in client.session


def test_a_new_learner_signs_up_with_the_name_for_the_certificate(client):
    client.post(
        "/account/signup/",
        {
            "email": "nieuw@example.org",
            "first_name": "Tess",
            "last_name": "Şahin",
            "password1": "een-lang-wachtwoord-2026",
        },
    )

    response = client.get("/account/")

    assert response.context["form"]["first_name"].value() == "Tess"
    assert response.context["form"]["last_name"].value() == "Şahin"


def test_profile_saves_a_name_and_keeps_an_empty_post(client):
    person = UserFactory(first_name="Tess")
    client.force_login(person)

    saved = client.post("/account/", {"first_name": "Tessa", "last_name": "Smit"})
    person.refresh_from_db()

    assert (saved.status_code, person.name) == (302, "Tessa Smit")


@pytest.mark.parametrize("staff", ["officer", "auditor", "programme"])
def test_staff_sign_in_again_after_eight_hours(client, staff):
    sign_in(client, UserFactory(**{staff: True}))

    assert 8 * 3600 - 60 < client.session.get_expiry_age() <= 8 * 3600


def test_the_session_of_staff_does_not_grow_with_use(client):
    sign_in(client, UserFactory(programme=True))
    ends = client.session.get_expiry_date()

    session = client.session
    session["something"] = "new"
    session.save()

    assert client.session.get_expiry_date() == ends


def test_a_learner_stays_signed_in_for_two_weeks(client):
    sign_in(client, UserFactory())

    assert client.session.get_expiry_age() == 14 * 24 * 3600
