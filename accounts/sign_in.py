"""Signing in (inloggen): what allauth asks of us."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import LoginForm
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from accounts.roles import is_employer, is_provider, is_rvo, staff_roles
from audit.clock import database_now

LONGEST_STAFF_SESSION = timedelta(hours=8)


class EmailBackend(AuthenticationBackend):
    """E-mail and password. Fictitious people of the demo can sign in nowhere else."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        user = super().authenticate(request, **credentials)
        return user if user and (settings.DEMO_MODE or not user.is_fictitious) else None


class SignInForm(LoginForm):
    """Staff of the scheme and the programme sign in anew every working day, however busy they are.

    The form decides, as allauth gives every session the same length after it has signed somebody in.
    """

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        response = super().login(request, redirect_url)
        if staff_roles(request.user):
            request.session.set_expiry(database_now() + LONGEST_STAFF_SESSION)
        return response


class AccountAdapter(DefaultAccountAdapter):
    """After signing in everyone starts where their work is."""

    def get_login_redirect_url(self, request: Any) -> str:
        user = request.user
        for predicate, address in (
            (is_rvo, "/rvo/"),
            (is_employer, "/organisatie/"),
            (lambda person: person.has_perm("wagtailadmin.access_admin"), "/beheer/"),
            (is_provider, "/opleider/"),
        ):
            if predicate(user):
                return address
        return settings.LOGIN_REDIRECT_URL
