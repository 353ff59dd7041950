import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError


def test_a_short_password_is_refused_in_dutch():
    with pytest.raises(ValidationError) as refused:
        validate_password("kort9")

    assert "Dit wachtwoord is te kort. Gebruik minstens 12 tekens." in refused.value.messages
    assert any("minstens 12 tekens" in text for text in password_validators_help_texts())
