"""The settings of the suite: those of production, less what is slow or would talk to the outside."""

import os
import tempfile

os.environ.setdefault("DEBUG", "1")
# The suite shows what a visitor of the demo sees: its people may sign in.
os.environ.setdefault("DEMO_MODE", "1")
os.environ.setdefault("HTTPS", "0")
os.environ.setdefault("BASE_URL", "http://localhost")
os.environ.setdefault("CELERY_BROKER_URL", "memory://")
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="leerplein-test-"))

from lms.settings import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["*"]
# A real hash costs 50 ms for every person a test signs in.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Files are served as they are: hashing them all would cost seconds a run.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
# Wagtail's own background work runs at once.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# Ours too, unless a test starts a worker.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
# A test sees what it just changed, unless it is about the pages that are kept.
PAGE_CACHE_SECONDS = 0
if CACHE_URL:  # noqa: F405
    # Every test empties the cache, so each process of the suite has one of its own.
    server, _slash, number = CACHE_URL.rpartition("/")  # noqa: F405
    own = int(number) + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    CACHES["default"]["LOCATION"] = f"{server}/{own}"  # noqa: F405
else:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}  # noqa: F405
# Sessions in the database, so that a page costs the same statements with and without Redis.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
LOGGING["root"]["level"] = "ERROR"  # noqa: F405
LOGGING["loggers"]["django"]["level"] = "ERROR"  # noqa: F405

# One database per run, so that several runs on one machine do not meet.
TEST_DB = os.environ.get("TEST_DB", "leerplein")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": BASE_DIR / "var" / f"test_{TEST_DB}.sqlite3"}  # noqa: F405
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_{TEST_DB}"}  # noqa: F405
    # Each thread of a race has a connection of its own, closed when the thread ends.
    DATABASES["default"]["OPTIONS"] = {}  # noqa: F405
