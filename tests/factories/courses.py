"""Courses, from a page in the tree to somebody who finished one."""

from datetime import UTC, datetime
from uuid import uuid4

import factory
import wagtail_factories
from factory.django import DjangoModelFactory
from wagtail.models import Locale, Page, Site

from courses import models
from courses.editions import activate_edition, draft_edition, freeze_edition, request_freeze
from home.models import HomePage
from tests.factories.accounts import OrganisationFactory, UserFactory

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def home_page():
    """The front page of the one site, made when there is none."""
    Locale.objects.get_or_create(language_code="nl")
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
        home = root.add_child(instance=HomePage(title="AI-leerplein", slug="voorpagina"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    return home


class CatalogueIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = models.CatalogueIndexPage
        django_get_or_create = ("slug", "parent")

    parent = factory.LazyFunction(home_page)
    title = "Cursussen"


class ProviderIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = models.ProviderIndexPage
        django_get_or_create = ("slug", "parent")

    parent = factory.LazyFunction(home_page)
    title = "Opleiders"


class ProviderPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = models.ProviderPage

    parent = factory.SubFactory(ProviderIndexPageFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    title = factory.SelfAttribute("organisation.name")


class CoursePageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = models.CoursePage

    parent = factory.SubFactory(ProviderPageFactory)
    title = factory.Sequence(lambda n: f"AI-cursus {n}")
    intro = "Leer wat AI is en wat je ermee kunt in je werk."
    outcomes = "Je kunt uitleggen wat een taalmodel doet.\nJe herkent risico's."


class ModulePageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = models.ModulePage

    parent = factory.SubFactory(CoursePageFactory)
    title = factory.Sequence(lambda n: f"Module {n}")


class LessonPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = models.LessonPage

    parent = factory.SubFactory(ModulePageFactory)
    title = factory.Sequence(lambda n: f"Les {n}")
    minutes = 10
    body = [("text", "<p>Een taalmodel voorspelt het volgende woord.</p>")]


class LessonReferencePageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = models.LessonReferencePage

    title = factory.Sequence(lambda n: f"Gedeelde les {n}")
    lesson = factory.SubFactory(LessonPageFactory)


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = models.Question

    provider = factory.SubFactory(OrganisationFactory)
    locale = factory.LazyFunction(lambda: Locale.objects.get_or_create(language_code="nl")[0])
    stem = factory.Sequence(lambda n: f"Wat voorspelt een taalmodel ({n})?")
    answer = factory.LazyFunction(lambda: single_answer())


class CourseEditionFactory(DjangoModelFactory):
    """An active edition as a row; `make_active_course` makes one with content, through the steps."""

    class Meta:
        model = models.CourseEdition

    course = factory.SubFactory(CoursePageFactory)
    course_key = factory.SelfAttribute("course.translation_key")
    number = 1
    status = "ACTIVE"
    rules = factory.LazyFunction(lambda: {"version": 1})
    rules_sha256 = "0" * 64
    languages = factory.LazyFunction(lambda: ["nl"])
    manifest_sha256 = factory.LazyFunction(lambda: uuid4().hex * 2)
    frozen_at = AT
    frozen_by = factory.SubFactory(UserFactory)
    activated_at = AT


class CourseRunFactory(DjangoModelFactory):
    """An open run that one can join at any time."""

    class Meta:
        model = models.CourseRun

    edition = factory.SubFactory(CourseEditionFactory)
    provider = factory.LazyAttribute(
        lambda run: models.ProviderPage.objects.ancestor_of(run.edition.course).get().organisation
    )
    code = factory.Sequence(lambda n: f"uitvoering-{n}")
    status = "OPEN"


class RunPriceFactory(DjangoModelFactory):
    class Meta:
        model = models.RunPrice

    run = factory.SubFactory(CourseRunFactory)
    price_cents = 100_000
    from_at = AT


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Enrolment

    class Params:
        completed = factory.Trait(status="COMPLETED")

    learner = factory.SubFactory(UserFactory)
    run = factory.SubFactory(CourseRunFactory)
    course_key = factory.SelfAttribute("run.edition.course_key")
    enrolled_at = AT


class CompletionFactory(DjangoModelFactory):
    class Meta:
        model = models.Completion

    enrolment = factory.SubFactory(EnrolmentFactory, completed=True)
    edition = factory.SelfAttribute("enrolment.run.edition")
    completed_at = AT
    recorded_at = factory.SelfAttribute("completed_at")
    rules_sha256 = "0" * 64
    engine = 1
    explanation = factory.LazyFunction(list)


def single_answer(right="Het volgende woord", wrong=("De toekomst", "Het weer")):
    """An answer with one right option; every option has its explanation."""
    options = [{"text": right, "correct": True, "feedback": f"Goed: {right}."}]
    options += [{"text": text, "correct": False, "feedback": f"Nee: {text} niet."} for text in wrong]
    return [("single", {"options": options})]


def multiple_answer(right=("Naam", "Adres"), wrong=("Weer", "Kleur")):
    options = [{"text": text, "correct": True, "feedback": f"Goed: {text}."} for text in right]
    options += [{"text": text, "correct": False, "feedback": f"Nee: {text} niet."} for text in wrong]
    return [("multiple", {"options": options})]


def true_false_answer(is_true=False):
    return [
        ("true_false", {"is_true": is_true, "feedback_true": "Bij waar.", "feedback_false": "Bij niet waar."})
    ]


def quiz_body(questions, **settings):
    """A lesson body that ends with a quiz over these questions."""
    section = {"title": "", "questions": questions, "draw": settings.pop("draw", None)}
    return [("text", "<p>Maak de toets.</p>"), ("quiz", {"intro": "", "sections": [section]} | settings)]


def make_course(*, lessons=2, quiz=False, questions=None, title=None):
    """A course of one module in the tree, published; with a quiz lesson at the end when asked for."""
    course = CoursePageFactory(**{"title": title} if title else {})
    module = ModulePageFactory(parent=course)
    for _number in range(lessons):
        LessonPageFactory(parent=module)
    if quiz or questions:
        questions = questions or QuestionFactory.create_batch(3)
        LessonPageFactory(parent=module, title="Toets", criterion="PASSED", body=quiz_body(questions))
    return models.CoursePage.objects.get(pk=course.pk)


def make_frozen_edition(course, *, at=AT, rules=None):
    """The next edition of the course, frozen through the steps by two people."""
    author = UserFactory()
    edition = draft_edition(course=course, by=author, at=at, rules=rules)
    request_freeze(edition=edition, by=author, at=at)
    return freeze_edition(edition=edition, by=UserFactory(), at=at)


def make_active_edition(course=None, *, at=AT, rules=None):
    """An active edition with content and its permanent run, made through the steps."""
    edition = make_frozen_edition(course or make_course(), at=at, rules=rules)
    return activate_edition(edition=edition, by=UserFactory(), at=at)
