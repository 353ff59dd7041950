import pytest

from accounts.forms import NamesForm, ProfileForm


@pytest.mark.parametrize("form", [NamesForm, ProfileForm])
@pytest.mark.parametrize("name", ["Zo\u0007ë", "Zoë\u009f", "Zo\x7fë", "Zoë\u202e"])
def test_a_name_with_an_invisible_character_is_refused_at_entry(form, name):
    filled = form({"first_name": name, "last_name": "de Vries"})

    assert filled.errors == {
        "first_name": ["Er staat een onzichtbaar teken in de naam. Typ de naam opnieuw."]
    }


@pytest.mark.parametrize("form", [NamesForm, ProfileForm])
def test_a_name_of_any_script_is_welcome(form):
    filled = form({"first_name": "Şükrü Ελένη", "last_name": "d’Âncona-Łukasz"})

    assert filled.errors == {}


@pytest.mark.parametrize("form", [NamesForm, ProfileForm])
def test_a_name_without_a_letter_is_refused_at_entry(form):
    filled = form({"first_name": "Zoë", "last_name": "--"})

    assert filled.errors == {"last_name": ["Vul een naam in met ten minste één letter."]}
