"""Checks of content (controle): pure functions over a page; what they find stops the freeze or is shown to the author."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from courses.models import Criterion, LessonPage, Question
from courses.scoring import SCORERS

FILE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif")
EMPTY_LINKS = {"klik hier", "lees meer", "hier"}


class Severity(TextChoices):
    BLOCK = "BLOCK"
    NOTE = "NOTE"


@dataclass(frozen=True)
class Finding:
    """Something about a page that its author must or may change."""

    severity: Severity
    code: str
    message: str
    block_id: str = ""


Gate = Callable[[LessonPage], Iterator[Finding]]


def headings(lesson: LessonPage) -> Iterator[Finding]:
    """A lesson starts at h2 and skips no level."""
    level = "h1"
    for block in _blocks(lesson, "heading"):
        if block.value["level"] == "h3" and level == "h1":
            yield _blocking("heading_order", _("Een kop 3 staat voor de eerste kop 2."), block)
        level = block.value["level"]


def pictures(lesson: LessonPage) -> Iterator[Finding]:
    """Every picture is decorative or has an alt text that is not a file name."""
    for block in _blocks(lesson, "image"):
        image = block.value["image"]
        if image is None:
            yield _blocking("image_missing", _("Een afbeelding ontbreekt."), block)
        elif not image.decorative and not (image.contextual_alt_text or "").strip():
            yield _blocking("alt_missing", _("Een afbeelding heeft geen alt-tekst."), block)
        elif (image.contextual_alt_text or "").lower().endswith(FILE_ENDINGS):
            yield _blocking("alt_is_filename", _("Een alt-tekst is een bestandsnaam."), block)


def media(lesson: LessonPage) -> Iterator[Finding]:
    """Sound has a transcript, a video has captions too."""
    for block in _blocks(lesson, "media"):
        item = block.value["media"]
        if item is None:
            yield _blocking("media_missing", _("Een video of geluidsfragment ontbreekt."), block)
            continue
        if not item.transcript.strip():
            yield _blocking("transcript_missing", _("Deze video heeft geen uitgeschreven tekst."), block)
        if item.type == "video" and not item.tracks.filter(kind="captions").exists():
            yield _blocking("captions_missing", _("Deze video heeft geen ondertiteling."), block)


def criterion(lesson: LessonPage) -> Iterator[Finding]:
    """A lesson is done by passing exactly when it has a quiz."""
    has_quiz = any(_blocks(lesson, "quiz"))
    if has_quiz and lesson.criterion != Criterion.PASSED:
        message = _("Les ‘%(title)s’ heeft een toets; kies ‘Toets halen’.") % {"title": lesson.title}
        yield _blocking("criterion", message)
    if not has_quiz and lesson.criterion == Criterion.PASSED:
        message = _("Les ‘%(title)s’ vraagt een toets, maar heeft er geen.") % {"title": lesson.title}
        yield _blocking("criterion", message)


def quiz(lesson: LessonPage) -> Iterator[Finding]:
    """Every question is there, has a key and feedback; a draw leaves a fifth to choose from."""
    for block in _blocks(lesson, "quiz"):
        for section in block.value["sections"]:
            questions = list(section["questions"])
            draw = section["draw"]
            if not questions or None in questions:
                yield _blocking("quiz_pool", _("Een vraag van de toets bestaat niet meer."), block)
            elif draw and len(questions) * 5 < draw * 6:
                yield _blocking("quiz_pool", _("De toets trekt te veel uit te weinig vragen."), block)
            for question in filter(None, questions):
                yield from _question(question, block)


def _question(question: Question, block: Any) -> Iterator[Finding]:
    if question.kind not in SCORERS:
        yield _blocking("quiz_key", _("Vraag ‘%(stem)s’ heeft geen antwoorden.") % {"stem": question}, block)
        return
    value = question.answer[0].value
    if question.kind == "true_false":
        complete = bool(value["feedback_true"] and value["feedback_false"])
    else:
        options = value["options"]
        complete = all(option["feedback"] for option in options) and any(
            option["correct"] for option in options
        )
    if not complete:
        message = _("Vraag ‘%(stem)s’ mist een juist antwoord of uitleg bij een antwoord.") % {
            "stem": question
        }
        yield _blocking("quiz_key", message, block)


def _blocks(lesson: LessonPage, kind: str) -> Iterator[Any]:
    return (block for block in lesson.body if block.block_type == kind)


def _blocking(code: str, message: str, block: Any = None) -> Finding:
    return Finding(Severity.BLOCK, code, message, block.id if block else "")


GATES: tuple[Gate, ...] = (headings, pictures, media, criterion, quiz)


def findings(lesson: LessonPage) -> list[Finding]:
    """Everything all gates find in a lesson: all of them run, so all problems are told at once."""
    return [finding for gate in GATES for finding in gate(lesson)]
