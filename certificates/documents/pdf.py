"""The accessible PDF (PDF/UA-1 and PDF/A-3a); the only file that imports typst."""

import json
import re
from bisect import bisect
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any, cast

import fontpkg_source_sans_3
import typst
from django.conf import settings
from django.utils.translation import gettext as _

from certificates.content import CertificateContent
from certificates.documents.failures import NotRenderable
from certificates.documents.mark import mark_svg
from certificates.documents.qr import qr_svg
from certificates.documents.sheet import sheet_of
from certificates.documents.themes import THEMES

RENDERER = f"typst {version('typst')}"
TEMPLATE = Path(__file__).with_name("certificate.typ")
FONTS = ("Source Sans 3",)
# A compiler refuses a second thread while it works.
ONE_AT_A_TIME = Lock()
PREVIEW_PPI = 72
DOUBTFUL = b"\r\nendstream"


def render_pdf(content: CertificateContent) -> bytes:
    """The certificate as one tagged A4 page; the same content gives the same bytes.

    Raises NotRenderable for a character that no font has, and for text that does not fit on one page.
    """
    return end_streams_clearly(compile_pdf(content))


def render_preview(content: CertificateContent) -> bytes:
    """The certificate as a picture (PNG) for the screen of its holder."""
    return _compile(content, format="png", ppi=PREVIEW_PPI)


def compile_pdf(content: CertificateContent) -> bytes:
    """What typst makes of it."""
    timestamp = int(content.dated_at.timestamp())
    return _compile(content, format="pdf", pdf_standards=["ua-1", "a-3a"], timestamp=timestamp)


def _compile(content: CertificateContent, **output: Any) -> bytes:
    data = asdict(sheet_of(content)) | {
        "theme": asdict(THEMES[content.theme]),
        "fonts": FONTS,
        "mark": mark_svg(THEMES[content.theme].accent),
        "qr": qr_svg(content.verify_url),
    }
    try:
        with ONE_AT_A_TIME:
            made = _compiler().compile(sys_inputs={"data": json.dumps(data)}, **output)
    except typst.TypstError as refused:
        raise _reason(str(refused)) from refused
    return cast(bytes, made)


def end_streams_clearly(pdf: bytes) -> bytes:
    """Give a stream that happens to end in a carriage return (one PDF in 70) a line end of two bytes.

    With typst's single line feed a strict reader sees one CRLF, finds the stream a byte short, and rejects the file
    as PDF/A. Later objects move by a byte, so the table of offsets moves along.
    """
    if DOUBTFUL not in pdf:
        return pdf
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split(b"\n", 1)[0])
    body, table = pdf[:start], pdf[start:]
    places = [found.start() for found in re.finditer(DOUBTFUL, body)]
    offsets = re.compile(rb"(\d{10})(?= 00000 n)")
    moved = offsets.sub(lambda old: b"%010d" % (int(old[0]) + bisect(places, int(old[0]))), table)
    moved = moved.replace(b"startxref\n%d" % start, b"startxref\n%d" % (start + len(places)))
    return body.replace(DOUBTFUL, b"\r" + DOUBTFUL) + moved


@cache
def _compiler() -> typst.Compiler:
    """One per process: fonts are read once."""
    paths = [fontpkg_source_sans_3.ROOT / "files", *settings.CERTIFICATES_EXTRA_FONT_PATHS]
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, ignore_system_fonts=True, font_paths=paths)


def _reason(message: str) -> NotRenderable:
    if missing := re.search(r'the text `"(.+?)"` could not be displayed', message):
        sentence = _("Dit teken kan niet op het certificaat: %(sign)s")
        return NotRenderable("glyph_missing", sentence % {"sign": missing.group(1)})
    if "page-overflow" in message:
        return NotRenderable(
            "page_overflow", _("De tekst past niet op één pagina. Maak de leerdoelen korter.")
        )
    return NotRenderable(
        "pdf_refused", _("Het PDF-bestand kan niet worden gemaakt: %(reason)s") % {"reason": message}
    )
