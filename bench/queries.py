"""How many statements a page costs, at two sizes of the data, ten times apart."""

from bench import site
from bench.report import figure

PAGES = {
    "home, visitor": ("/", False),
    "catalogue, visitor": ("/cursussen/", False),
    "course page, visitor": ("/cursussen/nationale-ai-cursus/", False),
    "course page, signed in": ("/cursussen/nationale-ai-cursus/", True),
    "dashboard": ("/leren/", True),
    "lesson": ("lesson", True),
    "kpi page, visitor": ("/voortgang/", False),
}


def measure():
    site.prepare(scale="small")
    from django.core.cache import cache

    small_size = _size()
    small = {name: _count(*page) for name, page in PAGES.items()}
    _grow()
    cache.clear()
    large_size = _size()
    large = {name: _count(*page) for name, page in PAGES.items()}
    for name, statements in large.items():
        note = f"{small[name]} at {small_size}, {statements} at {large_size}; warm cache"
        yield figure(f"statements of {name}", statements, "statements", 1, note)


def _size():
    from courses.models import CatalogueEntry, Enrolment

    return f"{Enrolment.objects.count()} enrolments and {CatalogueEntry.objects.count()} courses"


def _count(path, signed_in):
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from courses.models import Enrolment

    settings.PAGE_CACHE_SECONDS = 0  # a page as it is made, not as it is kept
    client = Client(headers={"host": "127.0.0.1"})
    learner = User.objects.get(email="cursist@example.org")
    if signed_in:
        client.force_login(learner, backend="accounts.sign_in.EmailBackend")
    if path == "lesson":
        enrolment = Enrolment.objects.filter(learner=learner).first()
        first = enrolment.run.edition.lessons.order_by("module__position", "position").first()
        path = f"/leren/{enrolment.uid}/{first.lesson_key}/"
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def _grow():
    """Ten times the learners, and ten times the courses in the catalogue."""
    from uuid import uuid4

    from accounts.models import User
    from courses.models import CatalogueEntry, CourseRun, Enrolment

    run = CourseRun.objects.filter(mode=CourseRun.Mode.SELF_PACED).first()
    users = User.objects.bulk_create(
        User(email=f"groei{number}@example.org", first_name="Groei", is_fictitious=True)
        for number in range(9 * Enrolment.objects.count())
    )
    Enrolment.objects.bulk_create(
        Enrolment(
            learner=user,
            run=run,
            course_key=run.edition.course_key,
            status="ACTIVE",
            enrolled_at=run.edition.frozen_at,
        )
        for user in users
    )
    for entry in list(CatalogueEntry.objects.all()):
        for number in range(9):
            entry.pk = None
            entry._state.adding = True
            entry.course_key = uuid4()
            entry.slug = f"{entry.slug.partition('--')[0]}--{number}"
            entry.save()
