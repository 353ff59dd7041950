"""Signing in (inloggen): what allauth asks of us."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from accounts.roles import is_employer, is_provider, is_rvo


class EmailBackend(AuthenticationBackend):
    """E-mail and password. Fictitious people of the demo can sign in nowhere else."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        user = super().authenticate(request, **credentials)
        return user if user and (settings.DEMO_MODE or not user.is_fictitious) else None


class AccountAdapter(DefaultAccountAdapter):
    """After signing in everyone starts where their work is."""

    def get_login_redirect_url(self, request: Any) -> str:
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
