"""A real worker over a real broker, killed in the middle of its work. PostgreSQL and Redis."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from kombu import pools

from audit.clock import database_now
from certificates import tasks
from certificates.models import Certificate, CertificateArtefact
from lms.celery import app
from tests.certificates.conftest import forget_connections
from tests.factories.certificates import FrozenCompletionFactory
from tests.living_demo import process_number

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
]
PATIENCE = 60


@pytest.fixture
def broker(monkeypatch):
    """An own database of the Redis server, emptied before and after."""
    address = f"{os.environ.get('TEST_REDIS', 'redis://127.0.0.1:6379')}/{11 + process_number()}"
    monkeypatch.setenv("CELERY_BROKER_URL", address)
    monkeypatch.setitem(app.conf, "task_always_eager", False)
    forget_connections()
    with app.connection_for_write() as connected:
        connected.default_channel.client.flushdb()
    yield address
    with app.connection_for_write() as connected:
        connected.default_channel.client.flushdb()
    monkeypatch.undo()
    forget_connections()
    pools.reset()


@pytest.fixture
def start_worker(broker, private_files, tmp_path):
    """Start workers on the database of this test; whatever is left of them is stopped at the end."""
    started = []
    server = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = os.environ | {
        "DATABASE_URL": server.geturl(),
        "CELERY_BROKER_URL": broker,
        "VAR_DIR": str(private_files.parent),
        "DJANGO_SETTINGS_MODULE": "lms.settings",
        "DEBUG": "1",
        "DEMO_MODE": "1",
        "BASE_URL": settings.BASE_URL,
    }

    def start():
        command = [sys.executable, "-m", "celery", "-A", "lms", "worker", "-P", "prefork", "-c", "2",
                   "-Q", "certificates", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]  # fmt: skip
        log = (tmp_path / f"worker-{len(started)}.log").open("w")
        worker = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        kill(worker)


def kill(worker):
    """As a machine that loses power: main process and pool at once."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, list(
            Certificate.objects.values_list("status", "attempts", "failure")
        )
        time.sleep(0.02)


def count(**filters):
    return Certificate.objects.filter(**filters).count()


def deliver(times=1):
    for pk in Certificate.objects.order_by("pk").values_list("pk", flat=True):
        for _delivery in range(times):
            tasks.wake(pk)


def test_a_worker_killed_in_the_middle_leaves_exactly_one_certificate_each(start_worker, private_files):
    number = 40
    edition = FrozenCompletionFactory().edition
    for _completion in range(number - 1):
        FrozenCompletionFactory(enrolment__run__edition=edition)
    tasks.request_due_certificates()
    first = start_worker()
    deliver(times=2)
    until(lambda: count(status="ISSUED") > 3)

    kill(first)
    unfinished = number - count(status="ISSUED")
    # Leases of the dead end sooner than 180 seconds, so that the test does.
    Certificate.objects.filter(status="RENDERING").update(lease_until=database_now() - timedelta(seconds=1))
    start_worker()
    tasks.sweep_certificates()
    until(lambda: count(status="ISSUED") == number)

    assert unfinished > 0
    assert CertificateArtefact.objects.count() == 2 * number
    assert CertificateArtefact.objects.values("certificate", "kind").distinct().count() == 2 * number
    whole = dict(CertificateArtefact.objects.values_list("key", "size"))
    assert {key: (private_files / key).stat().st_size for key in whole} == whole
    assert len(list(private_files.rglob("*.*"))) == 2 * number


def test_a_broker_that_lost_everything_costs_one_sweep(start_worker, broker):
    FrozenCompletionFactory()
    tasks.request_due_certificates()
    deliver()
    with app.connection_for_write() as connected:
        connected.default_channel.client.flushdb()
    start_worker()
    time.sleep(2)
    lost = count(status="PENDING")

    tasks.sweep_certificates()
    until(lambda: count(status="ISSUED") == 1)

    assert lost == 1


def test_a_second_delivery_to_a_second_worker_changes_nothing(start_worker):
    FrozenCompletionFactory()
    tasks.request_due_certificates()
    start_worker()
    start_worker()

    deliver(times=3)
    until(lambda: count(status="ISSUED") == 1)
    deliver(times=3)
    time.sleep(2)

    assert Certificate.objects.get().attempts == 1
    assert CertificateArtefact.objects.count() == 2
