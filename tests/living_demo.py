"""The whole demo as a visitor meets it: web, worker, beat and payment page as processes, and a real browser."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import sync_playwright

PASSWORD = "leerplein-demo-2026"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = (
    Path(settings.BASE_DIR) / ("docs" if os.environ.get("SAVE_SCREENSHOTS") else "var") / "screenshots"
)


def process_number():
    """Which of the suite's processes this is: each has Redis databases of its own."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def demo_environment(folder):
    """The same demo on the services that the suite runs on, in a database of its own."""
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DEBUG", "VAR_DIR", "HTTPS"}
    }
    environment |= {"PORT": str(free_port()), "DEMO_DIR": str(folder), "DEMO_SCALE": "small"}
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        server, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
        own = f"leerplein_journeys_{os.getpid()}"
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {own}")
        environment |= {
            "DATABASE_URL": f"{server}/{own}",
            "CELERY_BROKER_URL": f"redis://127.0.0.1:6379/{3 + process_number()}",
            "CACHE_URL": f"redis://127.0.0.1:6379/{5 + process_number()}",
        }
    else:
        for name in ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL"):
            environment.pop(name, None)
    return environment


def drop_database(environment):
    _server, _slash, own = environment.get("DATABASE_URL", "").rpartition("/")
    if own:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {own} WITH (FORCE)")


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The address of a freshly seeded demo, stopped as Ctrl-C stops it."""
    if running := os.environ.get("RUNNING_DEMO"):
        yield running
        return
    environment = demo_environment(tmp_path_factory.mktemp("demo"))
    process = subprocess.Popen(
        [sys.executable, "-m", "lms.demo.launcher"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    said = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    assert process.poll() is None, "".join(said)
    yield f"http://127.0.0.1:{environment['PORT']}"
    process.send_signal(signal.SIGINT)
    assert "Alles is gestopt." in process.communicate(timeout=60)[0]
    assert process.returncode == 0
    drop_database(environment)


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium ontbreekt; ./run test installeert het."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """One person with one browser, who looks for barriers on every page they see."""

    def __init__(self, chromium, address, **options):
        self.address = address
        self.context = chromium.new_context(
            locale="nl-NL", viewport={"width": 1280, "height": 900}, **options
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.refused = []
        self.page.on("console", self._listen)

    def _listen(self, message):
        if message.type == "error" and "Content Security Policy" in message.text:
            self.refused.append(message.text)

    def goes_to(self, path):
        response = self.page.goto(self.address + path)
        assert response.ok, f"{path}: {response.status}"
        return self.page

    def signs_in(self, name):
        self.goes_to("/account/login/")
        self.page.get_by_label("E-mail").fill(f"{name}@example.org")
        self.page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="Inloggen").click()
        self.page.wait_for_url(lambda url: "/account/login/" not in url)
        return self

    def looks(self, name):
        """Check the page for barriers and refused scripts, and keep a picture of it."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        assert self.refused == []
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

    def leaves(self):
        self.context.close()


@pytest.fixture
def visitor(chromium, demo):
    """Make visitors of the demo, each with a browser of their own."""
    visitors = []

    def make(**options):
        visitors.append(Visitor(chromium, demo, **options))
        return visitors[-1]

    yield make
    for person in visitors:
        person.leaves()
