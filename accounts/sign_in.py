"""Signing in (inloggen): what allauth asks of us."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from accounts.roles import is_employer, is_provider, is_rvo


class EmailBackend(AuthenticationBackend):
    """E-mail and password. Fictitious people of the demo can sign in nowhere else."""

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        return user if user and (settings.DEMO_MODE or not user.is_fictitious) else None


class AccountAdapter(DefaultAccountAdapter):
    """After signing in everyone starts where their work is."""

    def get_login_redirect_url(self, request):
        user = request.user
        for predicate, address in (
            (is_rvo, "/rvo/"),
            (is_employer, "/organisatie/"),
            (is_provider, "/opleider/"),
            (lambda person: person.has_perm("wagtailadmin.access_admin"), "/beheer/"),
        ):
            if predicate(user):
                return address
        return settings.LOGIN_REDIRECT_URL
