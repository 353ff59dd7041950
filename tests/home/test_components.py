import re

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from tests.factories.accounts import UserFactory


class AskForm(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals op je certificaat.")
    mode = forms.ChoiceField(
        label="Vorm", choices=[("a", "Online"), ("b", "Lokaal")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Toelichting", required=False)
    agreed = forms.BooleanField(label="Akkoord")


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def component(name, **context):
    return render_to_string(f"components/{name}.html", context)


def test_form_without_errors_has_no_summary():
    html = str(AskForm())

    assert "error-summary" not in html
    assert (
        text_of(html)
        == "Naam Zoals op je certificaat. Vorm Online Lokaal Toelichting (niet verplicht) Akkoord"
    )


def test_form_with_errors_links_each_error_to_its_field():
    form = AskForm({"name": ""})

    links = re.findall(r'<a href="#(\w+)">', str(form))

    assert links == ["id_name", "id_mode_0", "id_agreed"]
    assert all(f'id="{link}"' in str(form) for link in links)


def test_form_ties_hint_and_error_to_the_control():
    html = str(AskForm({"name": ""}))

    described = re.search(r'<input[^>]*name="name"[^>]*aria-describedby="([^"]+)"', html)[1].split()

    assert described == ["id_name_helptext", "id_name_error"]
    assert all(f'id="{name}"' in html for name in described)


def test_form_shows_what_is_wrong_with_the_whole():
    form = AskForm({"name": "Sanne", "mode": "a", "agreed": "on"})
    form.add_error(None, "De ronde is gesloten.")

    assert "De ronde is gesloten." in text_of(str(form))


def test_form_groups_radio_buttons_in_a_fieldset():
    html = str(AskForm())

    assert re.search(r"<fieldset[^>]*>\s*<legend[^>]*>Vorm</legend>", html)


def test_progress_writes_numbers_for_machines_and_for_people():
    html = component("progress", value=1234, max=50_000, label="Deelnemers")

    assert '<progress class="progress__bar" value="1234" max="50000">' in html
    assert text_of(html) == "Deelnemers 1.234 van 50.000"


def test_steps_say_in_words_what_is_done():
    html = component(
        "steps", steps=[{"label": "Eerst", "state": "done"}, {"label": "Nu", "state": "current"}]
    )

    assert text_of(html) == "Eerst (klaar) 2 Nu"
    assert html.count('aria-current="step"') == 1


def test_notice_says_its_kind_in_words():
    kinds = ["info", "success", "warning", "error"]

    assert [text_of(component("notice", kind=kind, text="Tekst")) for kind in kinds] == [
        "Informatie: Tekst",
        "Gelukt: Tekst",
        "Let op: Tekst",
        "Fout: Tekst",
    ]


def test_pagination_keeps_the_filters():
    page = Paginator(range(3000), 2).page(1200)

    html = component("pagination", page=page, query="sector=zorg")

    assert "?sector=zorg&amp;page=1199" in html
    assert text_of(html) == (
        "Vorige Pagina 1 … Pagina 1.199 Pagina 1.200 Pagina 1.201 … Pagina 1.500 Volgende"
    )


def test_pagination_of_one_page_is_nothing():
    assert component("pagination", page=Paginator(range(3), 10).page(1)).strip() == ""


def test_query_without_drops_only_what_is_named():
    template = Template('{% load component_tags %}{% query_without "page" as q %}{{ q }}')
    request = RequestFactory().get("/?page=3&sector=zorg&sector=onderwijs")

    assert template.render(Context({"request": request})) == "sector=zorg&amp;sector=onderwijs"
    assert template.render(Context({})) == ""


def test_menu_of_a_visitor_offers_to_sign_in(rf):
    html = render_to_string("base.html", {}, request=_request(rf, None))

    assert text_of(html).count("Inloggen") == 2
    assert "Mijn leren" not in html.split("<footer")[0]


def test_menu_shows_each_role_its_own_doors(rf, db):
    learner, officer = UserFactory(), UserFactory(officer=True)

    assert _menu(rf, learner) == ["Mijn leren", "Certificaten"]
    assert _menu(rf, officer) == ["Mijn leren", "Certificaten", "RVO"]


def test_menu_marks_where_we_are(rf):
    html = render_to_string("components/masthead.html", {}, request=_request(rf, None, "/cursussen/ai/"))

    assert re.findall(r'href="([^"]+)" aria-current="true"', html) == ["/cursussen/"]


def test_menu_asks_the_database_once(rf, db, django_assert_num_queries):
    request = _request(rf, UserFactory())

    with django_assert_num_queries(1):
        render_to_string("base.html", {}, request=request)


def test_server_error_page_needs_nothing():
    html = render_to_string("500.html")

    assert "Dat ligt aan ons" in html


def _request(rf, user, path="/"):
    request = rf.get(path)
    request.user = user or AnonymousUser()
    request.htmx = False
    return request


def _menu(rf, user):
    html = render_to_string("components/masthead.html", {}, request=_request(rf, user, "/stijlgids/"))
    personal = html.split('<ul class="menu__list">')[-1].split("</ul>")[0]
    return re.findall(r">([^<>]+)</a>", personal)


def test_fixed_parts_are_made_once_per_language():
    template = Template('{% load component_tags %}{% fixed "components/footer.html" %}')
    first = template.render(Context({}))

    with override("en"):
        template.render(Context({}))

    assert template.render(Context({})) == first
    assert "Voor organisaties" in first


def test_fixed_parts_follow_their_template_while_developing(settings):
    settings.DEBUG = True

    assert "<footer" in Template('{% load component_tags %}{% fixed "components/footer.html" %}').render(
        Context({})
    )
