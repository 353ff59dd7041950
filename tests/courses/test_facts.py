import pytest

from courses.facts import course_minutes, course_title, lesson_titles, module_titles
from courses.models import LessonPage
from courses.places import left
from courses.templatetags.course_tags import courses_of, featured_courses
from tests.factories.courses import make_active_edition, make_course

pytestmark = pytest.mark.django_db


def test_facts_are_those_of_the_frozen_course():
    course = make_course(lessons=2, title="Nationale AI-cursus")
    edition = make_active_edition(course)
    titles = lesson_titles(edition=edition)

    LessonPage.objects.update(title="Anders", minutes=99)

    assert (course_title(edition=edition), course_minutes(edition=edition)) == ("Nationale AI-cursus", 20)
    assert lesson_titles(edition=edition) == titles
    assert len(module_titles(edition=edition)) == 1


def test_the_front_page_and_a_provider_show_their_courses():
    edition = make_active_edition(make_course(lessons=1))
    larger = make_active_edition(make_course(lessons=3))

    assert [entry.edition for entry in featured_courses(1)] == [larger]
    assert [entry.edition for entry in courses_of(edition.runs.get().provider_id)] == [edition]


@pytest.mark.parametrize(("capacity", "taken", "free"), [(None, 9, None), (3, 1, 2), (3, 3, 0), (3, 5, 0)])
def test_left_is_never_below_nothing(capacity, taken, free):
    assert left(capacity=capacity, taken=taken) == free
