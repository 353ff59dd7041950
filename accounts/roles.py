"""Who may do what: named predicates, and the doors that ask them."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate

from accounts.models import Membership, Organisation, StaffRole, User

Role = StaffRole.Role
OFFICERS = {Role.OFFICER, Role.SENIOR_OFFICER, Role.TREASURER, Role.SCHEME_MANAGER}


def roles_today(user: Any) -> set[str]:
    """Every role a person has today, as staff or at an organisation; one query per request."""
    if not user.is_authenticated:
        return set()
    if not hasattr(user, "_roles_today"):
        as_staff = StaffRole.objects.current(localdate()).filter(user=user).values_list("role")
        at_work = Membership.objects.current(localdate()).filter(user=user).values_list("role")
        user._roles_today = {role for (role,) in as_staff.union(at_work)}
    return user._roles_today


def staff_roles(user: Any) -> set[str]:
    """The staff roles a person has today."""
    return roles_today(user) & set(Role.values)


def membership_roles(user: Any) -> set[str]:
    """The roles a person has today at any organisation."""
    return roles_today(user) & set(Membership.Role.values)


def is_officer(user: User) -> bool:
    """May decide on applications (behandelaar)."""
    return bool(staff_roles(user) & OFFICERS)


def is_auditor(user: User) -> bool:
    """May read everything and change nothing (auditor)."""
    return Role.AUDITOR in staff_roles(user)


def is_rvo(user: User) -> bool:
    """May open the portal of RVO."""
    return is_officer(user) or is_auditor(user)


def is_programme(user: User) -> bool:
    """Works at the programme office."""
    return Role.PROGRAMME in staff_roles(user)


def is_employer(user: User) -> bool:
    """Acts for at least one organisation."""
    return bool(membership_roles(user) & {Membership.Role.MANAGER, Membership.Role.FINANCE})


def is_provider(user: User) -> bool:
    """Works for at least one training provider."""
    return Membership.Role.PROVIDER_STAFF in membership_roles(user)


def manages(user: User, organisation: Organisation) -> bool:
    """Acts for this employer today."""
    return Organisation.objects.managed_by(user, localdate()).filter(pk=organisation.pk).exists()


def teaches_for(user: User, organisation: Organisation) -> bool:
    """Works for this training provider today."""
    return Organisation.objects.taught_by(user, localdate()).filter(pk=organisation.pk).exists()


def may_decide(user: User, organisation: Organisation, on: date) -> bool:
    """May judge the file of this organisation: nobody does so for one that they belong to.

    What the person did not confirm does not count, so that no employer can keep an officer away.
    """
    own = Membership.objects.current(on).of(user).filter(organisation=organisation)
    return not own.exclude(confirmed_at=None).exists()


def _required(predicates: Iterable[Callable]) -> Callable:
    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not any(predicate(request.user) for predicate in predicates):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


officer_required = _required([is_officer])
rvo_required = _required([is_rvo])
employer_required = _required([is_employer])
provider_required = _required([is_provider])
