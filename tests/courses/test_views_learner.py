import pytest
from django.urls import reverse

from courses.enrolments import enrol, withdraw
from courses.models import Completion, EditionLesson, EditionQuestion, Enrolment, LearningEvent, QuizAttempt
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    AT,
    QuestionFactory,
    make_active_edition,
    make_course,
    multiple_answer,
    single_answer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(db):
    questions = [
        QuestionFactory(answer=single_answer(right="GEHEIM-A")),
        QuestionFactory(answer=multiple_answer()),
    ]
    return make_active_edition(make_course(lessons=2, questions=questions, title="Nationale AI-cursus"))


@pytest.fixture
def enrolment(edition):
    return enrol(learner=UserFactory(first_name="Sam"), run=edition.runs.get(), by=None, at=AT)


@pytest.fixture
def lessons(edition):
    return list(EditionLesson.objects.filter(edition=edition).order_by("position"))


@pytest.fixture
def learner(client, enrolment):
    client.force_login(enrolment.learner)
    return client


def url(name, enrolment, lesson=None, number=None):
    parts = [enrolment.uid, lesson and lesson.lesson_key, number]
    return reverse(f"courses:{name}", args=[part for part in parts if part is not None])


def right_answers(attempt):
    rows = EditionQuestion.objects.filter(edition=attempt.edition)
    return {str(row.question_key): row.answer_key["correct"] for row in rows}


def test_the_dashboard_says_where_to_go_on(learner, enrolment, lessons):
    fresh = learner.get(reverse("courses:dashboard"))
    learner.get(url("lesson", enrolment, lessons[1]))

    later = learner.get(reverse("courses:dashboard"))

    assert fresh.context["active"][0].resume.key == lessons[0].lesson_key
    assert later.context["active"][0].resume.key == lessons[1].lesson_key
    assert "Nationale AI-cursus" in later.text


def test_the_dashboard_of_a_newcomer_points_to_the_catalogue(client):
    client.force_login(UserFactory())

    assert reverse("courses:catalogue") in client.get(reverse("courses:dashboard")).text


def test_a_first_view_is_remembered_and_a_second_writes_nothing(learner, enrolment, lessons):
    for _view in range(2):
        assert learner.get(url("lesson", enrolment, lessons[0])).status_code == 200

    assert LearningEvent.objects.filter(kind="lesson_opened").count() == 1


def test_finishing_a_lesson_leads_to_the_next(learner, enrolment, lessons):
    answer = learner.post(url("confirm", enrolment, lessons[0]))

    assert answer.url == url("lesson", enrolment, lessons[1])


def test_the_whole_course_can_be_done_without_javascript(learner, enrolment, lessons):
    for lesson in lessons[:2]:
        learner.post(url("confirm", enrolment, lesson))
    started = learner.post(url("quiz", enrolment, lessons[2]))
    attempt = QuizAttempt.objects.get()
    assert started.url == url("attempt", enrolment, lessons[2], 1)

    handed_in = learner.post(started.url, right_answers(attempt) | {"hand_in": "1"}, follow=True)

    assert Completion.objects.get().enrolment == enrolment
    assert handed_in.request["PATH_INFO"] == url("result", enrolment, lessons[2], 1)
    assert "Gefeliciteerd" in handed_in.text
    home = learner.get(url("enrolment", enrolment))
    assert "Je hebt deze cursus afgerond" in home.text


def test_a_quiz_that_is_posted_twice_has_one_result(learner, enrolment, lessons):
    path = learner.post(url("quiz", enrolment, lessons[2])).url
    attempt = QuizAttempt.objects.get()
    wrong = {key: ["verzonnen"] for key in right_answers(attempt)}

    refused = learner.post(path, wrong | {"hand_in": "1"}, follow=True)
    learner.post(path, {"hand_in_anyway": "1"})
    learner.post(path, right_answers(attempt) | {"hand_in": "1"})
    saved_late = learner.post(path, right_answers(attempt) | {"save": "1"}, follow=True)

    attempt.refresh_from_db()
    assert (attempt.percent, QuizAttempt.objects.count()) == (0, 1)
    assert "hoort niet bij deze toets" in refused.text
    assert "al ingeleverd" in saved_late.text


def test_handing_in_with_open_questions_asks_first(learner, enrolment, lessons):
    path = learner.post(url("quiz", enrolment, lessons[2])).url
    attempt = QuizAttempt.objects.get()
    key, value = next(iter(right_answers(attempt).items()))

    asked = learner.post(path, {key: value, "hand_in": "1"})

    attempt.refresh_from_db()
    assert attempt.status == "OPEN"
    assert "1 vraag nog niet beantwoord" in asked.text
    assert "hand_in_anyway" in asked.text
    assert attempt.answers.get(edition_question__question_key=key).value == value


def test_saved_answers_are_there_on_return(learner, enrolment, lessons):
    path = learner.post(url("quiz", enrolment, lessons[2])).url
    attempt = QuizAttempt.objects.get()
    values = right_answers(attempt)

    learner.post(path, values | {"save": "1"})

    chosen = {
        question.key: [option.id for option in question.options if option.chosen]
        for question in learner.get(path).context["questions"]
    }
    assert {key: set(value) for key, value in chosen.items()} == {
        key: set(value) for key, value in values.items()
    }


