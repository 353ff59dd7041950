"""Progress (voortgang): what happened is stored once, and what follows from it is computed from all of it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from courses.completions import complete_if_done
from courses.models import Criterion, Enrolment, LearningEvent, LessonProgress
from courses.outline import edition_outline
from courses.rules import CompletionRules, Evaluation, Event, evaluate, fold

Kind = LearningEvent.Kind


class NotConfirmable(Exception):
    """The lesson cannot be marked as done; the message may be shown."""


@transaction.atomic
def open_lesson(*, enrolment: Enrolment, lesson_key: UUID, at: datetime) -> None:
    """Remember the first time a learner sees a lesson; a later view writes nothing."""
    enrolment = locked(enrolment)
    if enrolment.status == Enrolment.Status.ACTIVE:
        record_event(enrolment=enrolment, kind=Kind.LESSON_OPENED, lesson_key=lesson_key, at=at)


@transaction.atomic
def confirm_lesson(*, enrolment: Enrolment, lesson_key: UUID, at: datetime) -> None:
    """The learner says a lesson is done. Raises NotConfirmable where a quiz or presence decides."""
    enrolment = locked(enrolment)
    lesson = outline_of(enrolment).find(lesson_key)
    if lesson is None:
        raise NotConfirmable(_("Deze les zit niet in je cursus."))
    if lesson.criterion != Criterion.CONFIRMED:
        raise NotConfirmable(_("Deze les is klaar als je de toets haalt."))
    if enrolment.status not in {Enrolment.Status.ACTIVE, Enrolment.Status.COMPLETED}:
        raise NotConfirmable(_("Je inschrijving is niet actief."))
    record_event(enrolment=enrolment, kind=Kind.LESSON_CONFIRMED, lesson_key=lesson_key, at=at)


def locked(enrolment: Enrolment) -> Enrolment:
    """The enrolment as it is now, held until the transaction ends: one person's events come one by one."""
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("run__edition")
    return rows.get(pk=enrolment.pk)


@transaction.atomic
def record_event(
    *,
    enrolment: Enrolment,
    kind: str,
    at: datetime,
    lesson_key: UUID | None = None,
    subject: str = "",
    data: dict | None = None,
    actor_kind: str = LearningEvent.Actor.LEARNER,
) -> LearningEvent:
    """Store an event once, bring the progress up to date and complete the course when its rule is met.

    The uid follows from enrolment, kind and subject, so doing it twice is doing it once. `data` holds no names.
    """
    enrolment = locked(enrolment)
    uid = uuid5(enrolment.uid, f"{kind}:{subject or lesson_key or ''}")
    event, is_new = LearningEvent.objects.get_or_create(
        enrolment=enrolment,
        uid=uid,
        defaults={
            "kind": kind,
            "lesson_key": lesson_key,
            "data": data or {},
            "actor_kind": actor_kind,
            "occurred_at": at,
            "recorded_at": at,
        },
    )
    if is_new:
        evaluation = evaluate_enrolment(enrolment)
        write_progress(enrolment, evaluation)
        complete_if_done(enrolment=enrolment, evaluation=evaluation, at=at)
    return event


def evaluate_enrolment(enrolment: Enrolment) -> Evaluation:
    """What the edition's own rule says about all events of this enrolment."""
    rules = CompletionRules(**enrolment.run.edition.rules)
    return evaluate(rules, outline_of(enrolment), fold(events_of(enrolment)))


def events_of(enrolment: Enrolment) -> Iterable[Event]:
    """The events of an enrolment, as the rule reads them; the server's moment decides."""
    rows = LearningEvent.objects.filter(enrolment=enrolment)
    return (Event(*row) for row in rows.values_list("uid", "kind", "lesson_key", "recorded_at", "data"))


def outline_of(enrolment: Enrolment):  # noqa: ANN201
    """The outline of the edition that this learner follows, in the learner's language."""
    return edition_outline(edition=enrolment.run.edition, language=enrolment.language)


def expected_progress(enrolment: Enrolment, evaluation: Evaluation) -> dict[UUID, LessonProgress]:
    """The rows that follow from the events: one per lesson that was opened or is done."""
    return {
        item.lesson.key: LessonProgress(
            enrolment=enrolment,
            lesson_key=item.lesson.key,
            opened_at=item.opened.at if item.opened else None,
            done_at=item.done.at if item.done else None,
            because=item.done.uid if item.done else None,
        )
        for item in evaluation.items
        if item.opened or item.done
    }


def differences(stored: LessonProgress | None, expected: LessonProgress) -> list[str]:
    """The fields in which a stored row differs from what the events say."""
    fields = ["opened_at", "done_at", "because"]
    return [name for name in fields if stored is None or getattr(stored, name) != getattr(expected, name)]


def write_progress(enrolment: Enrolment, evaluation: Evaluation) -> None:
    """Make the stored rows equal to what the events say; only rows that differ are written."""
    stored = {row.lesson_key: row for row in LessonProgress.objects.filter(enrolment=enrolment)}
    for key, expected in expected_progress(enrolment, evaluation).items():
        if not differences(stored.get(key), expected):
            continue
        if key in stored:
            expected.pk = stored[key].pk
            expected._state.adding = False
        expected.save()
