"""The questions of an attempt as a learner reads them: words and own answers; the key only after handing in."""

from dataclasses import dataclass
from decimal import Decimal

from courses.blocks import Feedback
from courses.models import Answer, EditionContent, EditionQuestion, QuizAttempt


@dataclass(frozen=True)
class Option:
    id: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class AskedQuestion:
    """A question on the paper of an open attempt."""

    key: str
    number: int
    stem: str
    kind: str
    options: list[Option]

    @property
    def answered(self) -> bool:
        return any(option.chosen for option in self.options)


@dataclass(frozen=True)
class GradedOption:
    """An option afterwards; `right` is empty where the key stays hidden."""

    text: str
    chosen: bool
    right: bool | None
    feedback: str


@dataclass(frozen=True)
class GradedQuestion:
    number: int
    stem: str
    points: Decimal
    max_points: int
    feedback: str
    options: list[GradedOption]

    @property
    def answered(self) -> bool:
        return any(option.chosen for option in self.options)

    @property
    def share(self) -> str:
        """How much of the points was earned: all, some or none."""
        return "all" if self.points == self.max_points else "some" if self.points else "none"


def asked_questions(*, attempt: QuizAttempt, language: str) -> list[AskedQuestion]:
    """The paper in words, with what was answered so far. Reads no key."""
    words, kinds = _words(attempt, language), _kinds(attempt)
    answers = {
        str(key): value
        for key, value in _answers(attempt).values_list("edition_question__question_key", "value")
    }
    return [
        AskedQuestion(
            key=question["key"],
            number=number,
            stem=words[question["key"]]["stem"],
            kind=kinds[question["key"]],
            options=[
                Option(option["id"], option["text"], option["id"] in answers.get(question["key"], []))
                for option in _in_order(question, words)
            ],
        )
        for number, question in enumerate(attempt.paper, start=1)
    ]


def graded_questions(*, attempt: QuizAttempt, language: str, feedback: str) -> list[GradedQuestion]:
    """A finished attempt question by question: what was chosen, with its explanation.

    Which options are right is shown for the chosen ones, and for all of them once the quiz is passed.
    Under AFTER_PASS a failed attempt shows points only.
    """
    words = _words(attempt, language)
    answers = {str(row.edition_question.question_key): row for row in _answers(attempt)}
    questions = {str(row.question_key): row for row in _questions(attempt)}
    explain = bool(attempt.passed) or feedback == Feedback.AFTER_HAND_IN
    return [
        GradedQuestion(
            number=number,
            stem=words[key]["stem"],
            points=_points(answers.get(key)),
            max_points=questions[key].points,
            feedback=words[key]["feedback"] if explain else "",
            options=_graded_options(
                _in_order(question, words), questions[key], answers.get(key), attempt, explain
            ),
        )
        for number, question in enumerate(attempt.paper, start=1)
        for key in [question["key"]]
    ]


def _graded_options(
    options: list[dict], question: EditionQuestion, answer: Answer | None, attempt: QuizAttempt, explain: bool
) -> list[GradedOption]:
    correct, chosen = set(question.answer_key["correct"]), set(answer.value if answer else [])
    graded = []
    for option in options:
        is_chosen = option["id"] in chosen
        shown = attempt.passed or (explain and is_chosen)
        graded.append(
            GradedOption(
                text=option["text"],
                chosen=is_chosen,
                right=option["id"] in correct if shown else None,
                feedback=option["feedback"] if shown else "",
            )
        )
    return graded


def _points(answer: Answer | None) -> Decimal:
    return (answer and answer.points) or Decimal(0)


def _in_order(question: dict, words: dict) -> list[dict]:
    by_id = {option["id"]: option for option in words[question["key"]]["options"]}
    return [by_id[id] for id in question["options"]]


def _words(attempt: QuizAttempt, language: str) -> dict[str, dict]:
    rows = EditionContent.objects.filter(
        edition=attempt.edition_id,
        kind=EditionContent.Kind.QUESTION,
        language=language,
        key__in=[question["key"] for question in attempt.paper],
    ).order_by("version")
    return {str(key): content for key, content in rows.values_list("key", "content")}


def _kinds(attempt: QuizAttempt) -> dict[str, str]:
    return {str(key): kind for key, kind in _questions(attempt).values_list("question_key", "kind")}


def _questions(attempt: QuizAttempt):
    keys = [question["key"] for question in attempt.paper]
    return EditionQuestion.objects.filter(edition=attempt.edition_id, question_key__in=keys)


def _answers(attempt: QuizAttempt):
    return Answer.objects.filter(attempt=attempt).select_related("edition_question")
