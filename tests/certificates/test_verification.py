from datetime import date

import pytest

from certificates.content import Holder
from certificates.serials import new_serial, written
from certificates.verification import UNKNOWN, Outcome, is_surname, verify_serial
from tests.factories.certificates import CertificateFactory, content

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)


def test_verify_serial_says_genuine_with_every_fact_and_no_name():
    certificate = CertificateFactory(issued=True)

    verdict = verify_serial(text=written(certificate.serial).lower(), on=TODAY)

    assert (verdict.outcome, verdict.certificate, verdict.content) == (
        Outcome.GENUINE,
        certificate,
        certificate.content,
    )
    assert (verdict.holder, verdict.shows_name) == ("Ş. v. d. Ł.", False)


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ({"issued": True, "valid_until": date(2026, 11, 16)}, Outcome.GENUINE),
        ({"issued": True, "valid_until": date(2026, 11, 15)}, Outcome.EXPIRED),
        ({"revoked": True}, Outcome.REVOKED),
        ({"revoked": True, "valid_until": date(2026, 1, 1)}, Outcome.REVOKED),
        ({"superseded": True}, Outcome.REPLACED),
        ({"status": "PENDING"}, Outcome.UNKNOWN),
        ({"failed": True}, Outcome.UNKNOWN),
    ],
)
def test_verify_serial_follows_the_state_of_the_certificate(state, outcome):
    certificate = CertificateFactory(**state)

    assert verify_serial(text=certificate.serial, on=TODAY).outcome == outcome


def test_verify_serial_points_to_the_successor_once_it_is_issued():
    old = CertificateFactory(superseded=True)
    new = CertificateFactory(issued=True, completion=old.completion, replaces=old)

    assert verify_serial(text=old.serial, on=TODAY).successor == new
    assert verify_serial(text=new.serial, on=TODAY).successor is None


def test_verify_serial_answers_a_guess_and_a_typing_error_alike():
    assert {id(verify_serial(text=text, on=TODAY)) for text in (new_serial(), "0", "", "'; drop table")} == {
        id(UNKNOWN)
    }


def test_verify_serial_needs_no_query_for_a_typing_error(django_assert_num_queries):
    with django_assert_num_queries(0):
        verify_serial(text="AIV-0000-0000-0001", on=TODAY)


def test_verify_serial_shows_the_name_to_who_knows_the_surname():
    snapshot = content(holder=Holder("Fatma van der Çelik", "van der Çelik")).to_json()
    certificate = CertificateFactory(issued=True, snapshot=snapshot)

    right, wrong = (
        verify_serial(text=certificate.serial, on=TODAY, surname=surname) for surname in ("Celik", "Fatma")
    )

    assert (right.holder, right.shows_name) == ("Fatma van der Çelik", True)
    assert (wrong.holder, wrong.shows_name) == ("F. v. d. Ç.", False)


@pytest.mark.parametrize("typed", ["van der Çelik", "VAN DER CELIK", " çelik ", "Celik"])
def test_is_surname_does_not_mind_accents_capitals_and_prefixes(typed):
    assert is_surname(typed, "van der Çelik")


@pytest.mark.parametrize("typed", ["", "van", "van der", "Celi", "Çelik Fatma", "der Çelik"])
def test_is_surname_refuses_a_part_or_more(typed):
    assert not is_surname(typed, "van der Çelik")


def test_is_surname_takes_a_double_name_with_and_without_its_hyphen():
    assert is_surname("jansen de wit", "Jansen-de Wit")
    assert is_surname("li", "li")
