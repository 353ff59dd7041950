"""Paying on the practice page as a person would, and starting that page where it does not run yet."""

import subprocess
import sys
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from payments.models import Payment

PEER = Path(settings.BASE_DIR) / "tools" / "practice" / "stripe_peer.py"


class NoPaymentPage(Exception):
    """The demo pays on the practice page only, and that page does not answer."""


@contextmanager
def practice_page():
    """The practice page at STRIPE_API_BASE: the one that runs there, or one of our own for the time being."""
    address = urllib.parse.urlsplit(settings.STRIPE_API_BASE)
    if address.hostname not in {"127.0.0.1", "localhost"}:
        raise NoPaymentPage("De demo betaalt alleen op de oefenpagina; STRIPE_API_BASE wijst naar buiten.")
    if _answers():
        yield
        return
    state = Path(settings.VAR_DIR) / "stripe.json"
    process = subprocess.Popen(
        [sys.executable, str(PEER), "--port", str(address.port or 0), "--state", str(state), "--demo"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        process.stdout.readline()
        yield
    finally:
        process.terminate()
        process.wait(20)


def pay(payment: Payment) -> None:
    """Choose a bank and pay."""
    form = urllib.parse.urlencode({"bank": "ing", "holder": payment.payer.name, "choice": "pay"}).encode()
    request = urllib.request.Request(payment.checkout_url, data=form)  # noqa: S310 the practice page
    opener = urllib.request.build_opener(_StayHere)
    opener.open(request, timeout=10).close()


class _StayHere(urllib.request.HTTPRedirectHandler):
    """The page sends the payer back to the site; that address is not ours to open."""

    def redirect_request(self, *args, **kwargs):
        return None

    def http_error_302(self, req, fp, code, msg, headers):
        return fp

    http_error_301 = http_error_303 = http_error_307 = http_error_302


def _answers():
    try:
        urllib.request.urlopen(f"{settings.STRIPE_API_BASE}/healthz", timeout=2).close()  # noqa: S310
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
