"""The QR code on a certificate: only the address of its check page."""

import io

import segno

QUIET_ZONE = 2


def qr_svg(url: str) -> str:
    """As vectors, for the PDF."""
    out = io.BytesIO()
    _code(url).save(out, kind="svg", border=QUIET_ZONE, xmldecl=False, svgclass=None, lineclass=None)
    return out.getvalue().decode()


def qr_png(url: str) -> bytes:
    """As pixels, for Word: ten to a module, so that print stays sharp."""
    out = io.BytesIO()
    _code(url).save(out, kind="png", scale=10, border=QUIET_ZONE)
    return out.getvalue()


def _code(url: str) -> segno.QRCode:
    return segno.make(url, error="m", micro=False, boost_error=False)
