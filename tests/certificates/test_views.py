import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from certificates.issuing import issue_certificate, request_certificate
from certificates.models import Certificate
from certificates.serials import written
from tests.factories.accounts import UserFactory
from tests.factories.certificates import CertificateFactory, FrozenCompletionFactory
from tests.factories.courses import CompletionFactory

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def words(response):
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def test_mine_shows_what_is_ready_and_asks_for_what_is_not(client, learner, completion, issued):
    other = CompletionFactory(enrolment__learner=learner)

    response = client.get("/certificaten/")

    page = response.content.decode()
    assert written(issued.serial) in page
    assert page.count('hx-trigger="load, submit"') == 1
    assert reverse("certificates:request", args=[other.uid]) in page


def test_mine_says_what_to_do_when_there_is_nothing(client):
    client.force_login(UserFactory())

    assert "Je hebt nog geen certificaten" in words(client.get("/certificaten/"))


def test_mine_is_for_who_signs_in(client):
    response = client.get("/certificaten/")

    assert response.url == "/account/login/?next=/certificaten/"


@pytest.mark.parametrize("rows", [1, 3])
def test_mine_takes_as_many_queries_for_three_as_for_one(client, rows, now, django_assert_max_num_queries):
    learner = UserFactory()
    for _row in range(rows):
        completion = FrozenCompletionFactory(enrolment__learner=learner)
        issue_certificate(pk=request_certificate(completion=completion, at=now).pk, at=now)
    client.force_login(learner)
    client.get("/certificaten/")

    with django_assert_max_num_queries(10):
        client.get("/certificaten/")


@pytest.mark.django_db(transaction=True)
def test_request_one_without_javascript_ends_on_a_page_with_the_downloads(client, learner, completion):
    response = client.post(reverse("certificates:request", args=[completion.uid]), follow=True)

    assert response.redirect_chain == [(f"/certificaten/{completion.uid}/status/", 302)]
    assert "Certificaat in PDF" in words(response)
    assert "Certificaat in Word" in words(response)


@pytest.mark.django_db(transaction=True)
def test_request_one_with_htmx_answers_with_the_fragment(client, learner, completion):
    response = client.post(reverse("certificates:request", args=[completion.uid]), **HTMX)

    assert "<html" not in response.content.decode()
    assert Certificate.objects.get().status == "ISSUED"


def test_request_one_twice_makes_one(client, learner, completion):
    for _press in range(2):
        client.post(reverse("certificates:request", args=[completion.uid]))

    assert Certificate.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_request_one_without_a_broker_says_it_is_being_made_and_never_fails(
    client, learner, completion, unreachable_broker
):
    response = client.post(reverse("certificates:request", args=[completion.uid]), **HTMX)

    page = response.content.decode()
    assert response.status_code == 200
    assert "wordt gemaakt" in words(response)
    assert 'hx-trigger="every 2s"' in page
    assert Certificate.objects.get().status == "PENDING"


@pytest.mark.django_db(transaction=True)
def test_request_one_lets_the_holder_put_the_own_name_right(client, learner, completion):
    learner.first_name = learner.last_name = ""
    learner.save()
    address = reverse("certificates:request", args=[completion.uid])
    nameless = client.post(address, follow=True)
    still = client.post(address, follow=True)
    learner.first_name, learner.last_name = "Sanne", "de Wit"
    learner.save()

    response = client.post(address, follow=True)

    assert "Er staat nog geen naam op je certificaat" in words(nameless)
    assert "Er staat nog geen naam op je certificaat" in words(still)
    assert "Certificaat in PDF" in words(response)


@pytest.mark.parametrize("name", ["certificates:request", "certificates:status"])
def test_a_stranger_does_not_find_the_completion_of_another(client, completion, name):
    client.force_login(UserFactory())
    ask = client.post if name == "certificates:request" else client.get

    response = ask(reverse(name, args=[completion.uid]))

    assert response.status_code == 404
    assert Certificate.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"status": "PENDING"}, "Je certificaat wordt gemaakt"),
        ({"failed": True}, "Het maken van je certificaat is niet gelukt"),
        ({"revoked": True}, "Dit certificaat is ingetrokken op 10 november 2026"),
    ],
)
def test_status_says_where_the_certificate_is(client, learner, completion, state, sentence):
    CertificateFactory(completion=completion, **state)

    response = client.get(reverse("certificates:status", args=[completion.uid]))

    assert sentence in words(response)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("pdf", "application/pdf"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_download_gives_the_holder_the_stored_file(
    client, learner, issued, private_files, kind, content_type
):
    response = client.get(reverse("certificates:download", args=[issued.uid, kind]))

    artefact = issued.artefacts.get(kind=kind)
    assert b"".join(response.streaming_content) == (private_files / artefact.key).read_bytes()
    assert response["Content-Type"] == content_type
    assert (
        response["Content-Disposition"]
        == f'attachment; filename="certificaat-{written(issued.serial)}.{kind}"'
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


def test_download_is_for_the_holder_alone(client, issued, officer):
    address = reverse("certificates:download", args=[issued.uid, "pdf"])
    visitor = client.get(address)
    client.force_login(officer)

    assert visitor.url.startswith("/account/login/")
    assert client.get(address).status_code == 404


def test_download_of_a_form_or_file_that_is_not_there_is_not_found(client, learner, issued, private_files):
    for path in private_files.rglob("*.pdf"):
        path.unlink()

    addresses = [reverse("certificates:download", args=[issued.uid, kind]) for kind in ("pdf", "exe")]

    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_preview_is_a_picture_for_the_holder_alone(client, learner, issued):
    address = reverse("certificates:preview", args=[issued.uid])
    own = client.get(address)
    client.force_login(UserFactory())

    assert (own["Content-Type"], own["Cache-Control"]) == ("image/png", "private, no-store")
    assert own.content.startswith(b"\x89PNG")
    assert client.get(address).status_code == 404
