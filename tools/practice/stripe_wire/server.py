"""The HTTP side: who asks what, and which of the peer's three faces answers."""

import json
import re
import secrets
import time
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from stripe_wire import page
from stripe_wire.api import answer
from stripe_wire.checkout import expire_due
from stripe_wire.control import CONTROLS
from stripe_wire.parameters import ApiError
from stripe_wire.state import State
from stripe_wire.webhooks import Courier

KEY = re.compile(r"Bearer sk_test_\w+")


@dataclass
class Peer:
    """What all requests share."""

    state: State
    courier: Courier
    demo: bool
    address: str = ""


class Server(ThreadingHTTPServer):
    """One thread per connection; none of them keeps the process alive."""

    daemon_threads = True

    def __init__(self, where: tuple[str, int], peer: Peer) -> None:
        super().__init__(where, Handler)
        self.peer = peer
        peer.address = f"http://{where[0]}:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Answer a question."""
        self._route(body="")

    def do_POST(self) -> None:
        """Answer an act."""
        length = int(self.headers.get("Content-Length") or 0)
        self._route(body=self.rfile.read(length).decode())

    def _route(self, *, body: str) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/v1/"):
            self._api(body)
        elif path.startswith("/c/pay/"):
            self._page(path.removeprefix("/c/pay/"), body)
        elif path.startswith("/_test/") and not self.server.peer.demo:
            self._control(path.removeprefix("/_test/"), body)
        elif path == "/page.css":
            self._send(200, page.STYLE, kind="text/css; charset=utf-8")
        elif path == "/favicon.ico":
            self._send(204, b"")
        else:
            status = 200 if path == "/" else 404
            self._send(status, b"Oefenomgeving voor betalen.\n", kind="text/plain; charset=utf-8")

    def _api(self, body: str) -> None:
        if not KEY.fullmatch(self.headers.get("Authorization", "")):
            refusal = ApiError("Invalid API Key provided.", status=401)
            return self._json(refusal.status, refusal.body)
        fault = self._fault()
        if fault.get("kind") == "error":
            refusal = ApiError("Something went wrong on the practice peer's end.", kind="api_error")
            return self._json(fault["status"], refusal.body)
        peer = self.server.peer
        status, content, again = answer(
            peer.state,
            address=peer.address,
            method=self.command,
            target=self.path,
            body=body,
            key=self.headers.get("Idempotency-Key"),
        )
        if fault.get("kind") == "lost":
            self.close_connection = True
            return None
        time.sleep(fault.get("seconds", 0))
        return self._json(status, content, {"Idempotent-Replayed": "true"} if again else {})

    def _fault(self) -> dict:
        """Take the first announced fault that is meant for this request."""
        state = self.server.peer.state
        with state.lock:
            for fault in state.faults:
                if self.path.startswith(fault["path"]) and self.command == fault.get("method", "POST"):
                    fault["times"] -= 1
                    if not fault["times"]:
                        state.faults.remove(fault)
                    return fault
        return {}

    def _page(self, ident: str, body: str) -> None:
        state = self.server.peer.state
        target, problem = "", ""
        with state.changing():
            expire_due(state)
            if self.command == "POST":
                target, problem = page.choose(state, ident, dict(parse_qsl(body)))
            status, content = page.show(state, ident, problem=problem)
            hosts = page.destinations(state, ident)
        if target:
            return self._send(303, b"", headers={"Location": target})
        policy = f"default-src 'none'; style-src 'self'; form-action 'self' {hosts}; frame-ancestors 'none'"
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
        return self._send(status, content.encode(), kind="text/html; charset=utf-8", headers=headers)

    def _control(self, name: str, body: str) -> None:
        peer = self.server.peer
        if name not in CONTROLS:
            return self._json(404, {"error": f"There is no control named {name}."})
        with peer.state.changing():
            content = CONTROLS[name](peer.state, peer.courier, json.loads(body or "{}"))
        return self._json(200, content)

    def _json(self, status: int, content: dict, headers: dict[str, str] | None = None) -> None:
        body = json.dumps(content, indent=2).encode()
        request = {"Request-Id": f"req_{secrets.token_hex(7)}"}
        self._send(status, body, kind="application/json", headers=request | (headers or {}))

    def _send(
        self, status: int, body: bytes, *, kind: str = "text/plain", headers: dict | None = None
    ) -> None:
        self.send_response(HTTPStatus(status))
        sent = {"Content-Type": kind, "Content-Length": str(len(body)), "X-Content-Type-Options": "nosniff"}
        for name, value in (sent | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the platform's own log tells what it asked."""
