import pytest
from django.core.cache import cache

from accounts.models import Organisation, OrganisationRole, RegisterSnapshot
from accounts.organisations import NotVerifiable, register_organisation, take_snapshot, verify_organisation
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        ("00000114", "FOUND"),
        ("00000000", "NOT_FOUND"),
        ("1234", "NOT_FOUND"),
        ("00000003", "UNAVAILABLE"),
    ],
)
def test_take_snapshot_keeps_every_answer_and_every_failure(now, number, outcome):
    snapshot = take_snapshot(kvk_number=number, at=now)

    assert (snapshot.outcome, snapshot.key, snapshot.adapter) == (outcome, number, "offline")
    assert bool(snapshot.payload) == (outcome == "FOUND")
    assert list(RegisterSnapshot.objects.all()) == [snapshot]


def test_register_organisation_returns_what_is_there_and_adds_the_role(now):
    first = register_organisation(kvk_number="00000114", name="Staal", role="SME", by=None, at=now)

    second = register_organisation(kvk_number="00000114", name="Anders", role="PROVIDER", by=None, at=now)

    assert second == first
    assert Organisation.objects.get().name == "Staal"
    assert set(OrganisationRole.objects.values_list("role", flat=True)) == {"SME", "PROVIDER"}


def test_verify_organisation_asks_the_register_once(now):
    organisation = OrganisationFactory(kvk_number="00000114")

    verified = verify_organisation(organisation=organisation, by=None, at=now)
    verify_organisation(organisation=verified, by=None, at=now)

    assert verified.verified_at == now
    assert RegisterSnapshot.objects.count() == 1


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("00000001", "actieve inschrijving"),
        ("00000000", "actieve inschrijving"),
        ("00000003", "nu niet bereikbaar"),
    ],
)
def test_verify_organisation_says_why_not(now, number, sentence):
    cache.clear()
    organisation = OrganisationFactory(kvk_number=number)

    with pytest.raises(NotVerifiable, match=sentence):
        verify_organisation(organisation=organisation, by=None, at=now)

    organisation.refresh_from_db()
    assert organisation.verified_at is None
