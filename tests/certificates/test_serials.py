from itertools import pairwise

import pytest

from certificates.serials import ALPHABET, check_character, new_serial, read_serial, written


def test_new_serial_is_twelve_characters_that_people_do_not_confuse():
    serials = {new_serial() for _ in range(200)}

    assert len(serials) == 200
    assert {len(serial) for serial in serials} == {12}
    assert set("".join(serials)) <= set(ALPHABET)
    assert not set("".join(serials)) & set("ILOU")


def test_read_serial_finds_the_number_in_every_way_of_writing_it():
    serial = "0123456789A" + check_character("0123456789A")

    ways = [
        serial,
        written(serial),
        serial.lower(),
        f" aiv {serial} ",
        f"OI23456789A{serial[-1]}",
        f"0L23456789A{serial[-1]}",
    ]

    assert {read_serial(way) for way in ways} == {serial}


@pytest.mark.parametrize(
    "text", ["", "AIV", "0123456789", "x" * 500, "0123456789AU", "<script>alert", "012345678 9é"]
)
def test_read_serial_refuses_what_cannot_be_a_number(text):
    assert read_serial(text) is None


def test_read_serial_catches_every_single_wrong_character():
    serial = new_serial()

    wrong = [
        serial[:place] + other + serial[place + 1 :]
        for place, character in enumerate(serial)
        for other in ALPHABET
        if other != character
    ]

    assert {read_serial(text) for text in wrong} == {None}


def test_read_serial_catches_swapped_neighbours():
    serial = "7" + "".join(ALPHABET[place * 3 % 31] for place in range(10))
    serial += check_character(serial)

    swapped = [
        serial[:place] + b + a + serial[place + 2 :]
        for place, (a, b) in enumerate(pairwise(serial))
        if a != b
    ]

    assert {read_serial(text) for text in swapped} == {None}


def test_written_groups_the_number_for_people():
    assert written("0123456789AB") == "AIV-0123-4567-89AB"
