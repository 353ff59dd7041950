"""The quiz of a lesson: start, answer, result."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.clock import database_now
from courses import player
from courses.models import QuizAttempt
from courses.questions import asked_questions, graded_questions
from courses.quizzes import NotAnswerable, NotStartable, hand_in, save_answers, start_attempt
from courses.views.learner import readable_enrolment


def _quiz_lesson(request, uid, lesson_key):
    enrolment = readable_enrolment(request, uid)
    lesson = player.outline_of(enrolment).find(lesson_key)
    if lesson is None or lesson.quiz is None:
        raise Http404
    return enrolment, lesson


def _attempt(enrolment, lesson_key, number):
    return get_object_or_404(QuizAttempt.objects.at_lesson(lesson_key), enrolment=enrolment, number=number)


@login_required
def quiz(request, uid, lesson_key):
    enrolment, lesson = _quiz_lesson(request, uid, lesson_key)
    if request.method == "POST":
        try:
            attempt = start_attempt(enrolment=enrolment, lesson_key=lesson_key, at=database_now())
        except NotStartable as reason:
            messages.error(request, str(reason))
            return redirect("courses:lesson", uid=uid, lesson_key=lesson_key)
        return redirect("courses:attempt", uid=uid, lesson_key=lesson_key, number=attempt.number)
    context = {
        "course": player.course_view(enrolment=enrolment),
        "enrolment": enrolment,
        "lesson": lesson,
        "quiz": player.quiz_view(enrolment=enrolment, lesson=lesson, at=timezone.now()),
    }
    return render(request, "courses/quiz.html", context)


@login_required
def attempt(request, uid, lesson_key, number):
    enrolment, lesson = _quiz_lesson(request, uid, lesson_key)
    attempt = _attempt(enrolment, lesson_key, number)
    if request.method == "POST" and (answer := _act(request, attempt)):
        return answer
    if attempt.status != QuizAttempt.Status.OPEN:
        return redirect("courses:result", uid=uid, lesson_key=lesson_key, number=number)
    questions = asked_questions(attempt=attempt, language=enrolment.language)
    context = {
        "enrolment": enrolment,
        "lesson": lesson,
        "attempt": attempt,
        "course": player.course_view(enrolment=enrolment),
        "questions": questions,
        "open": [question for question in questions if not question.answered],
        "asks_again": request.method == "POST" and "hand_in" in request.POST,
    }
    return render(request, "courses/attempt.html", context)


def _act(request, attempt):
    """Save or hand in what was posted; without an answer the page is shown again."""
    values = _values(request, attempt)
    at = database_now()
    try:
        if _wants_to_hand_in(request, values):
            attempt = hand_in(attempt=attempt, values=values, at=at)
        else:
            save_answers(attempt=attempt, values=values, at=at)
            if "hand_in" in request.POST:
                return None
            messages.success(request, _("Je antwoorden zijn opgeslagen."))
    except NotAnswerable as reason:
        messages.error(request, str(reason))
    return redirect(request.path)


def _wants_to_hand_in(request, values):
    """At once when everything is answered; otherwise after asking once more."""
    return "hand_in_anyway" in request.POST or ("hand_in" in request.POST and all(values.values()))


def _values(request, attempt):
    return {question["key"]: request.POST.getlist(question["key"]) for question in attempt.paper}


@login_required
def result(request, uid, lesson_key, number):
    enrolment, lesson = _quiz_lesson(request, uid, lesson_key)
    attempt = _attempt(enrolment, lesson_key, number)
    if attempt.status == QuizAttempt.Status.OPEN:
        return redirect("courses:attempt", uid=uid, lesson_key=lesson_key, number=number)
    view = player.course_view(enrolment=enrolment)
    _before, after = view.outline.around(lesson_key)
    feedback = lesson.quiz["feedback"]
    context = {
        "course": view,
        "enrolment": enrolment,
        "lesson": lesson,
        "attempt": attempt,
        "after": after,
        "questions": graded_questions(attempt=attempt, language=enrolment.language, feedback=feedback),
        "quiz": player.quiz_view(enrolment=enrolment, lesson=lesson, at=timezone.now()),
    }
    return render(request, "courses/result.html", context)
