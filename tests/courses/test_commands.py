import pytest
from django.core.management import CommandError, call_command

from courses.models import CourseEdition
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    return UserFactory().email, UserFactory().email


def freeze(course, requester, approver, **options):
    call_command("freeze_edition", course, requested_by=requester, by=approver, **options)


def test_freeze_edition_freezes_and_activates(people, capsys):
    course = make_course()

    freeze(course.slug, *people, activate=True)

    edition = CourseEdition.objects.get()
    assert edition.status == "ACTIVE"
    assert edition.manifest_sha256 in capsys.readouterr().out


@pytest.mark.parametrize(
    ("slug", "same", "text"),
    [("bestaat-niet", False, "geen cursus"), (None, True, "Iemand anders dan de aanvrager")],
)
def test_freeze_edition_says_why_not(people, slug, same, text):
    course = make_course()
    requester, approver = people

    with pytest.raises(CommandError, match=text):
        freeze(slug or course.slug, requester, requester if same else approver)


def test_freeze_edition_needs_people_that_exist(people):
    with pytest.raises(CommandError, match="geen account"):
        freeze(make_course().slug, "niemand@example.org", people[1])
