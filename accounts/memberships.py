"""Dienstverband: who works where, from when until when."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, StaffRole, User
from accounts.names import readable_name
from audit.recording import record


class NotAMember(Exception):
    """The person cannot be added; the message may be shown to who tried."""


@transaction.atomic
def add_member(
    *, organisation: Organisation, user: User, role: str, by: User | None, at: datetime
) -> Membership:
    """Make somebody a member in a role from today (Dutch date of `at`); twice is once."""
    membership, new = Membership.objects.get_or_create(
        organisation=organisation,
        user=user,
        role=role,
        until=None,
        defaults={"since": localdate(at), "confirmed_at": at},
    )
    if new:
        record("membership.started", membership, by=by, at=at, role=role, organisation=organisation.uid)
    return membership


@transaction.atomic
def invite_employee(
    *, organisation: Organisation, email: str, name: str, by: User, at: datetime
) -> Membership:
    """Give an employee a place by e-mail address; an unknown address gets an account without a password.

    The account is opened through "wachtwoord vergeten", which proves that the address is theirs.
    Raises NotAMember without a name.
    """
    if not name.strip():
        raise NotAMember(_("Vul de naam van de medewerker in."))
    try:
        readable_name(name)
    except ValidationError as refusal:
        raise NotAMember(refusal.message) from refusal
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        first, _space, last = name.strip().partition(" ")
        user = User.objects.create_user(email, None, first_name=first, last_name=last)
    return add_member(organisation=organisation, user=user, role=Membership.Role.EMPLOYEE, by=by, at=at)


@transaction.atomic
def appoint_staff(*, user: User, role: str, by: User | None, at: datetime) -> StaffRole:
    """Give somebody a role in the scheme or the programme from today; twice is once."""
    row, new = StaffRole.objects.get_or_create(
        user=user, role=role, until=None, defaults={"since": localdate(at)}
    )
    if new:
        record("staff.appointed", user, by=by, at=at, role=role)
    return row