def test_the_pages_of_a_learner_hold_no_key(learner, enrolment, lessons):
    path = learner.post(url("quiz", enrolment, lessons[2])).url
    pages = [learner.get(url("lesson", enrolment, lessons[2])), learner.get(path)]
    assert "GEHEIM-A" in pages[1].text

    for page in pages:
        assert "correct" not in page.text
        assert "Goed: GEHEIM-A" not in page.text

    failed = learner.post(path, {"hand_in_anyway": "1"}, follow=True)
    assert "Nog niet gehaald" in failed.text
    assert "Goed: GEHEIM-A" not in failed.text


def test_why_am_i_not_done_names_every_lesson(learner, enrolment, lessons):
    learner.get(url("lesson", enrolment, lessons[0]))
    path = learner.post(url("quiz", enrolment, lessons[2])).url
    learner.post(path, {"hand_in_anyway": "1"})

    page = learner.get(url("progress", enrolment))

    assert [reason.sentence for reason in page.context["missing"]] == [
        "Je hebt de les geopend, maar nog niet op ‘Les afronden’ geklikt.",
        "Je hebt deze les nog niet geopend.",
        "Je beste resultaat is 0%. Je hebt 70% nodig.",
    ]


def test_the_enrolment_of_somebody_else_does_not_exist(client, enrolment, lessons):
    client.force_login(UserFactory())

    for name, lesson, number in [
        ("enrolment", None, None),
        ("progress", None, None),
        ("lesson", lessons[0], None),
        ("quiz", lessons[2], None),
        ("attempt", lessons[2], 1),
        ("result", lessons[2], 1),
    ]:
        assert client.get(url(name, enrolment, lesson, number)).status_code == 404
    for name, lesson in [("confirm", lessons[0]), ("quiz", lessons[2])]:
        assert client.post(url(name, enrolment, lesson)).status_code == 404
    assert client.post(url("withdraw", enrolment)).status_code == 404


def test_a_lesson_that_is_not_in_the_edition_does_not_exist(learner, enrolment, lessons):
    strange = EditionLesson.objects.filter(edition=make_active_edition()).first()

    assert learner.get(url("lesson", enrolment, strange)).status_code == 404
    assert learner.post(url("confirm", enrolment, strange)).status_code == 404
    assert learner.get(url("quiz", enrolment, strange)).status_code == 404
    assert learner.get(url("quiz", enrolment, lessons[0])).status_code == 404
    assert learner.get(url("attempt", enrolment, lessons[2], 9)).status_code == 404


def test_visitors_are_sent_to_sign_in(client, enrolment):
    answer = client.get(url("enrolment", enrolment))

    assert answer.url.startswith(reverse("account_login"))


def test_confirming_needs_a_post(learner, enrolment, lessons):
    assert learner.get(url("confirm", enrolment, lessons[0])).status_code == 405


def test_confirming_a_quiz_lesson_is_refused_in_words(learner, enrolment, lessons):
    assert (
        "klaar als je de toets haalt" in learner.post(url("confirm", enrolment, lessons[2]), follow=True).text
    )


def test_a_learner_can_withdraw_and_read_why_it_ended(learner, enrolment, lessons):
    assert learner.post(url("withdraw", enrolment), follow=True).status_code == 200

    home = learner.get(url("enrolment", enrolment))

    assert "Je inschrijving is beëindigd" in home.text
    assert learner.get(url("lesson", enrolment, lessons[0])).status_code == 404


def test_withdrawing_after_completion_is_refused_in_words(learner, enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(status="COMPLETED")

    assert "uitschrijven kan niet meer" in learner.post(url("withdraw", enrolment), follow=True).text


def test_a_reserved_place_is_shown_but_not_yet_read(client, edition, lessons):
    reserved = enrol(learner=UserFactory(), run=edition.runs.get(), by=None, at=AT, reserved_until=AT)
    client.force_login(reserved.learner)

    assert client.get(reverse("courses:dashboard")).context["reserved"][0].enrolment == reserved
    assert "Je plaats is gereserveerd" in client.get(url("enrolment", reserved)).text
    assert client.get(url("lesson", reserved, lessons[0])).status_code == 404


def test_an_attempt_during_the_pause_is_refused_in_words(learner, enrolment, lessons):
    for _number in range(3):
        path = learner.post(url("quiz", enrolment, lessons[2])).url
        learner.post(path, {"hand_in_anyway": "1"})

    answer = learner.post(url("quiz", enrolment, lessons[2]), follow=True)

    assert "weer een poging doen" in answer.text
    reasons = learner.get(url("progress", enrolment)).context["missing"]
    assert reasons[2].state == "Wacht op"


def test_withdrawn_learners_leave_the_dashboard(learner, enrolment):
    withdraw(enrolment=enrolment, by=None, at=AT)

    assert learner.get(reverse("courses:dashboard")).context["active"] == []
