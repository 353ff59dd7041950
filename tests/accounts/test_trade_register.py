from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from stdnum.nl import bsn

from accounts.trade_register import (
    InvalidNumber,
    NotRegistered,
    RegisteredCompany,
    RegisterUnavailable,
    trade_register,
)
from accounts.trade_register.offline import FAILS_FIRST, OfflineRegister, companies

FICTITIOUS = [number for number in companies() if number.startswith("0000")]


@pytest.fixture
def register():
    cache.delete(f"trade_register:{FAILS_FIRST}")
    return OfflineRegister(wait=lambda seconds: None)


@pytest.mark.parametrize("kvk_number", ["", "1234567", "123456789", "1234567a", "١٢٣٤٥٦٧٨", " 68750110"])
def test_find_refuses_what_is_no_number(register, kvk_number):
    with pytest.raises(InvalidNumber, match="acht cijfers"):
        register.find(kvk_number)


def test_find_knows_the_test_numbers_of_the_register(register):
    company = register.find("68750110")

    assert (company.name, company.legal_form, company.branches) == (
        "Test BV Donald (fictief)",
        "Besloten Vennootschap",
        ("000037178598", "000037178601"),
    )


@pytest.mark.parametrize("kvk_number", ["00000000", "99999999"])
def test_find_says_that_a_number_is_unknown(register, kvk_number):
    with pytest.raises(NotRegistered, match=kvk_number):
        register.find(kvk_number)


@pytest.mark.parametrize("kvk_number", ["00000003", "90004973", "90002903"])
def test_find_never_calls_a_silent_register_an_unknown_company(register, kvk_number):
    with pytest.raises(RegisterUnavailable, match="zegt niets over uw onderneming"):
        register.find(kvk_number)


def test_find_waits_for_a_slow_answer():
    waited = []

    company = OfflineRegister(wait=waited.append).find("00000004")

    assert (company.kvk_number, waited) == ("00000004", [3])


def test_find_fails_once_and_then_finds(register):
    with pytest.raises(RegisterUnavailable) as refusal:
        register.find("00000005")

    assert (refusal.value.retry_after, register.find("00000005").kvk_number) == (5, "00000005")


def test_is_active_follows_the_dates_of_the_registration(register):
    today = timezone.localdate()
    ended, ends_tomorrow, open_ended = (register.find(f"0000000{n}") for n in (1, 2, 6))

    assert [company.is_active(on=today) for company in (ended, ends_tomorrow, open_ended)] == [
        False,
        True,
        True,
    ]
    assert not ends_tomorrow.is_active(on=today + timedelta(days=2))
    assert not open_ended.is_active(on=date(2000, 1, 1))


@pytest.mark.parametrize("kvk_number", ["00000001", "68727720", "69599084"])
def test_a_stored_payload_gives_the_same_company(register, kvk_number):
    company = register.find(kvk_number)

    assert RegisteredCompany.from_payload(company.as_payload(), fetched_at=company.fetched_at) == company


def test_equal_answers_give_equal_payloads(register):
    assert register.find("00000101").as_payload() == register.find("00000101").as_payload()


@pytest.mark.parametrize("kvk_number", ["00000006", "00000007"])
def test_agriculture_and_fisheries_show_in_their_activity(register, kvk_number):
    assert register.find(kvk_number).sbi[0][:2] == {"00000006": "01", "00000007": "03"}[kvk_number]


@pytest.mark.parametrize("kvk_number", sorted(companies()))
def test_every_company_says_that_it_is_fictitious(kvk_number):
    record = companies()[kvk_number]

    assert record["name"].endswith("(fictief)")
    assert record["rsin"] is None or bsn.is_valid(record["rsin"])
    assert all(len(code) == 5 and code.isdigit() for code in record["sbi"])


def test_there_are_enough_companies_for_demo_and_figures():
    assert len(FICTITIOUS) >= 60


def test_trade_register_is_the_adapter_of_the_setting(settings):
    settings.TRADE_REGISTER = "offline"

    assert trade_register().name == "offline"


def test_trade_register_names_its_adapters_when_the_setting_is_wrong(settings):
    settings.TRADE_REGISTER = "papier"

    with pytest.raises(ImproperlyConfigured, match="offline"):
        trade_register()
