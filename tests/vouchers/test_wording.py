"""How numbers and moments are written in sentences."""

from datetime import UTC, date, datetime

from vouchers.wording import centi, filled_in, moment


def test_filled_in_writes_a_number_as_its_name_says():
    values = {
        "price_cents": 145_650,
        "total_centi": 25_050,
        "share_bp": 3_050,
        "count": 3,
        "name": "KVK",
        "day": date(2026, 11, 16),
        "at": datetime(2026, 11, 16, 22, 30, tzinfo=UTC),
    }

    text = filled_in("{price_cents} {total_centi} {share_bp} {count} {name} {day} {at}", values)

    assert text == "€\u00a01.456,50 250,50 30,5% 3 KVK 16 november 2026 16 november 2026 om 23.30 uur"


def test_centi_leaves_out_a_fraction_of_nothing():
    assert centi(1_200) == "12"


def test_moment_is_that_of_amsterdam():
    assert moment(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "1 januari 2027 om 00.30 uur"
