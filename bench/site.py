"""A site to measure: production settings, PostgreSQL, Redis, demo content, gunicorn with two workers."""

import os
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var" / "bench" / "site"
SERVER = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres").rpartition("/")[0]
PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "lms.settings",
    "SECRET_KEY": "bench-" + "x" * 50,
    "VOUCHER_PEPPER": "bench-" + "p" * 50,
    "PARTICIPANT_KEY": "bench-" + "q" * 50,
    "PERSON_KEY": "bench-" + "r" * 50,
    "DEBUG": "0",
    "DEMO_MODE": "1",
    "HTTPS": "0",
    "BASE_URL": ADDRESS,
    "ALLOWED_HOSTS": "127.0.0.1",
    "VAR_DIR": str(VAR),
    "DATABASE_URL": f"{SERVER}/leerplein_bench",
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/14",
    "CACHE_URL": "redis://127.0.0.1:6379/15",
    "PAGE_CACHE_SECONDS": "60",
    "PYTHONPATH": str(ROOT),
}


def prepare(*, scale="full"):
    """An empty database with the demo in it, and Django set up in this process."""
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS leerplein_bench WITH (FORCE)")
        connection.execute("CREATE DATABASE leerplein_bench")
    os.environ.update(ENVIRONMENT)
    subprocess.run(
        [sys.executable, "manage.py", "prepare_demo", "--scale", scale],
        cwd=ROOT,
        env=os.environ,
        check=True,
        stdout=sys.stderr,
    )
    import django

    django.setup()


@contextmanager
def server():
    """The web server, warmed up; yields its process ids, the master first."""
    master = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "lms.wsgi", "--no-control-socket"),
            *("--workers", "2", "--bind", f"127.0.0.1:{PORT}", "--log-level", "error"),
        ],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait()
        yield [master.pid, *_children(master.pid)]
    finally:
        master.terminate()
        master.wait(30)


def _wait():
    for _attempt in range(300):
        try:
            if urllib.request.urlopen(f"{ADDRESS}/readyz", timeout=5).status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server does not get ready.")


def _children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu_ms(pids):
    """Processor time of these processes so far, in milliseconds."""
    tick = os.sysconf("SC_CLK_TCK")
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total * 1000 / tick


def memory_mib(pids):
    """Resident memory of the largest of these processes, in MiB."""
    page = os.sysconf("SC_PAGE_SIZE")
    return max(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page for pid in pids) / 2**20


def session_cookie(user):
    """A signed-in session of this person."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.cached_db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "accounts.sign_in.EmailBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"sessionid={session.session_key}"
