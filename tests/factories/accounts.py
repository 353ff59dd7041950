"""People and organisations; all of them fictitious."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from accounts import models


class UserFactory(DjangoModelFactory):
    class Meta:
        model = models.User
        skip_postgeneration_save = True

    class Params:
        officer = factory.Trait(
            role=factory.RelatedFactory("tests.factories.accounts.StaffRoleFactory", "user")
        )
        auditor = factory.Trait(
            role=factory.RelatedFactory("tests.factories.accounts.StaffRoleFactory", "user", role="AUDITOR")
        )
        programme = factory.Trait(
            role=factory.RelatedFactory("tests.factories.accounts.StaffRoleFactory", "user", role="PROGRAMME")
        )

    email = factory.Sequence(lambda n: f"persoon{n}@example.org")
    first_name = factory.Sequence(lambda n: f"Persoon{n}")
    last_name = "de Vries"


class StaffRoleFactory(DjangoModelFactory):
    class Meta:
        model = models.StaffRole

    user = factory.SubFactory(UserFactory)
    role = "OFFICER"
    since = date(2025, 1, 1)


class SectorFactory(DjangoModelFactory):
    class Meta:
        model = models.Sector
        django_get_or_create = ("code",)

    code = "gezondheid-en-zorg"
    name = "Gezondheid en zorg"


class HubFactory(DjangoModelFactory):
    class Meta:
        model = models.Hub
        django_get_or_create = ("code",)

    code = "midden-nederland"
    name = "Midden-Nederland"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = models.Organisation

    kvk_number = factory.Sequence(lambda n: f"{n + 1000:08d}")
    name = factory.Sequence(lambda n: f"Bedrijf {n} (fictief)")
    slug = factory.Sequence(lambda n: f"bedrijf-{n}")
    legal_form = "Besloten Vennootschap"
    verified_at = factory.LazyFunction(lambda: None)


class OrganisationRoleFactory(DjangoModelFactory):
    class Meta:
        model = models.OrganisationRole

    organisation = factory.SubFactory(OrganisationFactory)
    role = "SME"
    since = date(2025, 1, 1)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = models.Membership

    class Params:
        manager = factory.Trait(role="MANAGER")
        provider_staff = factory.Trait(role="PROVIDER_STAFF")

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = "EMPLOYEE"
    since = date(2025, 1, 1)
    confirmed_at = datetime(2025, 1, 1, 12, tzinfo=UTC)
