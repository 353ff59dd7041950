"""What every test may ask for."""

import os
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db.models.signals import post_migrate

from audit.guards import install_guards, remove_guards
from tests.factories.accounts import UserFactory

pytest_plugins = ["tests.fixtures_stripe", "tests.living_demo"]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def now():
    """A Monday morning on which the tests take place."""
    return datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh_cache():
    for name in caches:
        caches[name].clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Flushing a test database needs DELETE, so the guards against it are put back only where they are tested."""
    # A flush ends like a migrate, which would put them back for the next test.
    post_migrate.disconnect(install_guards, sender=apps.get_app_config("audit"))
    with django_db_blocker.unblock():
        remove_guards()


@pytest.fixture
def guards(db):
    """The triggers of production."""
    install_guards()
    yield
    remove_guards()


@pytest.fixture
def officer(db):
    return UserFactory(officer=True)


@pytest.fixture
def auditor(db):
    return UserFactory(auditor=True)
