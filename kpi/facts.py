"""Facts to count with (feiten): completions with their evidence, read from certificates, courses and accounts."""

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from accounts.models import Membership, OrganisationRole, User
from certificates.models import Certificate
from courses.models import Completion
from kpi.definitions import CompletionFact, Employment


def person_key(user: User) -> str:
    """One key for one person: a keyed hash, from which nobody can read who it is.

    The account stands for the person until a verified identity (eHerkenning, DigiD) joins several accounts.
    """
    return hmac.new(settings.PERSON_KEY.encode(), f"account:{user.uid}".encode(), hashlib.sha256).hexdigest()


def evidenced_completions() -> QuerySet[Completion]:
    """Completions with a valid certificate; people who exist only for a demonstration count only there."""
    evidence = Certificate.objects.evidence().filter(completion=OuterRef("pk"))
    completions = Completion.objects.filter(Exists(evidence))
    return completions if settings.DEMO_MODE else completions.filter(enrolment__learner__is_fictitious=False)


def with_facts(completions: QuerySet[Completion]) -> QuerySet[Completion]:
    """Read everything that `completion_fact` needs, in two queries."""
    memberships = Membership.objects.select_related("organisation").order_by("since", "pk")
    return completions.select_related("enrolment__learner").prefetch_related(
        Prefetch("enrolment__learner__memberships", memberships)
    )


def completion_fact(completion: Completion) -> CompletionFact:
    """The facts of one completion; an employment named at enrolment goes before the others."""
    enrolment = completion.enrolment
    memberships = enrolment.learner.memberships.all()
    named_first = sorted(memberships, key=lambda membership: membership.pk != enrolment.employment_id)
    return CompletionFact(
        completed_at=completion.completed_at,
        completed_on=localdate(completion.completed_at),
        employments=tuple(_employments(named_first)),
    )


def is_public_body(organisation_id: int) -> bool:
    """Whether an organisation takes part as a public body."""
    roles = OrganisationRole.objects.filter(organisation=organisation_id, until=None)
    return roles.filter(role=OrganisationRole.Role.PUBLIC_BODY).exists()


def worked_at_verified_organisation() -> Exists:
    """A condition on Participation: on the day of completion there was an employment that counts by now."""
    own = Membership.objects.filter(user=OuterRef("completion__enrolment__learner"))
    on_the_day = own.filter(
        Q(until=None) | Q(until__gt=OuterRef("completed_on")), since__lte=OuterRef("completed_on")
    )
    return Exists(on_the_day.filter(organisation__verified_at__isnull=False))


def _employments(memberships: Iterable[Membership]) -> Iterable[Employment]:
    for membership in memberships:
        yield Employment(
            organisation_id=membership.organisation_id,
            verified_at=membership.organisation.verified_at,
            since=membership.since,
            until=membership.until,
        )
