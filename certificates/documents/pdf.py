"""The accessible PDF (PDF/UA-1 and PDF/A-3a); the only file that imports typst."""

import json
import re
from dataclasses import asdict
from functools import cache
from pathlib import Path

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

RENDERER = f"typst {typst.__version__}"
TEMPLATE = Path(__file__).with_name("certificate.typ")
FONTS = ("Source Sans 3",)
STANDARDS = ["ua-1", "a-3a"]


def render_pdf(content: CertificateContent) -> bytes:
    """The certificate as one tagged A4 page; the same content gives the same bytes.

    Raises NotRenderable for a character that no font has, and for text that does not fit on one page.
    """
    data = asdict(sheet_of(content)) | {
        "theme": asdict(THEMES[content.theme]),
        "fonts": FONTS,
        "mark": mark_svg(THEMES[content.theme].accent),
        "qr": qr_svg(content.verify_url),
    }
    try:
        return _compiler().compile(
            format="pdf",
            sys_inputs={"data": json.dumps(data)},
            pdf_standards=STANDARDS,
            timestamp=int(content.dated_at.timestamp()),
        )
    except typst.TypstError as refused:
        raise _reason(str(refused)) from refused


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
