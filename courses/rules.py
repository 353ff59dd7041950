"""When a course is done (slagingsregel): pure; no clock, no database, any order of events."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from audit.recording import canonical
from courses.models import Criterion, LearningEvent
from courses.outline import Outline, OutlineLesson

Kind = LearningEvent.Kind


class CompletionRules(BaseModel):
    """The rule of an edition (CourseEdition.rules); a new shape is a new version."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    pass_percent: dict[UUID, int] = Field(default_factory=dict)
    attendance_percent: int = Field(default=0, ge=0, le=100)
    valid_months: int | None = Field(default=None, ge=1)

    @property
    def sha256(self) -> str:
        """The fingerprint that a completion keeps of the rule that made it."""
        return hashlib.sha256(canonical(self.model_dump(mode="json")).encode()).hexdigest()


@dataclass(frozen=True, order=True)
class Mark:
    """A moment, and the event that made it; the earliest of two is the smaller."""

    at: datetime
    uid: UUID


@dataclass(frozen=True)
class Event:
    uid: UUID
    kind: str
    lesson_key: UUID | None
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Facts:
    """What the events come down to: earliest marks per lesson, and every attempt with its percentage."""

    opened: Mapping[UUID, Mark]
    confirmed: Mapping[UUID, Mark]
    attended: Mapping[UUID, Mark]
    exempted: Mapping[UUID, Mark]
    attempts: Mapping[UUID, frozenset[tuple[int, Mark]]]


@dataclass(frozen=True)
class Item:
    """One lesson under the rule: done, or the code of what is missing."""

    lesson: OutlineLesson
    opened: Mark | None
    done: Mark | None
    unmet: str = ""
    best_percent: int | None = None
    needed_percent: int | None = None


@dataclass(frozen=True)
class Evaluation:
    """What the rule says; `completed_at` is the latest moment at which a required lesson became done."""

    engine: int
    items: tuple[Item, ...]

    @property
    def required(self) -> list[Item]:
        return [item for item in self.items if item.lesson.required]

    @property
    def unmet(self) -> list[Item]:
        return [item for item in self.required if item.done is None]

    @property
    def completed_at(self) -> datetime | None:
        if self.unmet or not self.required:
            return None
        return max(item.done.at for item in self.required if item.done)


def fold(events: Iterable[Event]) -> Facts:
    """Bring events down to facts with sets, minima and maxima only, so order and repetition do not matter."""
    unique = {event.uid: event for event in events}
    voided = {str(event.data["event"]) for event in unique.values() if event.kind == Kind.EVENT_VOIDED}
    valid = [event for event in unique.values() if str(event.uid) not in voided]
    attempts: dict[UUID, set[tuple[int, Mark]]] = defaultdict(set)
    for event in valid:
        if event.kind == Kind.ATTEMPT_FINISHED and event.lesson_key:
            attempts[event.lesson_key].add((event.data["percent"], Mark(event.at, event.uid)))
    return Facts(
        opened=_earliest(valid, Kind.LESSON_OPENED),
        confirmed=_earliest(valid, Kind.LESSON_CONFIRMED),
        attended=_earliest(valid, Kind.ATTENDANCE_RECORDED),
        exempted=_earliest(valid, Kind.LESSON_EXEMPTED),
        attempts={key: frozenset(marks) for key, marks in attempts.items()},
    )


def _earliest(events: Iterable[Event], kind: str) -> dict[UUID, Mark]:
    marks: dict[UUID, Mark] = {}
    for event in events:
        if event.kind == kind and event.lesson_key:
            mark = Mark(event.at, event.uid)
            marks[event.lesson_key] = min(marks.get(event.lesson_key, mark), mark)
    return marks


def evaluate_v1(rules: CompletionRules, outline: Outline, facts: Facts) -> Evaluation:
    """The first engine: a lesson is done at the earliest event that satisfies its criterion."""
    items = tuple(_item(rules, lesson, facts) for lesson in outline.lessons)
    return Evaluation(engine=1, items=items)


def _item(rules: CompletionRules, lesson: OutlineLesson, facts: Facts) -> Item:
    opened, exempted = facts.opened.get(lesson.key), facts.exempted.get(lesson.key)
    if lesson.criterion == Criterion.PASSED:
        return _passed_item(rules, lesson, facts)
    marks = facts.attended if lesson.criterion == Criterion.ATTENDED else facts.confirmed
    done = min(filter(None, [marks.get(lesson.key), exempted]), default=None)
    unmet = "" if done else _unmet(lesson, opened)
    return Item(lesson, opened, done, unmet)


def _passed_item(rules: CompletionRules, lesson: OutlineLesson, facts: Facts) -> Item:
    needed = rules.pass_percent.get(lesson.key, lesson.quiz_percent)
    attempts = facts.attempts.get(lesson.key, frozenset())
    passes = [mark for percent, mark in attempts if percent >= needed]
    done = min(filter(None, [*passes, facts.exempted.get(lesson.key)]), default=None)
    best = max((percent for percent, _mark in attempts), default=None)
    unmet = "" if done else "NO_ATTEMPT" if best is None else "NOT_PASSED"
    return Item(lesson, facts.opened.get(lesson.key), done, unmet, best, needed)


def _unmet(lesson: OutlineLesson, opened: Mark | None) -> str:
    if lesson.criterion == Criterion.ATTENDED:
        return "ATTENDANCE"
    return "NOT_CONFIRMED" if opened else "NOT_OPENED"


# A change of meaning is a new engine beside the old one; a completion names the engine that made it.
ENGINE = 1
ENGINES: dict[int, Callable[[CompletionRules, Outline, Facts], Evaluation]] = {1: evaluate_v1}


def evaluate(rules: CompletionRules, outline: Outline, facts: Facts) -> Evaluation:
    """What the rule of an edition says about these facts, by the engine of today."""
    return ENGINES[ENGINE](rules, outline, facts)
