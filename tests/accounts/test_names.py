import pytest
from django.core.exceptions import ValidationError

from accounts.names import readable_name
from tests.factories.accounts import UserFactory

INVISIBLE = {
    "a bell": "Zo\u0007ë",
    "a control character above ASCII": "Zoë\u009f",
    "another direction": "Zoë\u202eseirV",
    "an isolated direction": "Zo\u2066ë",
    "a space without width": "Zo\u200bë",
    "a byte order mark": "\ufeffZoë",
    "a soft hyphen": "Zo\u00adë",
    "a private character": "Zo\ue000ë",
    "half a pair": "Zo\ud800ë",
    "an unassigned character": "Zo\U000e0fffë",
    "a line break": "Zoë\u2028de Vries",
    "a filler": "\u3164",
}


@pytest.mark.parametrize("name", INVISIBLE.values(), ids=INVISIBLE)
def test_what_cannot_be_seen_is_refused(name):
    with pytest.raises(ValidationError, match="onzichtbaar teken"):
        readable_name(name)


@pytest.mark.parametrize("name", ["-", "...", "' '", "1234", "🙂", " "])
def test_a_name_has_a_letter(name):
    with pytest.raises(ValidationError, match="ten minste één letter"):
        readable_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Noor",
        "Şükrü Ελένη",
        "d’Âncona-Łukasz",
        "O'Neill",
        "J.P. de Vries jr.",
        "小龙",
        "محمد",
        "Zoe\u0308",
        "प्रिया",
    ],
)
def test_names_of_every_script_are_welcome(name):
    readable_name(name)


@pytest.mark.parametrize("field", ["first_name", "last_name"])
def test_an_account_keeps_to_it_wherever_it_is_checked(field):
    with pytest.raises(ValidationError, match="onzichtbaar teken"):
        UserFactory.build(password="x", **{field: "Zo\u200bë"}).clean_fields()


def test_an_account_may_have_no_name_yet():
    UserFactory.build(password="x", first_name="", last_name="").clean_fields()
