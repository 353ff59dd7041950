from datetime import timedelta
from uuid import uuid4

import pytest

from courses.enrolments import enrol, withdraw
from courses.models import Answer, Completion, EditionLesson, EditionQuestion, LearningEvent, QuizAttempt
from courses.quizzes import NotAnswerable, NotStartable, finish_attempt, hand_in, save_answer, start_attempt
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    LessonPageFactory,
    QuestionFactory,
    make_active_edition,
    make_course,
    multiple_answer,
    quiz_body,
    true_false_answer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(db):
    questions = [
        QuestionFactory(),
        QuestionFactory(answer=multiple_answer(), points=2),
        QuestionFactory(answer=true_false_answer()),
    ]
    return make_active_edition(make_course(lessons=0, questions=questions))


@pytest.fixture
def lesson_key(edition):
    return EditionLesson.objects.get(edition=edition).lesson_key


@pytest.fixture
def enrolment(edition, now):
    return enrol(learner=UserFactory(), run=edition.runs.get(), by=None, at=now)


@pytest.fixture
def attempt(enrolment, lesson_key, now):
    return start_attempt(enrolment=enrolment, lesson_key=lesson_key, at=now, seed="zaad")


def right(attempt):
    keys = EditionQuestion.objects.filter(edition=attempt.edition)
    return {str(row.question_key): row.answer_key["correct"] for row in keys}


def test_all_right_passes_and_completes_the_course(attempt, enrolment, now):
    finished = hand_in(attempt=attempt, values=right(attempt), at=now)

    assert (finished.points, finished.max_points, finished.percent, finished.passed) == (4, 4, 100, True)
    assert Completion.objects.get().enrolment == enrolment
    event = LearningEvent.objects.get(kind="attempt_finished")
    assert event.data["percent"] == 100
    assert set(event.data) == {"attempt", "percent", "keys_sha256"}


def test_half_of_the_options_earns_half_of_the_points(attempt, now):
    values = right(attempt)
    multiple = EditionQuestion.objects.get(kind="multiple")
    values[str(multiple.question_key)] = values[str(multiple.question_key)][:1]

    finished = hand_in(attempt=attempt, values=values, at=now)

    assert (finished.points, finished.percent, finished.passed) == (3, 75, True)
    assert Answer.objects.get(edition_question=multiple).points == 1


def test_what_was_not_answered_earns_nothing(attempt, now):
    finished = finish_attempt(attempt=attempt, at=now)

    assert (finished.points, finished.percent, finished.passed) == (0, 0, False)


def test_handing_in_twice_is_one_result(attempt, now):
    first = hand_in(attempt=attempt, values={}, at=now)

    second = hand_in(attempt=attempt, values=right(attempt), at=now + timedelta(minutes=1))
    third = finish_attempt(attempt=attempt, at=now + timedelta(minutes=1))

    assert [row.percent for row in (first, second, third)] == [0, 0, 0]
    assert LearningEvent.objects.filter(kind="attempt_finished").count() == 1


def test_save_answer_keeps_the_last_value(attempt, now):
    question = EditionQuestion.objects.get(kind="single")
    for option in question.answer_key["options"]:
        save_answer(attempt=attempt, question_key=question.question_key, value=[option], at=now)
    save_answer(attempt=attempt, question_key=question.question_key, value=[option], at=now)

    answer = Answer.objects.get()
    assert (answer.value, answer.revision) == ([option], 3)


def test_save_answer_refuses_what_is_not_on_the_paper(attempt, now):
    question = EditionQuestion.objects.get(kind="single")

    for key, value in [(uuid4(), []), (question.question_key, ["verzonnen"])]:
        with pytest.raises(NotAnswerable, match="hoort niet bij deze toets"):
            save_answer(attempt=attempt, question_key=key, value=value, at=now)

    finish_attempt(attempt=attempt, at=now)
    with pytest.raises(NotAnswerable, match="al ingeleverd"):
        save_answer(attempt=attempt, question_key=question.question_key, value=[], at=now)
    assert not Answer.objects.exists()


def test_an_open_attempt_is_resumed(attempt, enrolment, lesson_key, now):
    assert start_attempt(enrolment=enrolment, lesson_key=lesson_key, at=now) == attempt


def test_after_three_attempts_there_is_a_pause(enrolment, lesson_key, now):
    for _number in range(3):
        finish_attempt(attempt=start_attempt(enrolment=enrolment, lesson_key=lesson_key, at=now), at=now)

    with pytest.raises(NotStartable, match="vanaf 17 november 10:30"):
        start_attempt(enrolment=enrolment, lesson_key=lesson_key, at=now + timedelta(hours=23))
    fourth = start_attempt(enrolment=enrolment, lesson_key=lesson_key, at=now + timedelta(hours=24))

    assert fourth.number == 4


def test_start_attempt_refuses_without_quiz_enrolment_or_need(enrolment, lesson_key, now):
    with pytest.raises(NotStartable, match="geen toets"):
        start_attempt(enrolment=enrolment, lesson_key=uuid4(), at=now)

    attempt = start_attempt(enrolment=enrolment, lesson_key=lesson_key, at=now)
    hand_in(attempt=attempt, values=right(attempt), at=now)
    with pytest.raises(NotStartable, match="staat vast"):
        start_attempt(enrolment=enrolment, lesson_key=lesson_key, at=now)

    other = enrol(learner=UserFactory(), run=enrolment.run, by=None, at=now)
    withdraw(enrolment=other, by=None, at=now)
    with pytest.raises(NotStartable, match="niet actief"):
        start_attempt(enrolment=other, lesson_key=lesson_key, at=now)


def test_an_answer_after_the_deadline_is_kept_apart(now):
    course = make_course(lessons=0)
    body = quiz_body([QuestionFactory()], time_limit_minutes=10)
    LessonPageFactory(parent=course.get_children().get(), criterion="PASSED", body=body)
    edition = make_active_edition(course)
    enrolment = enrol(learner=UserFactory(), run=edition.runs.get(), by=None, at=now)
    attempt = start_attempt(enrolment=enrolment, lesson_key=EditionLesson.objects.get().lesson_key, at=now)
    late = now + timedelta(minutes=12)

    assert list(QuizAttempt.objects.overdue(late)) == [attempt]
    finished = hand_in(attempt=attempt, values=right(attempt), at=late)

    answer = Answer.objects.get()
    assert (answer.value, answer.late_value) == ([], next(iter(right(attempt).values())))
    assert finished.percent == 0


def test_a_bank_question_that_changes_leaves_the_edition_as_it_was(attempt, now):
    values = right(attempt)
    question = EditionQuestion.objects.get(kind="true_false")
    from courses.models import Question

    bank = Question.objects.get(translation_key=question.question_key)
    bank.answer = true_false_answer(is_true=True)
    bank.save_revision().publish()

    assert hand_in(attempt=attempt, values=values, at=now).percent == 100
