import pytest
from django.urls import reverse

from home.models import StandardPage
from lms.demo.people import allow_authors, make_editors
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.courses import CoursePageFactory, home_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def own():
    return CoursePageFactory()


@pytest.fixture
def other():
    return CoursePageFactory()


@pytest.fixture
def privacy():
    return home_page().add_child(instance=StandardPage(title="Privacy", slug="privacy"))


@pytest.fixture
def educator(own, other):
    provider = own.get_parent().specific
    person = MembershipFactory(provider_staff=True, organisation=provider.organisation).user
    make_editors([person], programme=[])
    for page in (provider, other.get_parent().specific):
        allow_authors(page, [person])
    return person


def may_edit(client, page):
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_an_educator_edits_the_courses_of_the_own_provider_only(client, educator, own, other, privacy):
    client.force_login(educator)

    assert [may_edit(client, page) for page in (own, other, other.get_parent(), privacy)] == [
        True,
        False,
        False,
        False,
    ]


def test_the_programme_office_edits_every_page(client, own, other, privacy):
    person = UserFactory(programme=True)
    make_editors([], programme=[person])
    client.force_login(person)

    assert all(may_edit(client, page) for page in (own, other, privacy))
