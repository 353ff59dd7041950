"""What the tests of certificates share."""

import pytest
from kombu import pools

from certificates.issuing import issue_certificate, request_certificate
from lms.celery import app
from tests.factories.certificates import FrozenCompletionFactory


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    """A store of files for this test alone."""
    options = {"location": tmp_path / "private", "base_url": None}
    settings.STORAGES = settings.STORAGES | {
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    }
    return tmp_path / "private"


@pytest.fixture
def unreachable_broker(monkeypatch):
    """Messages go to a port where nobody listens, as in production, instead of being handled at once."""
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:9/0")
    monkeypatch.setitem(app.conf, "task_always_eager", False)
    forget_connections()
    yield
    monkeypatch.undo()
    forget_connections()


def forget_connections():
    pools.reset()
    app._pool = app.amqp._producer_pool = None


@pytest.fixture
def completion():
    return FrozenCompletionFactory()


@pytest.fixture
def learner(client, completion):
    client.force_login(completion.enrolment.learner)
    return completion.enrolment.learner


@pytest.fixture
def issued(completion, now):
    certificate = request_certificate(completion=completion, at=now)
    issue_certificate(pk=certificate.pk, at=now)
    return certificate
