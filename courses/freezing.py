"""Copying a course into an edition (vastzetten): words, structure, keys, and one fingerprint over all of it."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.recording import canonical
from courses.gates import Severity, findings
from courses.models import (
    CourseEdition,
    CoursePage,
    EditionContent,
    EditionLesson,
    EditionModule,
    EditionQuestion,
    EditionQuiz,
    LessonPage,
    LessonReferencePage,
    ModulePage,
    Question,
)
from courses.rules import CompletionRules

Kind = EditionContent.Kind


@dataclass(frozen=True)
class Place:
    """Where a lesson stands in the course: at its home, or by reference."""

    page: LessonPage | LessonReferencePage
    lesson: LessonPage

    @property
    def quiz(self) -> Any:
        """The quiz block of the lesson, if it has one."""
        return next((block.value for block in self.lesson.body if block.block_type == "quiz"), None)

    @property
    def questions(self) -> list[Question]:
        sections = self.quiz["sections"] if self.quiz else []
        return [question for section in sections for question in section["questions"] if question]


@dataclass(frozen=True)
class Source:
    """A course as it stands in the tree, read once."""

    course: CoursePage
    modules: list[tuple[ModulePage, list[Place]]] = field(default_factory=list)

    @property
    def language(self) -> str:
        return self.course.locale.language_code

    @property
    def places(self) -> list[Place]:
        return [place for _module, places in self.modules for place in places]

    @property
    def questions(self) -> list[Question]:
        return list({question.pk: question for place in self.places for question in place.questions}.values())


def gather(course: CoursePage) -> Source:
    """Read the course and everything below it, in the order of the tree."""
    modules = ModulePage.objects.child_of(course).order_by("path")
    return Source(course, [(module, list(_places(module))) for module in modules])


def _places(module: ModulePage) -> Iterator[Place]:
    for page in module.get_children().order_by("path").specific():
        yield Place(page, page.lesson if isinstance(page, LessonReferencePage) else page)


def faults(source: Source, rules: CompletionRules) -> list[str]:
    """Every reason why this course cannot be frozen, in words for its author."""
    return [*_address(source), *_unpublished(source), *_structure(source, rules), *_content(source)]


def _address(source: Source) -> Iterator[str]:
    """Two courses cannot share /cursussen/<slug>/, also when they stand below different providers."""
    namesakes = CoursePage.objects.filter(slug=source.course.slug, editions__isnull=False)
    if namesakes.exclude(translation_key=source.course.course_key).exists():
        yield _("Er is al een cursus met het adres ‘%(slug)s’.") % {"slug": source.course.slug}


def _unpublished(source: Source) -> Iterator[str]:
    lessons = {place.lesson.pk: place.lesson for place in source.places}.values()
    references = [place.page for place in source.places if place.page is not place.lesson]
    for page in [source.course, *(module for module, _lessons in source.modules), *references, *lessons]:
        yield from _changes(page, page._meta.verbose_name.capitalize(), page.title)
    for question in source.questions:
        yield from _changes(question, _("Vraag"), str(question))


def _changes(item: Any, kind: str, title: str) -> Iterator[str]:
    words = {"kind": kind, "title": title}
    if not item.live:
        yield _("%(kind)s ‘%(title)s’ is nog niet gepubliceerd.") % words
    elif item.has_unpublished_changes:
        yield _("%(kind)s ‘%(title)s’ heeft wijzigingen die nog niet zijn gepubliceerd.") % words


def _structure(source: Source, rules: CompletionRules) -> Iterator[str]:
    keys = [place.lesson.lesson_key for place in source.places]
    for place in source.places:
        if keys.count(place.lesson.lesson_key) > 1 and place.page is not place.lesson:
            yield _("Les ‘%(title)s’ staat twee keer in de cursus.") % {"title": place.lesson.title}
    if not any(place.page.required for place in source.places):
        yield _("De cursus heeft geen verplichte les.")
    if not set(rules.pass_percent) <= {place.lesson.lesson_key for place in source.places if place.quiz}:
        yield _("De slagingsregel noemt een les die niet in de cursus zit.")


def _content(source: Source) -> Iterator[str]:
    for place in source.places:
        for finding in findings(place.lesson):
            if finding.severity == Severity.BLOCK:
                yield f"{place.lesson.title}: {finding.message}"


def copy_into(edition: CourseEdition, source: Source, rules: CompletionRules) -> str:
    """Copy everything a learner or auditor relies on into the edition; returns the hash of the manifest."""
    with override(source.language):
        contents = [_frozen(edition, source.language, *words) for words in _words(source)]
        questions = [_frozen_question(edition, question) for question in source.questions]
    EditionContent.objects.bulk_create(contents)
    EditionQuestion.objects.bulk_create(questions)
    structure = _copy_structure(edition, source)
    manifest = {
        "contents": sorted(
            [row.kind, str(row.key), row.language, row.version, row.sha256] for row in contents
        ),
        "questions": sorted([str(row.question_key), row.structure_sha256] for row in questions),
        "structure": structure,
        "rules": rules.sha256,
    }
    return fingerprint(manifest)


def fingerprint(value: Any) -> str:
    """SHA-256 over the canonical JSON of a value."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _words(source: Source) -> Iterator[tuple[str, UUID, dict]]:
    course = source.course
    words = {
        "title": course.title,
        "intro": course.intro,
        "level": course.level,
        "outcomes": course.outcome_list,
    }
    yield Kind.COURSE, course.course_key, words
    for module, _lessons in source.modules:
        yield Kind.MODULE, module.module_key, {"title": module.title, "intro": module.intro}
    for place in source.places:
        yield Kind.LESSON, place.lesson.lesson_key, _lesson_words(place)
    for question in source.questions:
        options, _key = FREEZERS[question.kind](question.answer[0].value)
        words = {"stem": question.stem, "feedback": question.feedback, "options": options}
        yield Kind.QUESTION, question.question_key, words


