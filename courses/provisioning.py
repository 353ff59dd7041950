"""A place for a training provider (opleider): its page in the tree."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Organisation
from audit.recording import record
from courses.models import CatalogueIndexPage, ProviderIndexPage, ProviderPage
from home.models import HomePage


@transaction.atomic
def provision_provider(*, organisation: Organisation, at: datetime) -> ProviderPage:
    """Give a provider its page, and the site the two index pages it needs; twice is once."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    home = HomePage.objects.order_by("path").first()
    _index_page(CatalogueIndexPage, home, _("Cursussen"))
    providers = _index_page(ProviderIndexPage, home, _("Opleiders"))
    page = ProviderPage.objects.filter(organisation=organisation).first()
    if page is None:
        page = ProviderPage(title=organisation.name, slug=organisation.slug, organisation=organisation)
        providers.add_child(instance=page)
        record("provider.provisioned", organisation, by=None, at=at, page=page.pk)
    return page


def _index_page(model, home, title):  # noqa: ANN001
    page = model.objects.first()
    if page is None:
        page = home.add_child(instance=model(title=title, slug=slugify(title)))
    return page
