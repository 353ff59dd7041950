"""How many queries a page may cost: at two sizes, with caches cold and warm."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses import outline, rendering
from courses.enrolments import enrol
from courses.models import EditionLesson
from courses.progress import open_lesson
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.courses import AT, LessonPageFactory, make_active_edition, make_course

pytestmark = pytest.mark.django_db

SMALL_AND_LARGE = pytest.mark.parametrize("size", [2, 20])


def forget():
    outline._load.cache_clear()
    rendering._render.cache_clear()


def cost(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@SMALL_AND_LARGE
def test_a_lesson_costs_at_most_twelve_queries_and_four_when_warm(client, size):
    course = make_course(lessons=size, quiz=True)
    body = [("heading", {"level": "h2", "text": "Kop"}), ("text", "<p>Tekst.</p>")] * (size * 3)
    LessonPageFactory(parent=course.get_children().get(), body=body)
    edition = make_active_edition(course)
    learner = MembershipFactory().user
    client.force_login(learner)
    enrolment = enrol(learner=learner, run=edition.runs.get(), by=None, at=AT)
    quiz, reading = EditionLesson.objects.filter(edition=edition, position__gte=size).order_by("position")
    for lesson in (reading, quiz):
        open_lesson(enrolment=enrolment, lesson_key=lesson.lesson_key, at=AT)
    path = reverse("courses:lesson", args=[enrolment.uid, reading.lesson_key])
    quiz_path = reverse("courses:lesson", args=[enrolment.uid, quiz.lesson_key])
    forget()

    assert (cost(client, path), cost(client, path)) == (7, 4)
    assert (cost(client, quiz_path), cost(client, quiz_path)) == (6, 5)


@SMALL_AND_LARGE
def test_a_course_page_costs_at_most_ten_queries(client, size):
    edition = make_active_edition(make_course(lessons=size))
    path = reverse("courses:course", args=[edition.course.slug])
    forget()

    as_visitor = (cost(client, path), cost(client, path))
    client.force_login(MembershipFactory().user)

    assert (as_visitor, cost(client, path)) == ((4, 2), 7)


@SMALL_AND_LARGE
def test_the_dashboard_costs_at_most_twelve_queries(client, size):
    learner = UserFactory()
    client.force_login(learner)
    for _number in range(size):
        edition = make_active_edition(make_course(lessons=1))
        enrol(learner=learner, run=edition.runs.get(), by=None, at=AT)

    assert cost(client, reverse("courses:dashboard")) == 6


@SMALL_AND_LARGE
def test_the_catalogue_costs_at_most_eight_queries(client, size):
    for _number in range(size):
        make_active_edition(make_course(lessons=1))
    path = reverse("courses:catalogue")

    as_visitor = (cost(client, path), cost(client, f"{path}?q=taalmodel&niveau=everyone"))
    client.force_login(UserFactory())

    assert (as_visitor, cost(client, f"{path}?q=taalmodel")) == ((3, 4), 7)
