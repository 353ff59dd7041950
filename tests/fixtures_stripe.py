"""The practice peer as a real process, for every test in which somebody pays."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

PEER = Path(__file__).resolve().parent.parent / "tools" / "practice" / "stripe_peer.py"
SECRET = "whsec_oefenomgeving"
KEY = "sk_test_oefenomgeving"


class PracticePeer:
    """A running peer, and what a test may ask of it."""

    def __init__(self, *options):
        command = [sys.executable, str(PEER), "--secret", SECRET, "--retry", "0.02", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().split()[-1]

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=5)
        self.process.stdout.close()

    def request(self, path, *, data=None, headers=None):
        """Status, headers and raw body of one request; redirects are not followed."""
        request = urllib.request.Request(self.address + path, data=data, headers=headers or {})
        opener = urllib.request.build_opener(_Still)
        try:
            with opener.open(request, timeout=5) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers, answer.read()

    def control(self, name, **asked):
        """One of the acts under /_test/: pay, decline, promise, arrive, bounce, advance, fault, webhook, reset …"""
        status, _, body = self.request(f"/_test/{name}", data=json.dumps(asked).encode())
        assert status == 200, body
        return json.loads(body)

    def api(self, path):
        """What the interface says, as a dictionary."""
        return json.loads(self.request(path, headers={"Authorization": f"Bearer {KEY}"})[2])

    def messages(self, *types):
        """The events of these types as they would travel, signed now."""
        return self.control("events", types=types)["events"]


class _Still(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


@pytest.fixture(scope="session")
def peer_process():
    peer = PracticePeer()
    yield peer
    peer.stop()


@pytest.fixture
def stripe_peer(peer_process, settings):
    """An empty account at the peer, to which the platform's settings point."""
    peer_process.control("reset")
    settings.STRIPE_API_BASE = settings.STRIPE_CHECKOUT_ORIGIN = peer_process.address
    settings.STRIPE_SECRET_KEY = KEY
    settings.STRIPE_WEBHOOK_SECRET = SECRET
    yield peer_process
    peer_process.control("reset")
