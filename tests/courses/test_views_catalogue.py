from datetime import timedelta

import pytest
from django.urls import reverse

from courses.catalogue import rebuild_catalogue
from courses.models import CatalogueEntry, Enrolment
from courses.runs import allow_vouchers, open_run, set_price
from tests.factories.accounts import MembershipFactory, SectorFactory, UserFactory
from tests.factories.courses import AT, make_active_edition, make_course

pytestmark = pytest.mark.django_db


def published(title, **fields):
    course = make_course(title=title)
    for name, value in fields.items():
        setattr(course, name, value)
    course.save_revision().publish()
    return make_active_edition(course)


@pytest.fixture
def edition(db):
    return published("Nationale AI-cursus")


def catalogue(client, **query):
    return client.get(reverse("courses:catalogue"), query)


def titles(answer):
    return [entry.title for entry in answer.context["page"]]


def course_url(edition):
    return reverse("courses:course", args=[edition.course.slug])


def enrol_url(edition):
    return reverse("courses:enrol", args=[edition.course.slug])


def test_the_catalogue_lists_live_courses_with_an_active_edition(client, edition):
    make_course(title="Nog niet vastgezet")

    assert titles(catalogue(client)) == ["Nationale AI-cursus"]


def test_search_finds_words_anywhere_without_accents_or_capitals(client, edition):
    published("AI in de zorg", intro="Over privacy en patiënten.")

    assert titles(catalogue(client, q="PATIENTEN privacy")) == ["AI in de zorg"]
    assert titles(catalogue(client, q="gibtesniet")) == []


def test_each_count_equals_the_result_of_clicking_it(client, edition):
    published("AI voor bestuurders", level="HBO", form="BLENDED")
    published("AI in het lab", level="HBO")

    answer = catalogue(client, niveau="hbo")

    assert set(titles(answer)) == {"AI in het lab", "AI voor bestuurders"}
    for facet in answer.context["found"].facets:
        for value in facet.values:
            others = {"niveau": "hbo"} if facet.name != "niveau" else {}
            clicked = catalogue(client, **others | {facet.name: value.value})
            assert (facet.name, value.value, value.count) == (facet.name, value.value, len(titles(clicked)))


def test_a_sector_and_a_provider_are_facets(client, edition):
    zorg = SectorFactory(name="Gezondheid en zorg")
    other = make_course(title="AI in de zorg")
    other.sectors.add(zorg)
    other.save_revision().publish()
    make_active_edition(other)

    answer = catalogue(client, werkgebied=zorg.code)

    assert titles(answer) == ["AI in de zorg"]
    sectors = next(facet for facet in answer.context["found"].facets if facet.name == "werkgebied")
    assert [(value.label, value.count, value.checked) for value in sectors.values] == [
        ("Gezondheid en zorg", 1, True)
    ]


def test_order_and_fragment(client, edition):
    published("Zo kort")
    full = catalogue(client, volgorde="duur")

    fragment = client.get(reverse("courses:catalogue"), {"volgorde": "titel"}, headers={"HX-Request": "true"})

    assert set(titles(full)) == {"Nationale AI-cursus", "Zo kort"}
    assert titles(fragment) == ["Nationale AI-cursus", "Zo kort"]
    assert "<html" not in fragment.text


def test_the_course_page_shows_what_it_is_and_asks_visitors_to_sign_in(client, edition):
    page = client.get(course_url(edition))

    assert "Je kunt uitleggen wat een taalmodel doet." in page.text
    assert f"{reverse('account_login')}?next={course_url(edition)}" in page.text


def test_an_unknown_course_does_not_exist(client):
    assert client.get(reverse("courses:course", args=["bestaat-niet"])).status_code == 404


def test_enrolling_starts_the_course_once(client, edition):
    learner = UserFactory()
    client.force_login(learner)
    form = {"run": str(edition.runs.get().uid), "on_behalf": "zelf"}

    first = client.post(enrol_url(edition), form, follow=True)
    second = client.post(enrol_url(edition), form, follow=True)

    enrolment = Enrolment.objects.get()
    assert (enrolment.learner, enrolment.employment) == (learner, None)
    assert "Je bent ingeschreven" in first.text
    assert "Je volgt deze cursus al." in second.text
    assert "Ga verder" in client.get(course_url(edition)).text


def test_enrolling_on_behalf_of_an_employer(client, edition):
    employment = MembershipFactory()
    client.force_login(employment.user)

    client.post(enrol_url(edition), {"run": str(edition.runs.get().uid), "on_behalf": str(employment.uid)})

    assert Enrolment.objects.get().employment == employment


def test_get_never_enrols_and_a_strange_run_is_refused_in_words(client, edition):
    client.force_login(UserFactory())

    assert client.get(enrol_url(edition)).status_code == 405
    strange = client.post(enrol_url(edition), {"run": "verzonnen", "on_behalf": "zelf"}, follow=True)

    assert "niet meer open" in strange.text
    assert not Enrolment.objects.exists()


def test_a_run_that_costs_money_is_not_started_by_oneself(client, edition):
    run = edition.runs.get()
    set_price(run=run, price_cents=145_600, by=None, at=AT + timedelta(days=1))
    allow_vouchers(run=run, by=None, at=AT)
    client.force_login(UserFactory())

    page = client.get(course_url(edition))

    assert page.context["offer"].free_runs == []
    assert "€\u00a01.456" in page.text
    assert "Je werkgever schrijft je in en betaalt een deel met een voucher." in page.text
    entry = CatalogueEntry.objects.get()
    assert (entry.price_cents, entry.voucher_eligible) == (145_600, True)


def test_a_full_cohort_says_so(client, edition):
    run = edition.runs.get()
    run.status = "CLOSED"
    run.save()
    open_run(
        edition=edition,
        provider=run.provider,
        code="groep",
        by=None,
        at=AT,
        mode="COHORT",
        starts_on=AT.date() + timedelta(days=60),
        ends_on=AT.date() + timedelta(days=90),
        capacity=0,
    )

    page = client.get(course_url(edition))

    assert "Alle plaatsen zijn bezet" in page.text
    assert CatalogueEntry.objects.get().starts_on == AT.date() + timedelta(days=60)


def test_rebuild_catalogue_drops_courses_that_have_gone(client, edition):
    gone = published("Straks weg")
    type(gone).objects.filter(pk=gone.pk).update(status="CLOSED")

    assert rebuild_catalogue(at=AT) == 1
    assert [entry.title for entry in CatalogueEntry.objects.all()] == ["Nationale AI-cursus"]
