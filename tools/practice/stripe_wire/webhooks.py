"""Delivery of events: signed as Stripe signs, and repeated until the receiver says yes."""

import hashlib
import hmac
import http.client
import json
import threading
import time
from urllib.parse import urlsplit

from stripe_wire.checkout import expire_due
from stripe_wire.state import State

PATIENCE_SECONDS = 10
LONGEST_WAIT_SECONDS = 60


def sign(body: bytes, secret: str, *, at: int) -> str:
    """Make the Stripe-Signature header: a moment, and a keyed hash over that moment and the raw body."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={digest.hexdigest()}"


class Courier(threading.Thread):
    """Brings the events to one address. Without an address they wait."""

    def __init__(self, state: State, *, url: str | None, secret: str, pause: float) -> None:
        super().__init__(daemon=True)
        self.state, self.url, self.secret, self.pause = state, url, secret, pause
        self.stopped = threading.Event()

    def run(self) -> None:
        """Look for work until told to stop."""
        while not self.stopped.wait(0.05 if self.pause < 1 else 0.25):
            with self.state.lock:
                expire_due(self.state)
                due = [d for d in self.state.deliveries if d["due"] <= time.time()]
            for delivery in due if self.url else []:
                self._bring(delivery)

    def envelope(self, event: dict) -> tuple[bytes, str]:
        """Give an event as it travels: the raw body and its signature of this moment."""
        body = json.dumps(event, indent=2).encode()
        return body, sign(body, self.secret, at=int(time.time()))

    def _bring(self, delivery: dict) -> None:
        event = self.state.objects["event"].get(delivery["event"])
        accepted = event is None or self._post(*self.envelope(event))
        with self.state.changing():
            if event and accepted:
                event["pending_webhooks"] = 0
            if accepted and delivery in self.state.deliveries:
                self.state.deliveries.remove(delivery)
            delivery["attempts"] += 1
            wait = min(self.pause * 2 ** delivery["attempts"], LONGEST_WAIT_SECONDS)
            delivery["due"] = time.time() + wait

    def _post(self, body: bytes, signature: str) -> bool:
        parts = urlsplit(self.url or "")
        secure = parts.scheme == "https"
        line = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = line(parts.netloc, timeout=PATIENCE_SECONDS)
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature}
        try:
            connection.request("POST", parts.path, body, headers | {"User-Agent": "Stripe/1.0"})
            return 200 <= connection.getresponse().status < 300
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
