import pytest
from django.urls import reverse

from audit.models import AuditEvent
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, QuestionFactory

pytestmark = pytest.mark.django_db

LISTS = ["courseedition:index", "courserun:index", "enrolment:index", "wagtailsnippets_courses_question:list"]
READ_ONLY = ["courseedition", "courserun", "enrolment"]


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client


@pytest.mark.parametrize("name", LISTS)
def test_staff_see_the_rows(administrator, name):
    EnrolmentFactory()
    QuestionFactory()

    assert administrator.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", READ_ONLY)
def test_nobody_changes_rows_in_the_admin(administrator, name):
    enrolment = EnrolmentFactory()
    row = {"courseedition": enrolment.run.edition, "courserun": enrolment.run, "enrolment": enrolment}[name]

    assert administrator.get(reverse(f"{name}:inspect", args=[row.pk])).status_code == 200
    for act in ("edit", "delete"):
        assert administrator.post(reverse(f"{name}:{act}", args=[row.pk]), follow=True).redirect_chain
    assert administrator.post(reverse(f"{name}:add"), follow=True).redirect_chain
    row.refresh_from_db()


def test_a_learner_does_not_enter_the_admin(client):
    client.force_login(UserFactory())

    for name in LISTS:
        assert client.get(reverse(name)).status_code in {302, 403}


def test_the_menu_has_one_group(administrator):
    assert "Opleiden" in administrator.get(reverse("courserun:index")).text


@pytest.mark.parametrize("name", ["enrolment:index", "enrolment:index_results"])
def test_a_look_at_the_list_of_learners_leaves_a_trace_without_what_was_typed(administrator, name):
    administrator.get(reverse(name), {"q": "marit@bakkerij.example"})

    trace = AuditEvent.objects.get(action="access.viewed")
    assert (trace.object_ref, trace.actor_ref) == (f"accounts.user:{trace.actor_ref}", trace.actor_ref)
    assert name in trace.body
    assert "marit" not in trace.body


def test_a_look_at_one_enrolment_leaves_a_trace(administrator):
    enrolment = EnrolmentFactory()

    administrator.get(reverse("enrolment:inspect", args=[enrolment.pk]))

    assert AuditEvent.objects.about(enrolment).get().action == "access.viewed"


def test_who_may_not_look_leaves_no_trace(client):
    client.force_login(UserFactory())

    client.get(reverse("enrolment:index"))
    client.get(reverse("enrolment:inspect", args=[EnrolmentFactory().pk]))

    assert not AuditEvent.objects.filter(action="access.viewed").exists()


@pytest.mark.parametrize("name", ["courseedition", "courserun", "enrolment"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_list_is_taken_along_as_a_file(administrator, name, kind):
    response = administrator.get(reverse(f"{name}:index"), {"export": kind})

    assert response["Content-Type"].startswith("text/html")
