import pytest
from django.urls import reverse
from wagtail.models import Page

from courses import models
from courses.models import CatalogueEntry
from courses.provisioning import provision_provider
from tests.factories.accounts import OrganisationFactory
from tests.factories.courses import (
    AT,
    CoursePageFactory,
    LessonPageFactory,
    LessonReferencePageFactory,
    ModulePageFactory,
    home_page,
    make_active_edition,
    make_course,
)

pytestmark = pytest.mark.django_db

PAGES = [
    models.CatalogueIndexPage,
    models.ProviderIndexPage,
    models.ProviderPage,
    models.CoursePage,
    models.ModulePage,
    models.LessonPage,
    models.LessonReferencePage,
]


@pytest.fixture
def tree(db):
    home_page()
    provider = provision_provider(organisation=OrganisationFactory(), at=AT)
    course = CoursePageFactory(parent=provider, slug="ai-cursus")
    module = ModulePageFactory(parent=course, title="Wat is AI?")
    lesson = LessonPageFactory(parent=module)
    shared = LessonPageFactory(parent=ModulePageFactory(parent=CoursePageFactory(parent=provider)))
    reference = LessonReferencePageFactory(parent=ModulePageFactory(parent=course), lesson=shared)
    index, providers = models.CatalogueIndexPage.objects.get(), models.ProviderIndexPage.objects.get()
    return dict(zip(PAGES, [index, providers, provider, course, module, lesson, reference], strict=True))


@pytest.mark.parametrize("model", PAGES)
def test_every_page_has_its_place_and_answers(model, tree, client):
    page = tree[model]
    assert model.parent_page_types
    assert type(page.get_parent().specific) in model.allowed_parent_page_models()
    make_active_edition(models.CoursePage.objects.get(slug="ai-cursus"))

    answer = client.get(page.url, follow=True)

    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == page.url.partition("#")[0]


@pytest.mark.parametrize("model", PAGES)
def test_every_preview_mode_shows_the_page(model, tree, rf):
    page = tree[model]

    for mode, _label in page.preview_modes:
        answer = page.make_preview_request(preview_mode=mode)
        assert answer.status_code == 200
        assert getattr(page, "lesson", page).title in answer.text


def test_a_course_and_its_parts_live_at_the_address_of_the_course(tree):
    course = reverse("courses:course", args=["ai-cursus"])

    assert tree[models.CoursePage].url == course
    assert tree[models.ModulePage].url == f"{course}#wat-is-ai"
    assert tree[models.LessonPage].url == course
    assert tree[models.CatalogueIndexPage].url == reverse("courses:catalogue")


def test_the_place_in_the_tree_redirects_to_the_course(tree, client):
    lesson = tree[models.LessonPage]

    answer = client.get(lesson.url_path.removeprefix("/voorpagina"))

    assert answer.url == reverse("courses:course", args=["ai-cursus"])


def test_a_sample_lesson_can_be_read_by_everybody(tree, client):
    lesson = tree[models.LessonPage]
    lesson.is_sample = True
    lesson.save_revision().publish()

    page = client.get(lesson.url)

    assert "voorspelt het volgende woord" in page.text


def test_publishing_a_lesson_writes_what_lists_need(tree):
    lesson = tree[models.LessonPage]
    lesson.minutes = 25
    lesson.save_revision().publish()

    lesson.refresh_from_db()
    course = models.CoursePage.objects.get(slug="ai-cursus")
    assert (lesson.word_count, lesson.search_text) == (6, "een taalmodel voorspelt het volgende woord")
    assert (course.total_minutes, course.lesson_count, course.has_quiz) == (35, 2, False)


def test_a_changed_title_reaches_the_catalogue_on_publishing():
    course = make_course(title="Oud")
    make_active_edition(course)
    page = Page.objects.get(pk=course.pk).specific
    page.title = "Nieuw"
    page.save_revision()
    assert CatalogueEntry.objects.get().title == "Oud"

    page.get_latest_revision().publish()

    assert CatalogueEntry.objects.get().title == "Nieuw"
