#!/usr/bin/env python3
"""The practice payment page: a separate process that speaks Stripe's wire protocol. No real money.

It needs nothing but Python. With --demo there are no control routes and the state survives a restart.
"""

import argparse
import signal
import sys
import threading
from pathlib import Path

from stripe_wire.server import Peer, Server
from stripe_wire.state import State
from stripe_wire.webhooks import Courier


def main() -> None:
    """Serve until the process is asked to stop."""
    asked = _arguments()
    state = State(path=asked.state)
    courier = Courier(state, url=asked.webhook, secret=asked.secret, pause=asked.retry)
    server = Server((asked.host, asked.port), Peer(state, courier, demo=asked.demo))
    stop = threading.Event()
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, lambda *_: stop.set())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    courier.start()
    sys.stdout.write(f"Oefenbetaalpagina: {server.peer.address}\n")
    sys.stdout.flush()
    stop.wait()
    courier.stopped.set()
    server.shutdown()
    with state.changing():
        server.server_close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Practice payment page that speaks Stripe's protocol.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--state", type=Path, help="JSON file that keeps the payments")
    parser.add_argument("--demo", action="store_true", help="leave out the control routes of the tests")
    parser.add_argument("--webhook", metavar="URL", help="where events are delivered")
    parser.add_argument("--secret", default="whsec_oefenomgeving", help="secret that signs the events")
    parser.add_argument(
        "--retry", type=float, default=2, metavar="SECONDS", help="first pause after a failed delivery"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
