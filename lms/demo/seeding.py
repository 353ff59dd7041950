"""The whole demo, chapter by chapter; what is there already stays as it is."""

from datetime import timedelta

from django.apps import apps
from django.utils.timezone import localdate

from accounts.models import Organisation
from audit.clock import database_now
from certificates.issuing import issue_certificate, request_due_certificates
from certificates.models import Certificate
from courses.models import Completion, CoursePage, CourseRun, ProviderPage
from courses.provisioning import provision_provider
from courses.runs import allow_vouchers, open_run, set_price
from home.provisioning import provision_site
from kpi.counting import count_participation, due_completions
from kpi.snapshots import take_snapshot
from lms.demo import authors, learning, people, rounds
from lms.demo.content import COURSES

SCALES = {"small": 24, "full": 240}
PROVIDER_OF = dict(zip(COURSES, people.PROVIDERS, strict=False))
FREE, ZORG, LANDBOUW = COURSES
PRICE_CENTS = {ZORG: 145_600, LANDBOUW: 89_500}
GUIDED_CENTS = 49_500
HISTORY_DAYS = 420


def seed(*, scale: str) -> None:
    """Fill an empty installation with the demo; a filled one stays as it is."""
    now = database_now()
    began = now - timedelta(days=HISTORY_DAYS)
    provision_site()
    people.make_reference_rows()
    organisations = people.make_organisations(at=began)
    named = people.make_named_people(at=began)
    runs = [_offer(slug, named, at=began) for slug in COURSES]
    employers = [row for row in organisations if row.kvk_number not in people.PROVIDERS]
    members = people.make_learners(employers=employers, count=SCALES[scale], at=began)
    _learn(runs, members, named, now)
    rounds.fill_rounds(runs=runs, named=named, scale=scale, now=now)
    _certify(now)


def _offer(slug, named, *, at):
    """One course: its pages, its first edition, and the run that everyone can join."""
    provider = Organisation.objects.get(kvk_number=PROVIDER_OF[slug])
    page = ProviderPage.objects.filter(organisation=provider).first() or provision_provider(
        organisation=provider, at=at
    )
    people.allow_authors(page, [named["docent"]])
    course = CoursePage.objects.filter(slug=slug).first() or authors.write_course(slug=slug, provider=page)
    edition = authors.freeze_course(course=course, author=named["docent"], approver=named["programma"], at=at)
    run = CourseRun.objects.get(edition=edition, mode=CourseRun.Mode.SELF_PACED)
    if slug == FREE:
        _offer_guided(edition, provider, named, at=at)
    elif not run.voucher_eligible:
        set_price(run=run, price_cents=PRICE_CENTS[slug], by=named["opleider"], at=at + timedelta(hours=1))
        run = allow_vouchers(run=run, by=named["programma"], at=at)
    return run


def _offer_guided(edition, provider, named, *, at):
    """Beside the free run, one with a teacher, for which an employer may use a voucher."""
    if CourseRun.objects.filter(edition=edition, mode=CourseRun.Mode.COHORT).exists():
        return
    starts_on = localdate() + timedelta(days=30)
    open_run(
        edition=edition,
        provider=provider,
        code="nationale-ai-cursus-met-docent",
        by=named["opleider"],
        at=at,
        mode=CourseRun.Mode.COHORT,
        form="BLENDED",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=60),
        enrol_until=starts_on,
        capacity=25,
        price_cents=GUIDED_CENTS,
        voucher_eligible=True,
    )


def _learn(runs, members, named, now):
    membership = named["cursist"].memberships.get(role="EMPLOYEE")
    learning.follow(
        learner=named["cursist"], run=runs[0], lessons=18, at=now - timedelta(days=9), employment=membership
    )
    share = len(members) // 2
    for run, group in zip(
        runs,
        (members[:share], members[share : share + share // 2], members[share + share // 2 :]),
        strict=True,
    ):
        learning.fill_course(run=run, memberships=group, days=HISTORY_DAYS - 30, at=now)


def _certify(now):
    """Every completion its certificate and its place in the count, as the worker would do."""
    while request_due_certificates(at=now):
        pass
    for certificate in Certificate.objects.filter(status=Certificate.Status.PENDING):
        issue_certificate(pk=certificate.pk, at=now)
    for pk in due_completions():
        count_participation(completion=Completion.objects.get(pk=pk), at=now)
    take_snapshot(at=now)


def count_rows() -> int:
    """All rows of our own apps: what a second run must leave equal."""
    own = ("accounts", "audit", "certificates", "courses", "home", "kpi", "payments", "vouchers")
    return sum(model._base_manager.count() for app in own for model in apps.get_app_config(app).get_models())
