"""Replaying (narekenen): fold all events again, mark all attempts again, and compare with what is stored."""

from collections.abc import Iterator
from fractions import Fraction

from django.db import transaction

from courses.completions import explain
from courses.models import Completion, EditionQuestion, Enrolment, LessonProgress, QuizAttempt
from courses.progress import differences, evaluate_enrolment, expected_progress, locked, write_progress
from courses.rules import CompletionRules, Evaluation
from courses.scoring import score, whole_percent


def replay_enrolment(*, enrolment: Enrolment) -> list[str]:
    """What is stored of one enrolment and does not follow from its events; empty when all is well."""
    evaluation = evaluate_enrolment(enrolment)
    found = [
        *_in_progress(enrolment, evaluation),
        *_in_completion(enrolment, evaluation),
        *_in_attempts(enrolment),
    ]
    return [f"{enrolment.uid} {text}" for text in found]


@transaction.atomic
def repair_progress(*, enrolment: Enrolment) -> None:
    """Make the progress equal to the events; a completion is evidence and is never repaired."""
    enrolment = locked(enrolment)
    evaluation = evaluate_enrolment(enrolment)
    expected = expected_progress(enrolment, evaluation)
    LessonProgress.objects.filter(enrolment=enrolment).exclude(lesson_key__in=expected).delete()
    write_progress(enrolment, evaluation)


def _in_progress(enrolment: Enrolment, evaluation: Evaluation) -> Iterator[str]:
    expected = expected_progress(enrolment, evaluation)
    stored = {row.lesson_key: row for row in LessonProgress.objects.filter(enrolment=enrolment)}
    for key in stored.keys() - expected.keys():
        yield f"les {key}: voortgang zonder gebeurtenis"
    for key, row in expected.items():
        if fields := differences(stored.get(key), row):
            yield f"les {key}: {', '.join(fields)} klopt niet"


def _in_completion(enrolment: Enrolment, evaluation: Evaluation) -> Iterator[str]:
    completion = Completion.objects.filter(enrolment=enrolment).first()
    if completion is None:
        if evaluation.completed_at and enrolment.status == Enrolment.Status.ACTIVE:
            yield "afronding ontbreekt"
        return
    if enrolment.status != Enrolment.Status.COMPLETED:
        yield "afronding bij een inschrijving die niet is afgerond"
    if completion.completed_at != evaluation.completed_at:
        yield "afronding op een ander moment dan de gebeurtenissen zeggen"
    elif completion.explanation != explain(evaluation):
        yield "afronding met een andere uitleg dan de gebeurtenissen geven"
    if completion.rules_sha256 != CompletionRules(**enrolment.run.edition.rules).sha256:
        yield "afronding met een andere slagingsregel dan die van de editie"


def _in_attempts(enrolment: Enrolment) -> Iterator[str]:
    attempts = list(enrolment.attempts.finished().prefetch_related("answers__edition_question"))
    if not attempts:
        return
    rows = EditionQuestion.objects.filter(edition=enrolment.run.edition_id)
    worth = {str(key): points for key, points in rows.values_list("question_key", "points")}
    for attempt in attempts:
        if _percent(attempt, worth) != attempt.percent:
            yield f"poging {attempt.uid}: ander percentage bij opnieuw nakijken"


def _percent(attempt: QuizAttempt, worth: dict[str, int]) -> int:
    points = sum((_points(answer) for answer in attempt.answers.all()), Fraction(0))
    return whole_percent(points=points, of=sum(worth[question["key"]] for question in attempt.paper))


def _points(answer) -> Fraction:  # noqa: ANN001
    question = answer.edition_question
    return question.points * score(kind=question.kind, key=question.answer_key, value=answer.value)
