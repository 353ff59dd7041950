"""What the peer remembers: in memory, and in one JSON file when a path is given."""

import json
import os
import secrets
import string
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

BLANKS = json.loads((Path(__file__).parent / "blanks.json").read_text())
KINDS = ("customer", "checkout.session", "line_item", "payment_intent", "charge", "refund", "event")
ALPHABET = string.ascii_letters + string.digits


class State:
    """Every object by kind and id, the answers kept under their keys, and what must still be delivered."""

    def __init__(self, *, path: Path | None = None) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.reset()
        if path and path.exists():
            kept = json.loads(path.read_text())
            self.objects |= kept["objects"]
            self.answers, self.deliveries = kept["answers"], kept["deliveries"]

    def reset(self) -> None:
        """Forget everything, as a new account."""
        self.objects: dict[str, dict[str, dict]] = {kind: {} for kind in KINDS}
        self.answers: dict[str, dict] = {}
        self.deliveries: list[dict] = []
        self.faults: list[dict] = []
        self.refunds_wait = False
        self.seconds_ahead = 0

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Let one request at a time change the state, and write it down afterwards."""
        with self.lock:
            yield
            self.save()

    def save(self) -> None:
        """Write the file whole or not at all: a crash leaves the previous one."""
        if not self.path:
            return
        kept = {name: getattr(self, name) for name in ("objects", "answers", "deliveries")}
        fresh = self.path.with_suffix(".new")
        fresh.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(kept))
        os.replace(fresh, self.path)

    def now(self) -> int:
        """Give the peer's clock in seconds, which a test may put forward."""
        return int(time.time()) + self.seconds_ahead

    def add(self, kind: str, prefix: str, *, length: int = 24, **fields: object) -> dict:
        """Make an object of this kind, with all the fields that Stripe gives it."""
        ident = prefix + "".join(secrets.choice(ALPHABET) for _ in range(length))
        row = deepcopy(BLANKS.get(kind, {})) | {"id": ident, "created": self.now(), **fields}
        self.objects[kind][ident] = row
        return row

    def emit(self, kind: str, subject: dict) -> None:
        """Store an event about an object as it is now, and put it in line for delivery."""
        event = self.add("event", "evt_", type=kind, data={"object": deepcopy(subject)})
        self.deliveries.append({"event": event["id"], "attempts": 0, "due": 0})
