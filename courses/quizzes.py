"""Quizzes (toets): an attempt is drawn, answered and graded on the server, on the frozen key."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from audit.recording import record
from courses.freezing import fingerprint
from courses.models import Answer, EditionQuestion, EditionQuiz, Enrolment, LearningEvent, QuizAttempt
from courses.papers import draw_paper
from courses.progress import locked, record_event
from courses.rules import CompletionRules
from courses.scoring import score, whole_percent

GRACE = timedelta(seconds=60)
Status = QuizAttempt.Status


class NotStartable(Exception):
    """No attempt can be started now; the message may be shown."""


class NotAnswerable(Exception):
    """This answer cannot be stored; the message may be shown."""


def quiz_of(*, enrolment: Enrolment, lesson_key: UUID) -> EditionQuiz | None:
    """The frozen quiz of a lesson in the edition that this learner follows."""
    return EditionQuiz.objects.filter(
        edition_lesson__edition=enrolment.run.edition_id, edition_lesson__lesson_key=lesson_key
    ).first()


def paused_until(*, settings: Mapping, attempts: Sequence[QuizAttempt], at: datetime) -> datetime | None:
    """When the next attempt opens, if there is a pause now: after every so many finished attempts."""
    finished = [attempt.finished_at for attempt in attempts if attempt.status == Status.FINISHED]
    if not finished or len(finished) % settings["attempts_before_pause"]:
        return None
    until = max(filter(None, finished)) + timedelta(hours=settings["pause_hours"])
    return until if at < until else None


def pause_sentence(until: datetime) -> str:
    """What a learner reads while there is a pause."""
    when = date_format(localtime(until), "j F H:i")
    return _("Je kunt vanaf %(when)s weer een poging doen.") % {"when": when}


@transaction.atomic
def start_attempt(
    *, enrolment: Enrolment, lesson_key: UUID, at: datetime, seed: str | None = None
) -> QuizAttempt:
    """Draw a paper for a new attempt; the attempt that is still open when there is one. Raises NotStartable."""
    enrolment = locked(enrolment)
    attempts = list(enrolment.attempts.at_lesson(lesson_key).order_by("number"))
    if attempts and attempts[-1].status == Status.OPEN:
        return attempts[-1]
    quiz = quiz_of(enrolment=enrolment, lesson_key=lesson_key)
    if quiz is None:
        raise NotStartable(_("Deze les heeft geen toets."))
    if message := _refusal(enrolment, quiz, attempts, at):
        raise NotStartable(message)
    seed = seed or secrets.token_hex(16)
    minutes = quiz.settings["time_limit_minutes"]
    attempt = QuizAttempt.objects.create(
        enrolment=enrolment,
        lesson_key=lesson_key,
        edition=enrolment.run.edition,
        number=len(attempts) + 1,
        seed=seed,
        paper=_paper(quiz, seed),
        started_at=at,
        deadline_at=at + timedelta(minutes=minutes) if minutes else None,
    )
    record("attempt.started", attempt, by=None, at=at, enrolment=enrolment.uid, number=attempt.number)
    return attempt


def _refusal(enrolment: Enrolment, quiz: EditionQuiz, attempts: Sequence[QuizAttempt], at: datetime) -> str:
    if enrolment.status == Enrolment.Status.COMPLETED:
        return _("Je hebt deze cursus al afgerond; je resultaat staat vast.")
    if enrolment.status != Enrolment.Status.ACTIVE:
        return _("Je inschrijving is niet actief.")
    until = paused_until(settings=quiz.settings, attempts=attempts, at=at)
    return pause_sentence(until) if until else ""


def _paper(quiz: EditionQuiz, seed: str) -> list[dict]:
    names = [key for section in quiz.sections for key in section["questions"]]
    rows = EditionQuestion.objects.filter(edition=quiz.edition_lesson.edition_id, question_key__in=names)
    keys = {str(row.question_key): row.answer_key for row in rows}
    return draw_paper(seed=seed, sections=quiz.sections, keys=keys, settings=quiz.settings)


def save_answer(*, attempt: QuizAttempt, question_key: UUID, value: Sequence[str], at: datetime) -> None:
    """Store the answer to one question of an open attempt: the ids of the chosen options. Raises NotAnswerable."""
    save_answers(attempt=attempt, values={str(question_key): value}, at=at)


@transaction.atomic
def save_answers(*, attempt: QuizAttempt, values: Mapping[str, Sequence[str]], at: datetime) -> None:
    """Store answers to an open attempt: per question key the ids of the chosen options.

    All or nothing. What comes more than a minute after the deadline is kept apart and earns nothing.
    Raises NotAnswerable when the attempt was handed in, or for a question or option not on the paper.
    """
    attempt = QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
    if attempt.status != Status.OPEN:
        raise NotAnswerable(_("Deze poging is al ingeleverd."))
    paper = {question["key"]: set(question["options"]) for question in attempt.paper}
    if not all(set(value) <= paper.get(key, set()) and key in paper for key, value in values.items()):
        raise NotAnswerable(_("Dit antwoord hoort niet bij deze toets."))
    questions = {str(row.question_key): row for row in _questions(attempt, values)}
    stored = {row.edition_question_id: row for row in attempt.answers.all()}
    is_late = attempt.deadline_at is not None and at > attempt.deadline_at + GRACE
    for key, value in values.items():
        _store(attempt, questions[key], stored.get(questions[key].pk), value, at, is_late)


def _questions(attempt: QuizAttempt, keys: Mapping):
    return EditionQuestion.objects.filter(edition=attempt.edition_id, question_key__in=list(keys))


def _store(attempt, question, answer, value, at, is_late) -> None:  # noqa: ANN001
    chosen = [option for option in question.answer_key["options"] if option in set(value)]
    answer = answer or Answer(attempt=attempt, edition_question=question, revision=0)
    if is_late:
        answer.late_value = chosen
    elif answer.pk and answer.value == chosen:
        return
    else:
        answer.value = chosen
    answer.revision += 1
    answer.saved_at = at
    answer.save()


@transaction.atomic
def hand_in(*, attempt: QuizAttempt, values: Mapping[str, Sequence[str]], at: datetime) -> QuizAttempt:
    """Store the last answers and grade the attempt, in one go; handed in before, that result stays."""
    locked(attempt.enrolment)
    attempt.refresh_from_db()
    if attempt.status != Status.OPEN:
        return attempt
    save_answers(attempt=attempt, values=values, at=at)
    return finish_attempt(attempt=attempt, at=at)


@transaction.atomic
def finish_attempt(*, attempt: QuizAttempt, at: datetime) -> QuizAttempt:
    """Grade an attempt on the frozen key; what was not answered earns nothing. Twice is one result.

    Locks the enrolment, then the attempt, so that two hand-ins come one after the other.
    """
    enrolment = locked(attempt.enrolment)
    attempt = QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
    if attempt.status != Status.OPEN:
        return attempt
    questions = {str(row.question_key): row for row in _questions(attempt, _keys(attempt))}
    points = _grade(attempt, questions)
    total = sum(question.points for question in questions.values())
    attempt.points = Decimal(points.numerator) / points.denominator
    attempt.max_points = total
    attempt.percent = whole_percent(points=points, of=total)
    attempt.passed = attempt.percent >= _needed(enrolment, attempt)
    attempt.status, attempt.finished_at = Status.FINISHED, at
    attempt.save()
    _record_result(enrolment, attempt, questions, at)
    return attempt


def _keys(attempt: QuizAttempt) -> dict[str, list[str]]:
    return {question["key"]: question["options"] for question in attempt.paper}


def _grade(attempt: QuizAttempt, questions: Mapping[str, EditionQuestion]) -> Fraction:
    """Give every stored answer its points; returns their exact sum."""
    by_pk = {question.pk: question for question in questions.values()}
    total = Fraction(0)
    answers = list(attempt.answers.all())
    for answer in answers:
        question = by_pk[answer.edition_question_id]
        points = question.points * score(kind=question.kind, key=question.answer_key, value=answer.value)
        answer.points = Decimal(points.numerator) / points.denominator
        total += points
    Answer.objects.bulk_update(answers, ["points"])
    return total


def _needed(enrolment: Enrolment, attempt: QuizAttempt) -> int:
    edition = enrolment.run.edition
    ruled = CompletionRules(**edition.rules).pass_percent.get(attempt.lesson_key)
    quiz = quiz_of(enrolment=enrolment, lesson_key=attempt.lesson_key)
    return ruled if ruled is not None else quiz.settings["pass_percent"]


def _record_result(
    enrolment: Enrolment, attempt: QuizAttempt, questions: Mapping[str, EditionQuestion], at: datetime
) -> None:
    keys_sha256 = fingerprint(sorted([key, row.structure_sha256] for key, row in questions.items()))
    result = {"percent": attempt.percent, "passed": attempt.passed, "number": attempt.number}
    record("attempt.finished", attempt, by=None, at=at, enrolment=enrolment.uid, **result)
    record_event(
        enrolment=enrolment,
        kind=LearningEvent.Kind.ATTEMPT_FINISHED,
        lesson_key=attempt.lesson_key,
        subject=str(attempt.uid),
        data={"attempt": str(attempt.uid), "percent": attempt.percent, "keys_sha256": keys_sha256},
        at=at,
    )
