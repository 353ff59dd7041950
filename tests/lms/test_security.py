import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from tests.factories.accounts import UserFactory
from tests.factories.courses import home_page

pytestmark = pytest.mark.django_db


def test_the_policy_outside_the_admin_allows_no_inline_code(client):
    policy = client.get("/account/login/")["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy


def test_the_admin_has_a_policy_of_its_own(client):
    home_page()
    client.force_login(UserFactory(is_superuser=True))

    policy = client.get("/beheer/")["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "nonce" not in policy


def test_error_pages_keep_the_strict_policy(client):
    response = client.get("/bestaat-niet/")

    assert response.status_code == 404
    assert "default-src 'self'" in response["Content-Security-Policy"]


def test_pages_of_a_member_stay_out_of_every_cache(client):
    client.force_login(UserFactory())

    assert client.get("/account/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/beheer/", "/rvo/", "/organisatie/", "/leren/", "/account/", "/opleider/"])
def test_a_visitor_is_asked_to_sign_in(client, path):
    response = client.get(path, follow=True)

    address, status = response.redirect_chain[-1]
    assert status == 302
    assert address.startswith("/account/login/?next=")


def test_a_learner_stays_out_of_the_admin(client):
    client.force_login(UserFactory())

    response = client.get("/beheer/", follow=True)

    assert response.status_code == 403
    assert response.templates[0].name == "403.html"


def test_responses_carry_the_headers_of_the_norm(client):
    response = client.get("/account/login/")

    assert (response["X-Frame-Options"], response["X-Content-Type-Options"], response["Referrer-Policy"]) == (
        "DENY",
        "nosniff",
        "same-origin",
    )


PASSWORD = "een-lang-wachtwoord"


@pytest.fixture
def editor():
    person = UserFactory(is_superuser=True)
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.mark.parametrize("door", ["/beheer/login/", "/_util/login/"])
def test_the_doors_of_wagtail_let_nobody_in(client, editor, door):
    given = {"username": editor.email, "password": PASSWORD}

    answers = [client.get(f"{door}?next=/beheer/pages/"), client.post(f"{door}?next=/beheer/pages/", given)]

    assert [answer.url for answer in answers] == ["/account/login/?next=/beheer/pages/"] * 2
    assert "_auth_user_id" not in client.session


def test_our_own_door_lets_the_same_editor_in(client, editor):
    client.post("/account/login/", {"login": editor.email, "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(editor.pk)


@pytest.mark.parametrize("path", ["", "done/", "confirm/MQ/abc-def/", "complete/"])
def test_wagtail_resets_no_password(client, editor, mailoutbox, path):
    address = f"/beheer/password_reset/{path}"

    answers = [client.get(address), client.post(address, {"email": editor.email})]

    assert [answer.url for answer in answers] == ["/account/password/reset/"] * 2
    assert mailoutbox == []


def test_a_request_for_another_host_is_refused_in_our_own_look(client, settings):
    settings.ALLOWED_HOSTS = ["ai-leerplein.example"]

    response = client.get("/", headers={"host": "vals.example"})

    page = response.content.decode()
    assert response.status_code == 400
    assert "Dit verzoek kunnen we niet lezen" in page
    assert "wordmark" in page
    assert "vals.example" not in page


def test_too_large_a_form_is_refused_in_our_own_look(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    response = client.post("/account/login/", "login=" + "x" * 20, "application/x-www-form-urlencoded")

    assert response.status_code == 400
    assert "Dit verzoek kunnen we niet lezen" in response.content.decode()


def test_private_files_are_for_the_server_alone(settings, tmp_path):
    private = storages.create_storage(
        settings.STORAGES["private"]
        | {"OPTIONS": settings.STORAGES["private"]["OPTIONS"] | {"location": tmp_path / "private"}}
    )

    file = tmp_path / "private" / private.save("dossier/brief.pdf", ContentFile(b"x"))

    assert [oct(path.stat().st_mode & 0o777) for path in (file, file.parent)] == ["0o600", "0o700"]
