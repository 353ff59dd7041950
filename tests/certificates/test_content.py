import json
from dataclasses import replace
from datetime import date

import pytest

from certificates.content import (
    CertificateContent,
    Holder,
    clean,
    content_sha256,
    has_control_characters,
)
from tests.factories.certificates import content, long_content


@pytest.mark.parametrize("make", [content, long_content])
def test_content_survives_its_way_through_json(make):
    before = make()

    after = CertificateContent.from_json(json.loads(json.dumps(before.to_json())))

    assert after == before


def test_content_of_another_format_is_refused():
    with pytest.raises(ValueError, match="v2"):
        CertificateContent.from_json(content().to_json() | {"format": "v2"})


def test_content_is_stored_without_control_characters_and_composed():
    decomposed = "Zoe\u0308 \u0007de\u0000\u009f  \tVries\n"

    stored = content(holder=Holder(decomposed, "de Vries")).to_json()

    assert stored["holder"]["name"] == "Zoë de Vries"


@pytest.mark.parametrize(
    ("name", "refused"), [("Zoë de Vries", False), ("Zoë\u0007", True), ("Zoë\u009f", True)]
)
def test_has_control_characters_tells_which_names_a_form_must_refuse(name, refused):
    assert has_control_characters(name) is refused


def test_clean_keeps_names_of_every_script():
    assert (
        clean("Nguyễn Thị Ελένη Олена Şafak Łukasz d’Âncona")
        == "Nguyễn Thị Ελένη Олена Şafak Łukasz d’Âncona"
    )


def test_initials_do_not_tell_the_name():
    assert Holder("Fatma van der Çelik", "van der Çelik").initials == "F. v. d. Ç."


def test_content_sha256_follows_the_content_and_not_the_order_of_keys():
    stored = content(serial="0123456789AB").to_json()
    turned = dict(reversed(stored.items()))
    changed = replace(content(serial="0123456789AB"), issued_on=date(2026, 11, 4)).to_json()

    assert content_sha256(turned) == content_sha256(stored)
    assert content_sha256(changed) != content_sha256(stored)
