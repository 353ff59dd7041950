"""Pages that belong to no chapter: alive, ready, where to report a leak, the style guide."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from kombu.exceptions import KombuError

from lms.celery import app


@never_cache
def healthz(request):
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request):
    """Able to serve: the database answers, its migrations are applied, the broker takes messages."""
    checks = {"database": _database_is_ready(), "broker": _broker_is_ready()}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _database_is_ready():
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _broker_is_ready():
    try:
        with app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=1, timeout=1)
    except (OSError, KombuError):
        return False
    return True


def security_txt(request):
    """Where a finder of a leak can report it (RFC 9116); said anew every day, so it never runs out."""
    expires = datetime.combine(now().astimezone(UTC) + timedelta(days=180), time(tzinfo=UTC))
    lines = (
        "Contact: mailto:security@ai-leerplein.example",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.BASE_URL}{request.path}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def styleguide(request):
    if not (settings.DEBUG or settings.DEMO_MODE):
        raise Http404
    return render(request, "styleguide.html")
