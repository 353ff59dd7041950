"""Starts the whole platform with demo content: web, worker, beat and the practice payment page.

The children die with the launcher, one that dies is started again, and Ctrl-C ends them all.
"""

import argparse
import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
DEMO_DIR = Path(os.environ.get("DEMO_DIR", BASE_DIR / "var" / "demo"))
SECRETS = ["SECRET_KEY", "VOUCHER_PEPPER", "PARTICIPANT_KEY", "PERSON_KEY"]
ACCOUNTS = [
    "cursist",
    "docent",
    "werkgever",
    "opleider",
    "behandelaar",
    "behandelaar2",
    "auditor",
    "programma",
]
PR_SET_PDEATHSIG = 1
RESTART_PAUSE = 1.0
STOP_SECONDS = 15.0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reset", action="store_true", help="begin met een lege demo")
    if parser.parse_args().reset and DEMO_DIR.exists():
        shutil.rmtree(DEMO_DIR)
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    if not _is_free(host, port):
        sys.exit(f"Poort {port} is bezet. Stop wat daar draait, of kies een andere: PORT=8001 ./run demo")
    environment = demo_environment(host=host, port=port)
    prepare(environment)
    Children(commands(host=host, port=port, environment=environment), environment).run(
        lambda: announce(f"http://{host}:{port}", environment)
    )


def _is_free(host, port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def demo_environment(*, host, port):
    """The environment of every child: the demo's own secrets and files, made once."""
    DEMO_DIR.mkdir(parents=True, exist_ok=True)
    store = DEMO_DIR / "secrets.json"
    if not store.exists():
        store.write_text(json.dumps({name: secrets.token_urlsafe(48) for name in SECRETS}))
        store.chmod(0o600)
    peer = f"http://{host}:{_peer_port(host, port)}"
    return (
        os.environ
        | json.loads(store.read_text())
        | {
            "DJANGO_SETTINGS_MODULE": "lms.settings",
            "DEMO_MODE": "1",
            "DEBUG": "0",
            "HTTPS": "0",
            "VAR_DIR": str(DEMO_DIR),
            "BASE_URL": f"http://{host}:{port}",
            "ALLOWED_HOSTS": ",".join({host, "127.0.0.1", "localhost"}),
            "STRIPE_API_BASE": peer,
            "STRIPE_CHECKOUT_ORIGIN": peer,
            "PYTHONPATH": str(BASE_DIR),
            "PYTHONUNBUFFERED": "1",
        }
    )


def _peer_port(host, port):
    """The payment page stays at one address, so that a payment begun before a restart can be finished."""
    store = DEMO_DIR / "peer-port"
    if not store.exists():
        store.write_text(str(port + 1 if _is_free(host, port + 1) else _any_port(host)))
    return int(store.read_text())


def _any_port(host):
    with socket.socket() as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


def prepare(environment):
    """Tables, static files and content; what is there already stays as it is."""
    print("De demo wordt klaargezet …", flush=True)
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare_demo", "--scale", os.environ.get("DEMO_SCALE", "full")],
        cwd=BASE_DIR,
        env=environment,
        check=False,
    )
    if done.returncode:
        sys.exit(
            "De demo kan niet worden klaargezet; hierboven staat waarom. Opnieuw beginnen: ./run demo-reset"
        )


def commands(*, host, port, environment):
    python = sys.executable
    celery = [python, "-m", "celery", "--app", "lms"]
    return {
        "payments": [
            python,
            "tools/practice/stripe_peer.py",
            *("--host", host),
            *("--port", environment["STRIPE_API_BASE"].rpartition(":")[2]),
            *("--state", str(DEMO_DIR / "stripe.json")),
            *("--webhook", f"http://{host}:{port}/betalen/stripe/"),
            *("--secret", "whsec_oefenomgeving"),
            "--demo",
        ],
        "web": [
            *(python, "-m", "gunicorn", "lms.wsgi", "--no-control-socket"),
            *("--workers", "2", "--bind", f"{host}:{port}", "--log-level", "warning"),
        ],
        "worker": [
            *celery,
            "worker",
            "--pool",
            "solo",
            "--queues",
            "default,certificates",
            "--loglevel",
            "WARNING",
        ],
        "beat": [*celery, "beat", "--schedule", str(DEMO_DIR / "beat"), "--loglevel", "WARNING"],
    }


def announce(address, environment):
    password = environment.get("DEMO_PASSWORD", "leerplein-demo-2026")
    print(f"\nAI-leerplein draait op {address}")
    print(f"Inloggen: {address}/account/login/   wachtwoord voor iedereen: {password}")
    for name in ACCOUNTS:
        print(f"  {name}@example.org")
    print("Alle mensen en bedrijven zijn fictief. Ctrl-C stopt alles.\n", flush=True)


class Children:
    """The processes of the demo, kept alive until somebody stops them."""

    def __init__(self, commands, environment):
        self.commands = commands
        self.environment = environment
        self.running = {}
        self.log = DEMO_DIR / "log"
        self.log.mkdir(exist_ok=True)
        self.stopping = False

    def run(self, when_ready):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        for name in self.commands:
            self._start(name)
        try:
            self._wait_until_ready()
            if not self.stopping:
                when_ready()
            while not self.stopping:
                self._restart_dead()
                time.sleep(RESTART_PAUSE)
        finally:
            self._end_all()

    def _stop(self, number, frame):
        self.stopping = True

    def _start(self, name):
        output = (self.log / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            self.commands[name],
            cwd=BASE_DIR,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )

    def _restart_dead(self):
        for name, child in self.running.items():
            if child.poll() is not None:
                print(
                    f"{name} is gestopt (code {child.returncode}) en wordt opnieuw gestart; zie {self.log}/{name}.log"
                )
                self._start(name)

    def _wait_until_ready(self):
        address = f"{self.environment['BASE_URL']}/readyz"
        for _attempt in range(600):
            if self.stopping or _answers(address):
                return
            if self.running["web"].poll() is not None:
                sys.exit(f"De webserver start niet; zie {self.log}/web.log")
            time.sleep(0.1)
        sys.exit(f"De webserver is na een minuut nog niet klaar; zie {self.log}")

    def _end_all(self):
        for child in self.running.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.running.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
        print("Alles is gestopt.", flush=True)


def _die_with_parent():
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _answers(address):
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 our own address
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    main()