def _lesson_words(place: Place) -> dict:
    body = [block for block in place.lesson.body.get_prep_value() if block["type"] != "quiz"]
    return {
        "title": place.lesson.title,
        "body": body,
        "quiz_intro": place.quiz["intro"] if place.quiz else "",
    }


def _frozen(edition: CourseEdition, language: str, kind: str, key: UUID, content: dict) -> EditionContent:
    return EditionContent(
        edition=edition, kind=kind, key=key, language=language, content=content, sha256=fingerprint(content)
    )


def _frozen_question(edition: CourseEdition, question: Question) -> EditionQuestion:
    _options, key = FREEZERS[question.kind](question.answer[0].value)
    structure = {"kind": question.kind, "points": question.points, "key": key}
    return EditionQuestion(
        edition=edition,
        question_key=question.question_key,
        kind=question.kind,
        answer_key=key,
        points=question.points,
        structure_sha256=fingerprint(structure),
    )


def _copy_structure(edition: CourseEdition, source: Source) -> list:
    structure = []
    position = 0
    for number, (module, places) in enumerate(source.modules):
        row = EditionModule.objects.create(edition=edition, module_key=module.module_key, position=number)
        for place in places:
            lesson = _copy_lesson(row, place, position)
            quiz = _copy_quiz(lesson, place)
            structure.append(
                [
                    str(module.module_key),
                    str(lesson.lesson_key),
                    lesson.required,
                    lesson.criterion,
                    lesson.minutes,
                    quiz,
                ]
            )
            position += 1
    return structure


def _copy_lesson(module: EditionModule, place: Place, position: int) -> EditionLesson:
    return EditionLesson.objects.create(
        edition=module.edition,
        module=module,
        lesson_key=place.lesson.lesson_key,
        position=position,
        required=place.page.required,
        criterion=place.lesson.criterion,
        minutes=place.page.minutes,
        page=place.lesson,
        revision_number=place.lesson.live_revision_id,
    )


def _copy_quiz(lesson: EditionLesson, place: Place) -> list | None:
    if place.quiz is None:
        return None
    settings = {name: value for name, value in place.quiz.items() if name not in {"intro", "sections"}}
    sections = [
        {
            "title": section["title"],
            "questions": [str(question.question_key) for question in section["questions"]],
            "draw": section["draw"],
        }
        for section in place.quiz["sections"]
    ]
    EditionQuiz.objects.create(edition_lesson=lesson, settings=settings, sections=sections)
    return [settings, sections]


def _freeze_choice(value: Any) -> tuple[list[dict], dict]:
    """Words of the options without the key, and the key apart; ids stay over edits and languages."""
    options = [(str(bound.id), bound.value) for bound in value["options"].bound_blocks]
    words = [{"id": id, "text": option["text"], "feedback": option["feedback"]} for id, option in options]
    correct = [id for id, option in options if option["correct"]]
    return words, {"options": [id for id, _option in options], "correct": correct}


def _freeze_true_false(value: Any) -> tuple[list[dict], dict]:
    words = [
        {"id": "true", "text": _("Waar"), "feedback": value["feedback_true"]},
        {"id": "false", "text": _("Niet waar"), "feedback": value["feedback_false"]},
    ]
    return words, {
        "options": ["true", "false"],
        "correct": ["true" if value["is_true"] else "false"],
        "fixed": True,
    }


FREEZERS: dict[str, Callable[[Any], tuple[list[dict], dict]]] = {
    "single": _freeze_choice,
    "multiple": _freeze_choice,
    "true_false": _freeze_true_false,
}
