from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from courses.outline import Outline, OutlineLesson, OutlineModule
from courses.rules import CompletionRules, Event, evaluate, fold

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
READ, QUIZ, EXTRA = (uuid5(UUID(int=0), name) for name in ("lezen", "toets", "extra"))
OUTLINE = Outline(
    "Cursus",
    (
        OutlineModule(
            UUID(int=1),
            "Module",
            "",
            (
                OutlineLesson(READ, "Lezen", 10, True, "CONFIRMED"),
                OutlineLesson(QUIZ, "Toets", 10, True, "PASSED", quiz={"pass_percent": 70}),
                OutlineLesson(EXTRA, "Extra", 10, False, "CONFIRMED"),
            ),
        ),
    ),
)


def event(kind, lesson_key=None, *, minute=0, **data):
    return Event(uuid4(), kind, lesson_key, START + timedelta(minutes=minute), data)


def judge(*events, **rules):
    return evaluate(CompletionRules(**rules), OUTLINE, fold(events))


def test_a_course_is_done_when_every_required_lesson_is():
    opened = event("lesson_opened", READ)
    confirmed = event("lesson_confirmed", READ, minute=3)
    passed = event("attempt_finished", QUIZ, minute=9, percent=70)

    evaluation = judge(opened, confirmed, passed)

    assert evaluation.unmet == []
    assert evaluation.completed_at == passed.at
    assert [item.done.uid for item in evaluation.required] == [confirmed.uid, passed.uid]


def test_the_earliest_event_that_satisfies_a_lesson_counts():
    first = event("attempt_finished", QUIZ, minute=5, percent=80)
    later = event("attempt_finished", QUIZ, minute=9, percent=100)

    item = judge(later, first).items[1]

    assert (item.done.uid, item.best_percent) == (first.uid, 100)


@pytest.mark.parametrize(
    ("events", "codes"),
    [
        ([], ["NOT_OPENED", "NO_ATTEMPT"]),
        ([event("lesson_opened", READ)], ["NOT_CONFIRMED", "NO_ATTEMPT"]),
        ([event("attempt_finished", QUIZ, percent=69)], ["NOT_OPENED", "NOT_PASSED"]),
        ([event("lesson_exempted", READ), event("lesson_exempted", QUIZ)], []),
    ],
)
def test_what_is_missing_has_a_code(events, codes):
    assert [item.unmet for item in judge(*events).unmet] == codes


def test_an_optional_lesson_never_blocks():
    evaluation = judge(event("lesson_confirmed", READ), event("attempt_finished", QUIZ, percent=90))

    assert evaluation.completed_at is not None
    assert evaluation.items[2].done is None


def test_a_rule_may_ask_more_than_the_quiz_does():
    passed = [event("lesson_confirmed", READ), event("attempt_finished", QUIZ, percent=75)]

    assert judge(*passed, pass_percent={QUIZ: 80}).unmet[0].needed_percent == 80


def test_a_voided_event_does_not_count():
    passed = event("attempt_finished", QUIZ, percent=90)
    voided = event("event_voided", event=str(passed.uid))

    assert [item.unmet for item in judge(voided, passed).unmet] == ["NOT_OPENED", "NO_ATTEMPT"]


def test_a_lesson_with_attendance_waits_for_it():
    lesson = OutlineLesson(READ, "Bijeenkomst", 60, True, "ATTENDED")
    outline = Outline("Cursus", (OutlineModule(UUID(int=1), "Module", "", (lesson,)),))

    absent = evaluate(CompletionRules(), outline, fold([event("lesson_confirmed", READ)]))
    present = evaluate(CompletionRules(), outline, fold([event("attendance_recorded", READ)]))

    assert (absent.unmet[0].unmet, present.unmet) == ("ATTENDANCE", [])


def test_an_outline_without_required_lessons_is_never_done():
    assert evaluate(CompletionRules(), Outline("Cursus", ()), fold([])).completed_at is None


def test_rules_refuse_what_they_do_not_know():
    with pytest.raises(ValidationError):
        CompletionRules(version=2)
    with pytest.raises(ValidationError):
        CompletionRules(dwell_seconds=60)


KINDS = st.sampled_from(
    ["lesson_opened", "lesson_confirmed", "attempt_finished", "lesson_exempted", "enrolled"]
)
EVENTS = st.lists(
    st.builds(
        lambda kind, key, minute, percent: event(kind, key, minute=minute, percent=percent),
        KINDS,
        st.sampled_from([READ, QUIZ, EXTRA]),
        st.integers(0, 5),
        st.integers(0, 100),
    ),
    max_size=12,
)


@given(events=EVENTS, data=st.data())
def test_order_and_repetition_of_events_change_nothing(events, data):
    shuffled = data.draw(st.permutations(events))
    repeated = shuffled + shuffled[: len(shuffled) // 2]

    assert judge(*repeated) == judge(*events)
