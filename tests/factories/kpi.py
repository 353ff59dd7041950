"""People who finished a course, with the evidence and the employer that make them count."""

from datetime import UTC, date, datetime

from kpi.counting import count_participation
from kpi.models import FirstParticipation, Participation
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.certificates import CertificateFactory
from tests.factories.courses import CompletionFactory, CourseRunFactory

VERIFIED_AT = datetime(2025, 1, 2, 9, tzinfo=UTC)
MORNING = datetime(2026, 11, 2, 9, tzinfo=UTC)


def verified_organisation(**changes):
    return OrganisationFactory(**{"verified_at": VERIFIED_AT} | changes)


def evidenced_completion(*, learner=None, employer=None, at=MORNING, run=None, **membership):
    """Somebody finished a course and has the certificate; with an employer, also worked there."""
    learner = learner or UserFactory()
    if employer:
        MembershipFactory(user=learner, organisation=employer, **membership)
    enrolment = (
        {"enrolment__learner": learner, "enrolment__run": run} if run else {"enrolment__learner": learner}
    )
    completion = CompletionFactory(completed_at=at, **enrolment)
    CertificateFactory(completion=completion, issued=True)
    return completion


def counted_employees(number, *, at=MORNING, **organisation):
    """That many employees of one organisation, counted: rows only, for figures and pages."""
    employer = verified_organisation(**organisation)
    run = CourseRunFactory()
    completions = CompletionFactory.create_batch(number, enrolment__run=run, completed_at=at)
    first = None
    for place, completion in enumerate(completions):
        participation = Participation.objects.create(
            completion=completion, person_key=f"{employer.pk}-{place}", counted_as="EMPLOYEE", organisation=employer,
            completed_on=at.date(), counts_at=at, definition=1, recorded_at=at,
        )  # fmt: skip
        first = first or participation
        cells = {
            "participation": participation,
            "counted_as": "EMPLOYEE",
            "definition": 1,
            "month": date(at.year, at.month, 1),
        }
        cells |= {"sector": employer.sector, "hub": employer.hub}
        FirstParticipation.objects.create(person_key=participation.person_key, **cells)
    cells["participation"] = first
    FirstParticipation.objects.create(organisation=employer, **cells)
    return employer


def count(*completions, at=MORNING):
    return [count_participation(completion=completion, at=at) for completion in completions]
