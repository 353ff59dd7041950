import pytest

from audit.models import AuditEvent
from courses.models import CatalogueIndexPage, ProviderIndexPage, ProviderPage
from courses.provisioning import provision_provider
from tests.factories.accounts import OrganisationFactory
from tests.factories.courses import home_page

pytestmark = pytest.mark.django_db


def test_provision_provider_twice_is_once(now):
    home_page()
    organisation = OrganisationFactory(name="Leerhuis (fictief)")

    first = provision_provider(organisation=organisation, at=now)
    second = provision_provider(organisation=organisation, at=now)

    assert (first.pk, first.title, first.live) == (second.pk, "Leerhuis (fictief)", True)
    assert [model.objects.count() for model in (CatalogueIndexPage, ProviderIndexPage, ProviderPage)] == [
        1,
        1,
        1,
    ]
    assert AuditEvent.objects.about(organisation).get().action == "provider.provisioned"
