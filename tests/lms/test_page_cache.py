import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from home.models import StandardPage
from home.provisioning import provision_site
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def page_cache_on(settings):
    settings.PAGE_CACHE_SECONDS = 60


@pytest.fixture
def home():
    return provision_site()


@pytest.fixture
def about(home):
    return home.add_child(instance=StandardPage(title="Over ons", slug="over-ons"))


@pytest.fixture
def publish(django_capture_on_commit_callbacks):
    def publish(about, title):
        about.title = title
        with django_capture_on_commit_callbacks(execute=True):
            about.save_revision().publish()

    return publish


def visit(path="/over-ons/", **headers):
    """A visitor of their own each time, and what they cost."""
    with CaptureQueriesContext(connection) as queries:
        response = Client(headers=headers).get(path)
    return response, len(queries)


def test_the_second_visitor_gets_the_page_without_a_query(about):
    first, cost = visit()
    second, cost_of_second = visit()

    assert (cost > 0, cost_of_second) == (True, 0)
    assert second.content == first.content
    assert second.headers == first.headers


def test_a_kept_page_says_how_long_and_for_whom_it_holds(about):
    response, _cost = visit()

    assert response["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert {"Cookie", "HX-Request"} <= {name.strip() for name in response["Vary"].split(",")}
    assert "nonce" not in response["Content-Security-Policy"]
    assert response["Content-Security-Policy"] == visit()[0]["Content-Security-Policy"]


def test_a_signed_in_person_neither_gets_nor_fills_it(about, client):
    person = UserFactory(first_name="Noor")
    client.force_login(person)

    own = client.get("/over-ons/")
    visitors, _cost = visit()
    own_again = client.get("/over-ons/")

    assert person.email in own.content.decode()
    assert person.email not in visitors.content.decode()
    assert person.email in own_again.content.decode()
    assert own_again["Cache-Control"] == "private, no-store"


def test_a_message_is_shown_to_the_one_it_is_for(about, client):
    visit()
    client.force_login(UserFactory())
    client.post("/account/logout/")
    message = "uitgelogd"

    assert message in client.get("/over-ons/").content.decode()
    assert message not in client.get("/over-ons/").content.decode()
    assert message not in visit()[0].content.decode()


@pytest.mark.parametrize(
    "path", ["/account/login/", "/c/", "/healthz", "/voortgang/data.json", "/bestaat-niet/"]
)
def test_forms_and_what_is_not_a_public_page_are_never_kept(path, home):
    visit(path)

    response, _cost = visit(path)

    assert "public" not in response.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["/", "/cursussen/", "/voortgang/", "/vouchers/"])
def test_the_public_pages_are_kept(path, home):
    visit(path)

    assert visit(path)[1] == 0


def test_a_publication_shows_at_once(about, publish):
    visit()

    publish(about, "Wie wij zijn")

    assert "Wie wij zijn" in visit()[0].content.decode()


def test_a_withdrawn_page_is_gone_at_once(about, django_capture_on_commit_callbacks):
    visit()

    with django_capture_on_commit_callbacks(execute=True):
        about.unpublish()

    assert visit()[0].status_code == 404


def test_a_deleted_page_is_gone_at_once(about, django_capture_on_commit_callbacks):
    visit()

    with django_capture_on_commit_callbacks(execute=True):
        about.delete()

    assert visit()[0].status_code == 404


def test_a_page_that_becomes_private_is_closed_at_once(about, django_capture_on_commit_callbacks):
    visit()

    with django_capture_on_commit_callbacks(execute=True):
        PageViewRestriction.objects.create(page=about, restriction_type=PageViewRestriction.LOGIN)

    assert visit()[0].status_code == 302


def test_what_was_made_before_a_publication_is_not_kept_after_it(about, publish, monkeypatch):
    serve = StandardPage.serve

    def serve_while_another_publishes(self, request):
        response = serve(self, request).render()
        publish(about, "Wie wij zijn")
        return response

    monkeypatch.setattr(StandardPage, "serve", serve_while_another_publishes)
    visit()
    monkeypatch.undo()

    assert "Wie wij zijn" in visit()[0].content.decode()


def test_what_no_publication_tells_is_fresh_after_its_time(about, settings):
    settings.PAGE_CACHE_SECONDS = 1
    visit()
    StandardPage.objects.filter(pk=about.pk).update(title="Wie wij zijn")

    assert "Over ons" in visit()[0].content.decode()
    time.sleep(1.05)
    assert "Wie wij zijn" in visit()[0].content.decode()


def test_only_a_plain_get_is_answered_from_it(about):
    visit()
    visitor = Client()

    assert visitor.head("/over-ons/").content == b""
    with CaptureQueriesContext(connection) as queries:
        visitor.post("/over-ons/")
    assert len(queries) > 0
    assert visit("/over-ons/", hx_request="true")[1] > 0


def test_a_fragment_is_not_kept_as_a_page(home):
    fragment, _cost = visit("/cursussen/", hx_request="true")
    whole, _cost = visit("/cursussen/")

    assert "<html" not in fragment.content.decode()
    assert "<html" in whole.content.decode()
    assert "Cache-Control" not in fragment


@pytest.mark.parametrize("path", ["/cursussen/?q=taal", "/cursussen/?pagina=1", "/over-ons/?x=" + "y" * 50])
def test_what_a_visitor_makes_up_fills_nothing(path, about):
    visit(path)

    response, cost = visit(path)

    assert cost > 0
    assert "Cache-Control" not in response


def test_each_host_has_pages_of_its_own(about):
    visit()

    assert visit(host="leerplein.example")[1] > 0


def test_an_unknown_host_is_refused_before_anything_is_kept(about, settings):
    settings.ALLOWED_HOSTS = ["testserver"]

    assert visit(host="elders.example")[0].status_code == 400


def test_pages_work_while_the_cache_is_away(about, settings, django_capture_on_commit_callbacks):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert visit()[0].status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        about.save_revision().publish()
    assert about.live


def test_it_can_be_switched_off(about, settings):
    settings.PAGE_CACHE_SECONDS = 0
    visit()

    response, cost = visit()

    assert cost > 0
    assert "Cache-Control" not in response
