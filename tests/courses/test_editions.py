import pytest
from django.db import DatabaseError, connection, transaction
from wagtail.models import Page

from courses.editions import (
    NotActivatable,
    NotDraftable,
    NotFreezable,
    activate_edition,
    draft_edition,
    freeze_edition,
    request_freeze,
)
from courses.models import (
    CatalogueEntry,
    CourseEdition,
    CourseRun,
    EditionContent,
    EditionLesson,
    EditionQuestion,
    LessonPage,
)
from courses.outline import edition_outline
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    LessonPageFactory,
    LessonReferencePageFactory,
    QuestionFactory,
    make_active_edition,
    make_course,
    make_frozen_edition,
    quiz_body,
    single_answer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(db):
    return UserFactory()


@pytest.fixture
def programme(db):
    return UserFactory(programme=True)


def drafted_and_requested(course, author, now):
    return request_freeze(edition=draft_edition(course=course, by=author, at=now), by=author, at=now)


def faults_of(course, author, now):
    edition = draft_edition(course=course, by=author, at=now)
    with pytest.raises(NotFreezable) as refusal:
        request_freeze(edition=edition, by=author, at=now)
    return refusal.value.faults


def test_draft_edition_allows_one_draft_at_a_time(author, now):
    course = make_course()
    draft_edition(course=course, by=author, at=now)

    with pytest.raises(NotDraftable, match="in voorbereiding"):
        draft_edition(course=course, by=author, at=now)


def test_freeze_edition_needs_another_person_than_the_requester(author, now):
    edition = drafted_and_requested(make_course(), author, now)

    with pytest.raises(NotFreezable, match="Iemand anders dan de aanvrager"):
        freeze_edition(edition=edition, by=author, at=now)

    assert not EditionContent.objects.exists()


def test_freeze_edition_needs_a_request(author, programme, now):
    edition = draft_edition(course=make_course(), by=author, at=now)

    with pytest.raises(NotFreezable, match="niet aangevraagd"):
        freeze_edition(edition=edition, by=programme, at=now)


def test_request_freeze_names_every_fault_at_once(author, now):
    course = make_course(lessons=2)
    one, two = LessonPage.objects.descendant_of(course).order_by("path")
    before, one.title = one.title, "Aangepast"
    one.save_revision()
    LessonPage.objects.filter(pk=two.pk).update(live=False, criterion="PASSED")

    faults = faults_of(course, author, now)

    assert faults == [
        f"Les ‘{before}’ heeft wijzigingen die nog niet zijn gepubliceerd.",
        f"Les ‘{two.title}’ is nog niet gepubliceerd.",
        f"{two.title}: Les ‘{two.title}’ vraagt een toets, maar heeft er geen.",
    ]


def test_a_quiz_question_without_feedback_cannot_be_frozen(author, now):
    options = [
        {"text": "Ja", "correct": True, "feedback": ""},
        {"text": "Nee", "correct": False, "feedback": ""},
    ]
    question = QuestionFactory(answer=[("single", {"options": options})])
    course = make_course(lessons=0)
    module = course.get_children().get()
    LessonPageFactory(parent=module, criterion="PASSED", body=quiz_body([question]))

    (fault,) = faults_of(course, author, now)

    assert "mist een juist antwoord of uitleg" in fault


def test_a_lesson_stands_once_in_a_course(author, now):
    course = make_course(lessons=1)
    lesson = LessonPage.objects.descendant_of(course).get()
    LessonReferencePageFactory(parent=lesson.get_parent(), lesson=lesson)

    assert faults_of(course, author, now) == [f"Les ‘{lesson.title}’ staat twee keer in de cursus."]


def test_a_shared_lesson_keeps_its_key_in_another_course(now):
    lesson = LessonPage.objects.descendant_of(make_course(lessons=1)).get()
    course = make_course(lessons=1)
    LessonReferencePageFactory(parent=course.get_children().get(), lesson=lesson, required=False, minutes=7)

    edition = make_frozen_edition(course)

    row = EditionLesson.objects.get(edition=edition, lesson_key=lesson.lesson_key)
    assert (row.position, row.required, row.minutes, row.page) == (1, False, 7, lesson)


def test_freeze_edition_keeps_the_words_when_the_page_changes_or_goes(now):
    course = make_course(lessons=1, quiz=True)
    edition = make_frozen_edition(course)
    before = list(EditionContent.objects.order_by("pk").values("kind", "content", "sha256"))

    for lesson in LessonPage.objects.all():
        lesson.title = "Anders"
        lesson.save_revision().publish()
    LessonPage.objects.first().delete()

    assert list(EditionContent.objects.order_by("pk").values("kind", "content", "sha256")) == before
    assert len(edition_outline(edition=edition, language="nl").lessons) == 2


