"""The bare site: root, front page and the pages that the law asks for; made once."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Locale, Page, Site

from home.legal_texts import LEGAL_TEXTS
from home.models import HomePage, StandardPage

LEAD = "Leer wat AI voor jouw werk betekent: in korte lessen, op je eigen tijd, met een certificaat dat telt."


@transaction.atomic
def provision_site() -> HomePage:
    """The front page at the address of BASE_URL, with privacy, accessibility and about under it; twice is once."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", content_type=ContentType.objects.get_for_model(Page))
    )
    home = HomePage.objects.first() or _add_home(root)
    address = urlsplit(settings.BASE_URL)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname,
            "port": address.port or (443 if address.scheme == "https" else 80),
            "root_page": home,
            "site_name": settings.SITE_NAME,
        },
    )
    for slug, text in LEGAL_TEXTS.items():
        if not StandardPage.objects.child_of(home).filter(slug=slug).exists():
            _add(home, StandardPage(slug=slug, **text))
    return home


def _add_home(root: Page) -> HomePage:
    # Wagtail's own first page stands in the way of ours: the site moves, then the page goes.
    welcome = root.get_children().filter(slug="home").first()
    home = _add(root, HomePage(title=settings.SITE_NAME, slug="voorpagina", lead=LEAD))
    if welcome and welcome.specific_class != HomePage:
        Site.objects.filter(root_page=welcome).update(root_page=home)
        welcome.delete()
    return HomePage.objects.get(pk=home.pk)


def _add(parent: Page, page: Page) -> Page:
    parent.refresh_from_db()
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page
