import pytest
from django.contrib.auth.models import Permission

from accounts.models import Organisation
from audit.permissions import ReadOnlyPolicy
from tests.factories.accounts import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy():
    return ReadOnlyPolicy(Organisation)


@pytest.fixture
def programme():
    person = UserFactory()
    person.user_permissions.add(Permission.objects.get(codename="see_programme"))
    return person


@pytest.mark.parametrize("action", ["add", "change", "delete"])
def test_nobody_changes_rows_in_the_admin_not_even_a_superuser(policy, action):
    assert not policy.user_has_permission(UserFactory(is_superuser=True), action)


def test_programme_staff_see_rows(policy, programme):
    row = OrganisationFactory()

    assert policy.user_has_permission_for_instance(programme, "view", row)
    assert list(policy.instances_user_has_any_permission_for(programme, ["view"])) == [row]


def test_an_author_sees_no_rows(policy):
    OrganisationFactory()
    author = UserFactory()

    assert not policy.user_has_permission(author, "view")
    assert not policy.instances_user_has_any_permission_for(author, ["view"]).exists()


def test_the_policy_names_who_may_look(policy):
    superuser = UserFactory(is_superuser=True)
    UserFactory()

    assert list(policy.users_with_any_permission(["view"])) == [superuser]
    assert not policy.users_with_any_permission(["change"]).exists()
