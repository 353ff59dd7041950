"""The Word file; the only file here that imports docx. The base document is built by code, once per process."""

import io
import zipfile
from dataclasses import asdict
from functools import cache
from pathlib import Path
from string import Template
from typing import cast

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part, XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from certificates.content import CertificateContent
from certificates.documents.mark import mark_png
from certificates.documents.qr import qr_png
from certificates.documents.sheet import Sheet, sheet_of
from certificates.documents.themes import THEMES, Theme
from certificates.serials import written

RENDERER = f"python-docx {docx.__version__}"
FOLDER = Path(__file__).parent
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
COLUMNS = (Mm(46), Mm(115))
TEXT_WIDTH = Mm(161)
# Half points and twentieths of a point for the three densities of a sheet.
SIZES = (
    {"body": 21, "heading1": 62, "heading2": 50, "wide": 320, "gap": 240, "tight": 50, "cell": 62},
    {"body": 20, "heading1": 56, "heading2": 44, "wide": 220, "gap": 170, "tight": 30, "cell": 46},
    {"body": 18, "heading1": 50, "heading2": 38, "wide": 140, "gap": 110, "tight": 10, "cell": 30},
)
SIGNATURE_SPACE = (Pt(30), Pt(20), Pt(10))
COURSE_SIZE = (Pt(17), Pt(15), Pt(13))
UNUSED = ("stylesWithEffects", "customXml", "webSettings", "fontTable", "theme", "thumbnail")


def render_docx(content: CertificateContent) -> bytes:
    """The certificate as one A4 page that can be read aloud; the same content gives the same bytes."""
    sheet, theme = sheet_of(content), THEMES[content.theme]
    document = docx.Document(io.BytesIO(_base(theme, f"{sheet.language}-{sheet.region}", sheet.density)))
    _describe(document, content, sheet)
    _write_head(document, sheet, theme)
    _write_facts(document, sheet)
    _write_outcomes(document, sheet)
    _write_signature(document, sheet)
    document.sections[0].footer.paragraphs[0].text = sheet.footer
    return _packed(document)


def _describe(document: Document, content: CertificateContent, sheet: Sheet) -> None:
    moment = content.dated_at.replace(tzinfo=None, microsecond=0)
    properties = document.core_properties
    properties.title = f"{sheet.title} {written(content.serial)}"
    properties.author = properties.last_modified_by = sheet.issuer
    properties.subject, properties.keywords, properties.category = (
        sheet.subject,
        sheet.keywords,
        sheet.category,
    )
    properties.identifier = sheet.verify_url
    properties.language = f"{sheet.language}-{sheet.region}"
    properties.created = properties.modified = moment
    properties.comments = ""


def _write_head(document: Document, sheet: Sheet, theme: Theme) -> None:
    brand = document.add_paragraph()
    _add_picture(brand, mark_png(theme.accent), width=Mm(12), title=sheet.issuer, alt=sheet.mark_alt)
    name = brand.add_run(f"  {sheet.issuer}")
    name.bold, name.font.size = True, Pt(14)
    document.add_paragraph(sheet.title, "Heading 1")
    document.add_paragraph(sheet.intro)
    document.add_paragraph(sheet.name, "Heading 2")
    document.add_paragraph(sheet.achievement)
    course = document.add_paragraph(style="Heading 3").add_run(sheet.course)
    course.font.size, course.font.color.rgb = COURSE_SIZE[sheet.density], RGBColor.from_string(theme.ink)


def _write_facts(document: Document, sheet: Sheet) -> None:
    table = document.add_table(rows=0, cols=2, style="Facts")
    table.autofit = False
    for column, width in zip(table.columns, COLUMNS, strict=True):
        column.width = width
    for number, words in enumerate((sheet.table_header, *sheet.rows)):
        _add_row(table, words, is_header=number == 0)
    # The schema wants these two after w:tblLook, else Word ignores them.
    for tag, text in (("w:tblCaption", sheet.table_caption), ("w:tblDescription", sheet.table_summary)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), text)
        table._tbl.tblPr.append(element)


def _add_row(table: Table, words: tuple[str, str], *, is_header: bool) -> None:
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_header:
        properties.append(OxmlElement("w:tblHeader"))
    for position, (cell, width, text) in enumerate(zip(row.cells, COLUMNS, words, strict=True)):
        cell.width = width
        cell.paragraphs[0].style = "Small" if is_header else "Normal"
        cell.paragraphs[0].add_run(text).bold = is_header or position == 1


def _write_outcomes(document: Document, sheet: Sheet) -> None:
    if sheet.outcomes:
        document.add_paragraph(sheet.outcomes_heading, "Heading 3")
    for outcome in sheet.outcomes:
        document.add_paragraph(outcome, "List Bullet")


def _write_signature(document: Document, sheet: Sheet) -> None:
    document.add_paragraph(sheet.signed_for, "Small").paragraph_format.space_before = SIGNATURE_SPACE[
        sheet.density
    ]
    line = document.add_paragraph()
    line.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(sheet.signatory).bold = True
    line.add_run("\t")
    _add_picture(line, qr_png(sheet.verify_url), width=Mm(28), title=sheet.check_heading, alt=sheet.qr_alt)
    document.add_paragraph(sheet.signatory_role, "Small")
    document.add_paragraph(sheet.check_heading, "Heading 3")
    check = document.add_paragraph(f"{sheet.check_text} ", "Small")
    _add_link(check, sheet.verify_url)


def _add_picture(paragraph: Paragraph, image: bytes, *, width: int, title: str, alt: str) -> None:
    inline = paragraph.add_run().add_picture(io.BytesIO(image), width=width)._inline
    inline.docPr.set("descr", alt)
    inline.docPr.set("title", title)
    # Without these LibreOffice moves the picture three millimetres.
    for side in ("distT", "distB", "distL", "distR"):
        inline.set(side, "0")


def _add_link(paragraph: Paragraph, url: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(url, "Hyperlink")
    link.append(run._r)
    paragraph._p.append(link)


@cache
def _base(theme: Theme, locale: str, density: int) -> bytes:
    """An empty page with only the styles in use: the package's own template is twice as large and as slow."""
    document = docx.Document()
    _drop_unused(document.part.package)
    _drop_unused(document.part)
    values = asdict(theme) | SIZES[density] | {"locale": locale}
    _replace_part(document, RELATIONSHIP_TYPE.STYLES, "styles.xml", values)
    _replace_part(document, RELATIONSHIP_TYPE.NUMBERING, "numbering.xml", values)
    _set_language(document, locale)
    _set_page(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _drop_unused(source: Part) -> None:
    for key, relation in list(source.rels.items()):
        if relation.reltype.endswith(UNUSED):
            del source.rels[key]


def _replace_part(document: Document, relation: str, filename: str, values: dict) -> None:
    text = Template((FOLDER / filename).read_text()).substitute(values)
    part = cast(XmlPart, document.part.part_related_by(relation))
    part._element = parse_xml(text)


def _set_language(document: Document, locale: str) -> None:
    for element in document.settings.element.iterchildren(qn("w:themeFontLang")):
        element.set(qn("w:val"), locale)
        element.set(qn("w:eastAsia"), locale)


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(27), Mm(22)
    section.top_margin, section.bottom_margin, section.footer_distance = Mm(18), Mm(22), Mm(11)


def _packed(document: Document) -> bytes:
    """The same parts in one order and with one date, so that a second run gives the same bytes."""
    loose, packed = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            target.writestr(zipfile.ZipInfo(name, ZIP_DATE), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
