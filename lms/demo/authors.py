"""The demo courses, written through the pages, the question bank and the freeze that educators use."""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

import nh3
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from markdown_it import MarkdownIt
from wagtail.models import Locale
from wagtail.rich_text import RichText

from accounts.models import Organisation, Sector, User
from courses.editions import activate_edition, draft_edition, freeze_edition, request_freeze
from courses.models import (
    CourseEdition,
    CoursePage,
    LessonPage,
    LessonReferencePage,
    ModulePage,
    ProviderPage,
    Question,
)
from home.models import Image
from lms.demo import pictures
from lms.demo.content import CourseText, LessonText, SharedLesson, read_course, read_lesson, read_questions

markdown = MarkdownIt("commonmark", {"html": False})
ALLOWED = {"p", "strong", "em", "a", "ul", "ol", "li", "b", "i"}


def demo_key(path: str) -> UUID:
    """The same identity in every demo, on every database."""
    return uuid5(NAMESPACE_URL, f"https://ai-leerplein.example/demo/{path}")


def write_course(*, slug: str, provider: ProviderPage) -> CoursePage:
    """The pages of one demo course; pages that are there stay as they are."""
    text = read_course(slug)
    course = _page(
        provider,
        CoursePage,
        text.slug,
        title=text.title,
        search_description=text.search_description,
        intro=text.intro.strip(),
        outcomes="\n".join(text.outcomes),
        audience=text.audience,
        level=text.level,
        form=text.form,
        may_be_reused=True,
    )
    if not course.sectors.exists() and text.sectors:
        course.sectors.set(Sector.objects.filter(code__in=text.sectors))
        course.save_revision().publish()
    questions = _write_questions(text, provider.organisation)
    for module_text in text.modules:
        module = _page(
            course, ModulePage, module_text.slug, title=module_text.title, intro=module_text.intro.strip()
        )
        for entry in module_text.lessons:
            _write_lesson(module, text.slug, entry, questions)
    return CoursePage.objects.get(pk=course.pk)


def freeze_course(*, course: CoursePage, author: User, approver: User, at: datetime) -> CourseEdition:
    """Edition 1 of a demo course: requested by one person, frozen and activated by another."""
    edition = CourseEdition.objects.filter(course_key=course.course_key).order_by("number").first()
    if edition is None:
        edition = draft_edition(course=course, by=author, at=at, changelog="Eerste editie")
        request_freeze(edition=edition, by=author, at=at)
        edition = freeze_edition(edition=edition, by=approver, at=at)
        edition = activate_edition(edition=edition, by=approver, at=at)
    return edition


def _page(parent, model, slug, **fields):
    page = model.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = model(slug=slug, translation_key=demo_key(f"{parent.url_path}{slug}"), **fields)
        parent.add_child(instance=page)
        page.save_revision().publish()
    return page


def _write_questions(text: CourseText, provider: Organisation) -> dict[str, Question]:
    return {
        key: Question.objects.filter(translation_key=demo_key(f"question/{key}")).first()
        or _write_question(row, provider)
        for key, row in read_questions(text.slug).items()
    }


def _write_question(row, provider):
    question = Question(
        translation_key=demo_key(f"question/{row.key}"),
        locale=Locale.get_default(),
        provider=provider,
        stem=row.stem.strip(),
        points=row.points,
        feedback=row.general_feedback.strip(),
        sources="\n".join(row.sources),
        level=row.level.upper(),
        answer=[_answer(row)],
    )
    question.save()
    question.tags.add(*row.tags)
    question.save_revision().publish()
    return question


def _answer(row):
    if row.kind == "true_false":
        true, false = row.options
        value = {
            "is_true": true.correct,
            "feedback_true": true.feedback.strip(),
            "feedback_false": false.feedback.strip(),
        }
    else:
        options = [
            {"text": option.text.strip(), "correct": option.correct, "feedback": option.feedback.strip()}
            for option in row.options
        ]
        value = {"options": options}
    return row.kind, value


def _write_lesson(module, course_slug, entry, questions):
    if isinstance(entry, SharedLesson):
        _course, _slash, slug = entry.lesson.partition("/")
        lesson = LessonPage.objects.get(slug=slug)
        _page(module, LessonReferencePage, slug, title=lesson.title, lesson=lesson, minutes=lesson.minutes)
        return
    if LessonPage.objects.child_of(module).filter(slug=entry).exists():
        return
    text = read_lesson(course_slug, entry)
    _page(
        module,
        LessonPage,
        text.slug,
        title=text.title,
        minutes=text.minutes,
        criterion=text.criterion,
        body=_body(text, questions),
    )


def _body(text: LessonText, questions):
    return [_block(kind, value, questions) for block in text.body for kind, value in block.items()]


def _block(kind, value, questions):
    match kind:
        case "text":
            value = _rich(value)
        case "callout" | "example":
            sector = _sector_name(value["sector"]) if "sector" in value else ""
            value = value | {"text": _rich(value["text"])} | ({"sector": sector} if kind == "example" else {})
        case "steps":
            value = {"steps": [step | {"text": _rich(step.get("text", ""))} for step in value]}
        case "image":
            value = {"image": _picture(value["file"], value["alt"]), "caption": value.get("caption", "")}
        case "quiz":
            chosen = [questions[key] for key in value["questions"]]
            settings = {name: item for name, item in value.items() if name != "questions"}
            value = settings | {"sections": [{"questions": chosen}]}
    return kind, value


def _sector_name(code):
    sector = Sector.objects.filter(code=code).first()
    return sector.name if sector else ""


def _rich(source):
    return RichText(nh3.clean(markdown.render(source), tags=ALLOWED)) if source else RichText("")


def _picture(name, alt):
    """A drawn picture of the demo, once in the library."""
    title = name.replace("_", " ").capitalize()
    image = Image.objects.filter(title=title).first()
    if image is None:
        png = getattr(pictures, name)()
        image = Image(title=title, file=ImageFile(ContentFile(png), name=f"{name}.png"))
        image.save()
    image.contextual_alt_text = alt
    image.decorative = False
    return image
