"""Who may apply, by what the trade register says."""

import pytest

from tests.vouchers.eligibility.examples import facts, found, not_found, unavailable
from vouchers.eligibility.applicant import is_active, is_registered
from vouchers.models import Verdict


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ((found(),), Verdict.MET),
        ((not_found(),), Verdict.NOT_MET),
        ((unavailable(),), Verdict.UNKNOWN),
        ((unavailable(), found()), Verdict.MET),
        ((), Verdict.NOT_APPLICABLE),
    ],
)
def test_is_registered_follows_the_newest_answer(answers, verdict):
    assert is_registered(facts(registrations=answers), {})[0] == verdict


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ((found(),), Verdict.MET),
        ((found(), found(active=False)), Verdict.NOT_MET),
        ((found(active=False), found()), Verdict.NOT_MET),
        ((unavailable(), found()), Verdict.MET),
        ((found(), unavailable()), Verdict.UNKNOWN),
        ((not_found(),), Verdict.NOT_APPLICABLE),
        ((), Verdict.NOT_APPLICABLE),
    ],
)
def test_is_active_asks_every_answer(answers, verdict):
    assert is_active(facts(registrations=answers), {})[0] == verdict
