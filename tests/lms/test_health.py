from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError

from lms import views

pytestmark = pytest.mark.django_db


def test_healthz_answers_without_a_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_readyz_says_what_is_ready(client):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"database": True, "broker": True})


def test_readyz_refuses_while_the_broker_is_away(client, monkeypatch):
    unreachable = views.app.connection_for_write("redis://127.0.0.1:1/0")
    monkeypatch.setattr(views.app, "connection_for_write", lambda **options: unreachable)

    response = client.get("/readyz")

    assert (response.status_code, response.json()["broker"]) == (503, False)


def test_readyz_refuses_while_migrations_wait(client, monkeypatch):
    monkeypatch.setattr(views.MigrationExecutor, "migration_plan", lambda self, targets: ["0002_later"])

    response = client.get("/readyz")

    assert (response.status_code, response.json()["database"]) == (503, False)


def test_readyz_refuses_while_the_database_is_away(client, monkeypatch):
    def away(connection):
        raise DatabaseError

    monkeypatch.setattr(views, "MigrationExecutor", away)

    assert client.get("/readyz").status_code == 503


def test_the_style_guide_is_for_demo_and_desk_only(client, settings):
    settings.DEMO_MODE = settings.DEBUG = False

    assert client.get("/stijlgids/").status_code == 404


def test_security_txt_says_where_to_report_a_leak_and_never_runs_out(client, settings):
    settings.BASE_URL = "https://ai-leerplein.example"

    response = client.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    left = datetime.fromisoformat(fields.pop("Expires")) - datetime.now(UTC)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert timedelta(days=178) < left < timedelta(days=181)
    assert fields == {
        "Contact": "mailto:security@ai-leerplein.example",
        "Preferred-Languages": "nl, en",
        "Canonical": "https://ai-leerplein.example/.well-known/security.txt",
    }