def test_the_key_of_a_question_stays_out_of_the_words(now):
    question = QuestionFactory(answer=single_answer(right="GEHEIM-1"))
    course = make_course(lessons=0, questions=[question])

    edition = make_frozen_edition(course)

    words = EditionContent.objects.get(edition=edition, kind="QUESTION").content
    key = EditionQuestion.objects.get(edition=edition).answer_key
    right = next(option["id"] for option in words["options"] if option["text"] == "GEHEIM-1")
    assert key["correct"] == [right]
    assert set(words) == {"stem", "feedback", "options"}
    assert {frozenset(option) for option in words["options"]} == {frozenset({"id", "text", "feedback"})}


def test_the_same_content_gives_the_same_manifest_and_another_word_another(now):
    course = make_course(lessons=1, quiz=True)
    first = make_frozen_edition(course)
    CourseEdition.objects.filter(pk=first.pk).update(status="CLOSED")
    second = make_frozen_edition(course)
    lesson = LessonPage.objects.descendant_of(course).first()
    lesson.title = "Een andere titel"
    lesson.save_revision().publish()
    third = make_frozen_edition(course)

    assert first.manifest_sha256 == second.manifest_sha256
    assert third.manifest_sha256 != second.manifest_sha256


def test_activate_edition_opens_the_permanent_run_and_retires_the_former(programme, now):
    course = make_course()
    first = make_active_edition(course)
    second = activate_edition(edition=make_frozen_edition(course), by=programme, at=now)

    first.refresh_from_db()
    assert (first.status, second.status) == ("RETIRING", "ACTIVE")
    assert (first.retires_on - now.date()).days == 180
    run = CourseRun.objects.get(edition=second)
    assert (run.is_permanent, run.status, run.code) == (True, "OPEN", f"{course.slug}-2")


def test_an_unpublished_course_leaves_the_catalogue_at_once(now):
    course = make_course()
    make_active_edition(course)
    assert CatalogueEntry.objects.get().title == course.title

    Page.objects.get(pk=course.pk).specific.unpublish()

    assert not CatalogueEntry.objects.exists()


def test_a_rule_about_a_lesson_elsewhere_cannot_be_frozen(author, now):
    course = make_course(lessons=1)
    strange = draft_edition(
        course=course, by=author, at=now, rules={"pass_percent": {str(course.course_key): 80}}
    )

    with pytest.raises(NotFreezable, match="een les die niet in de cursus zit"):
        request_freeze(edition=strange, by=author, at=now)


def test_a_rule_that_cannot_be_read_cannot_be_frozen(author, now):
    odd = draft_edition(course=make_course(), by=author, at=now, rules={"dwell_seconds": 60})

    with pytest.raises(NotFreezable, match="slagingsregel van deze editie is ongeldig"):
        request_freeze(edition=odd, by=author, at=now)


def test_a_course_without_a_required_lesson_cannot_be_frozen(author, now):
    course = make_course(lessons=1)
    LessonPage.objects.update(required=False)

    assert faults_of(course, author, now) == ["De cursus heeft geen verplichte les."]


def test_a_request_is_made_once(author, now):
    edition = drafted_and_requested(make_course(), author, now)

    with pytest.raises(NotFreezable, match="geen concept meer"):
        request_freeze(edition=edition, by=author, at=now)


def test_only_a_frozen_edition_becomes_active(programme, now):
    edition = make_active_edition()

    with pytest.raises(NotActivatable, match="Alleen een vastgezette editie"):
        activate_edition(edition=edition, by=programme, at=now)


def test_an_edition_with_meetings_has_no_permanent_run(now):
    course = make_course(lessons=1)
    LessonPage.objects.update(criterion="ATTENDED")

    assert not make_active_edition(course).runs.exists()


def test_the_edition_is_evidence(guards, now):
    make_frozen_edition(make_course(quiz=True))
    table = EditionContent._meta.db_table

    for change in (f"UPDATE {table} SET sha256 = ''", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_two_courses_cannot_share_an_address(author, now):
    first = make_course(lessons=1)
    make_frozen_edition(first)
    second = make_course(lessons=1)
    second.slug = first.slug
    second.save_revision().publish()

    assert faults_of(second, author, now) == [f"Er is al een cursus met het adres ‘{first.slug}’."]
