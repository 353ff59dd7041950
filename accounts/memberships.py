"""Dienstverband: who works where, from when until when."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, StaffRole, User
from accounts.names import readable_name
from audit.recording import record


class NotAMember(Exception):
    """This cannot be done with this person or membership; the message may be shown to who tried."""


@transaction.atomic
def add_member(
    *, organisation: Organisation, user: User, role: str, by: User | None, at: datetime
) -> Membership:
    """Make somebody a confirmed member in a role from today (Dutch date of `at`); twice is once."""
    return _start(organisation=organisation, user=user, role=role, confirmed_at=at, by=by, at=at)


@transaction.atomic
def invite_employee(
    *, organisation: Organisation, email: str, name: str, by: User, at: datetime
) -> Membership:
    """Give an employee a place by e-mail address; an unknown address gets an account without a password.

    The account is opened through "wachtwoord vergeten", which proves that the address is theirs. Until the
    person confirms the membership the employer learns nothing that it did not know. Raises NotAMember without
    a name, and for staff: who judges applications does not become a member by somebody else's hand.
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
    elif StaffRole.objects.current(localdate(at)).filter(user=user).exists():
        raise NotAMember(
            _("Deze persoon kan niet als medewerker worden toegevoegd. Vraag om een ander e-mailadres.")
        )
    role = Membership.Role.EMPLOYEE
    return _start(organisation=organisation, user=user, role=role, confirmed_at=None, by=by, at=at)


@transaction.atomic
def accept_membership(*, membership: Membership, by: User, at: datetime) -> Membership:
    """Confirm that one works there; twice is once. Raises NotAMember for somebody else's or an ended one."""
    membership = _own_open(membership, by)
    if membership.confirmed_at is None:
        membership.confirmed_at = at
        membership.save(update_fields=["confirmed_at"])
        record("membership.accepted", membership, by=by, at=at, organisation=membership.organisation.uid)
    return membership


@transaction.atomic
def decline_membership(*, membership: Membership, by: User, at: datetime) -> Membership:
    """Say that one does not work there: the membership ends on its first day. Raises NotAMember."""
    membership = _own_open(membership, by)
    if membership.confirmed_at:
        raise NotAMember(_("Je hebt al bevestigd dat je hier werkt."))
    membership.until = membership.since + timedelta(days=1)
    membership.save(update_fields=["until"])
    record("membership.declined", membership, by=by, at=at, organisation=membership.organisation.uid)
    return membership


@transaction.atomic
def appoint_staff(*, user: User, role: str, by: User | None, at: datetime) -> StaffRole:
    """Give somebody a role in the scheme or the programme from today; twice is once."""
    row, new = StaffRole.objects.get_or_create(
        user=user, role=role, until=None, defaults={"since": localdate(at)}
    )
    if new:
        record("staff.appointed", user, by=by, at=at, role=role)
    return row


def _start(
    *,
    organisation: Organisation,
    user: User,
    role: str,
    confirmed_at: datetime | None,
    by: User | None,
    at: datetime,
) -> Membership:
    membership, new = Membership.objects.get_or_create(
        organisation=organisation,
        user=user,
        role=role,
        until=None,
        defaults={"since": localdate(at), "confirmed_at": confirmed_at},
    )
    if new:
        record("membership.started", membership, by=by, at=at, role=role, organisation=organisation.uid)
    return membership


def _own_open(membership: Membership, by: User) -> Membership:
    own = Membership.objects.select_for_update(of=["self"]).select_related("organisation").of(by)
    if found := own.filter(pk=membership.pk, until=None).first():
        return found
    raise NotAMember(_("Dit dienstverband is niet (meer) van jou."))
