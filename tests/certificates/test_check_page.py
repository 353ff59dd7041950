import re

import pytest
from django.utils.html import strip_tags

from certificates import throttling
from certificates.serials import new_serial, written
from tests.factories.certificates import CertificateFactory

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def words(response):
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def test_look_up_leads_from_a_typed_number_to_its_page(client, issued):
    empty = client.get("/c/")
    response = client.get("/c/", {"number": written(issued.serial).lower()})

    assert "Is dit certificaat echt?" in words(empty)
    assert response.url == f"/c/{issued.serial}/"


@pytest.mark.parametrize("number", ["", "AIV-0000-0000-0001"])
def test_look_up_says_what_to_do_about_a_number_that_cannot_be(client, number):
    response = client.get("/c/", {"number": number})

    assert "Dit klopt nog niet" in words(response)


def test_verify_shows_every_fact_and_no_name(client, issued):
    response = client.get(f"/c/{issued.serial}/")

    text, content = words(response), issued.content
    facts = [content.course.title, content.course.level, content.course.code, "1 uur en 30 minuten", "2 november 2026",
             "16 november 2026", written(issued.serial), content.issuer.name, content.signatory.name, *content.course.outcomes]  # fmt: skip
    assert "Echt en geldig" in text
    assert [fact for fact in facts if fact not in text] == []
    assert "de Vries" not in text
    assert content.holder.initials in text


def test_verify_is_kept_from_search_engines_caches_and_the_next_site(client, issued):
    response = client.get(f"/c/{issued.serial}/")

    headers = [response[name] for name in ("X-Robots-Tag", "Referrer-Policy", "Cache-Control")]
    assert headers == ["noindex, nofollow", "same-origin", "private, no-store"]
    assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()


def test_verify_shows_the_name_to_who_knows_the_surname(client, issued):
    address = f"/c/{issued.serial}/"

    right, wrong, empty = (client.post(address, {"surname": surname}) for surname in ("Vries", "Jansen", ""))

    assert issued.content.holder.name in words(right)
    assert "Dit is niet de achternaam" in words(wrong)
    assert "Vul de achternaam in." in words(empty)
    assert issued.content.holder.name not in words(wrong) + words(empty)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"revoked": True}, "Dit certificaat is ingetrokken op 10 november 2026"),
        ({"superseded": True}, "Op 11 november 2026 is een nieuw certificaat uitgegeven"),
        ({"issued": True, "valid_until": "2026-01-01"}, "Echt. Geldig tot en met 1 januari 2026."),
    ],
)
def test_verify_says_what_became_of_a_certificate(client, state, sentence):
    certificate = CertificateFactory(**state)

    response = client.get(f"/c/{certificate.serial}/")

    assert sentence in words(response)
    assert "Ten onrechte" not in words(response)


def test_verify_links_a_replaced_certificate_to_the_new_one(client):
    old = CertificateFactory(superseded=True)
    new = CertificateFactory(issued=True, completion=old.completion, replaces=old)

    assert f'href="/c/{new.serial}/"' in client.get(f"/c/{old.serial}/").content.decode()


def test_verify_takes_every_way_of_writing_to_the_one_address(client, issued):
    response = client.get(f"/c/{written(issued.serial).lower()}/")

    assert response.url == f"/c/{issued.serial}/"


@pytest.mark.parametrize("serial", ["0", new_serial(), "..", "%00", "a" * 300], ids=range(5))
def test_verify_answers_every_wrong_number_with_the_same_polite_page(client, serial):
    response = client.get(f"/c/{serial}/")

    assert response.status_code == 404
    assert "We vinden dit certificaat niet" in words(response)


def test_checks_beyond_sixty_a_minute_wait(client, issued, monkeypatch):
    monkeypatch.setattr(throttling, "time", lambda: 1_800_000_010.5)
    answers = {client.get(f"/c/{issued.serial}/").status_code for _check in range(60)}

    beyond = client.get(f"/c/{issued.serial}/")
    typed = client.get("/c/", {"number": issued.serial})

    assert answers == {200}
    assert (beyond.status_code, typed.status_code) == (429, 429)
    assert (beyond["Retry-After"], typed["Retry-After"]) == ("50", "50")
    assert "Wacht een minuut" in words(beyond)
    assert client.get("/c/").status_code == 200


def test_checks_are_counted_for_the_visitor_and_not_for_the_proxy(client, issued, monkeypatch, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    monkeypatch.setattr(throttling, "CHECKS_PER_MINUTE", 1)
    visitors = ["203.0.113.1", "203.0.113.1", "1.2.3.4, 203.0.113.1", "203.0.113.2"]

    answers = [
        client.get(f"/c/{issued.serial}/", headers={"X-Forwarded-For": visitor}).status_code
        for visitor in visitors
    ]

    assert answers == [200, 429, 429, 200]


def test_verify_takes_few_queries(client, issued, django_assert_num_queries):
    client.get(f"/c/{issued.serial}/")

    with django_assert_num_queries(2):
        client.get(f"/c/{issued.serial}/")
