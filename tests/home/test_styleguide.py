import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client

pytestmark = pytest.mark.browser
ORIGIN = "http://testserver"
OPEN_ALL = "document.querySelectorAll('details:not([data-closes])').forEach(panel => panel.open = true)"


@pytest.fixture
def styleguide(chromium):
    """Opens the style guide in a browser that asks Django itself; no server and no database."""
    contexts = []

    def answer(route):
        address = route.request.url.removeprefix(ORIGIN)
        if address.startswith("/static/"):
            route.fulfill(path=finders.find(address.removeprefix("/static/")))
        else:
            route.fulfill(body=Client().get(address).content, content_type="text/html")

    def open_page(**options):
        context = chromium.new_context(reduced_motion="reduce", locale="nl-NL", **options)
        contexts.append(context)
        page = context.new_page()
        page.route("**/*", answer)
        page.goto(f"{ORIGIN}/stijlgids/")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_component_is_free_of_barriers_and_fits(styleguide, scheme, width):
    page = styleguide(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.evaluate(OPEN_ALL)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_dialog_opens_and_gives_the_focus_back(styleguide):
    page = styleguide()
    opener = page.get_by_role("link", name="Aanvraag intrekken")

    opener.click()
    was_open = page.locator("#example-dialog").evaluate("dialog => dialog.open")
    page.get_by_role("button", name="Annuleren").click()

    assert was_open
    assert not page.locator("#example-dialog").evaluate("dialog => dialog.open")
    assert opener.evaluate("link => link === document.activeElement")


def test_the_menu_of_a_telephone_opens_and_shuts_with_the_keyboard(styleguide):
    page = styleguide(viewport={"width": 320, "height": 700})
    menu = page.get_by_role("navigation", name="Hoofdmenu")

    page.get_by_role("button", name="Menu").press("Enter")
    was_visible = menu.is_visible()
    page.keyboard.press("Escape")

    assert was_visible
    assert not menu.is_visible()


def test_the_theme_can_be_chosen_apart_from_the_system(styleguide):
    page = styleguide(color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)

    page.evaluate("document.documentElement.dataset.theme = 'dark'")

    assert (light, page.evaluate(ground)) == ("rgb(255, 255, 255)", "rgb(13, 24, 26)")
