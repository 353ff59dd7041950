"""The menus: what a visitor may enter, and where they are."""

from dataclasses import dataclass

from django import template
from django.utils.translation import gettext_lazy as _

from accounts.roles import is_employer, is_programme, is_provider, is_rvo

register = template.Library()

# Addresses, not names: home stands below the apps that answer them.
PUBLIC = (
    (_("Cursussen"), "/cursussen/"),
    (_("Vouchers"), "/vouchers/"),
    (_("Voortgang"), "/voortgang/"),
)
PERSONAL = (
    (_("Mijn leren"), "/leren/", lambda user: True),
    (_("Certificaten"), "/certificaten/", lambda user: True),
    (_("Organisatie"), "/organisatie/", is_employer),
    (_("Opleider"), "/opleider/", is_provider),
    (_("RVO"), "/rvo/", is_rvo),
    (_("Beheer"), "/beheer/", lambda user: _works_in_admin(user)),
)


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    current: bool


@register.simple_tag(takes_context=True)
def public_menu(context):
    path = _path(context)
    return [MenuItem(str(label), url, path.startswith(url)) for label, url in PUBLIC]


@register.simple_tag(takes_context=True)
def personal_menu(context):
    """What the signed-in person may enter, by role; nothing for a visitor."""
    user = context.get("user")
    if user is None or not user.is_authenticated:
        return []
    path = _path(context)
    return [
        MenuItem(str(label), url, path.startswith(url))
        for label, url, may_enter in PERSONAL
        if may_enter(user)
    ]


def _works_in_admin(user):
    """Educators and programme staff; a permission costs two queries, so learners are not asked for it."""
    may_ask = user.is_superuser or is_provider(user)
    return is_programme(user) or (may_ask and user.has_perm("wagtailadmin.access_admin"))


def _path(context):
    request = context.get("request")
    return request.path if request else ""
