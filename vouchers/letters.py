"""Brieven: the Word file of a letter is written and put in the portal; the only module here that imports docx."""

import hashlib
from datetime import date, datetime
from io import BytesIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from audit.recording import record
from vouchers.letter_texts import Section, Text, letter_text
from vouchers.models import Decision, Letter
from vouchers.terms import objection_until as last_day_to_object
from vouchers.wording import day

LANGUAGE = "nl-NL"
SENDER = "Uitvoering AiNed Opleidingsvoucher"


def send_letter(*, letter: Letter, at: datetime) -> Letter:
    """Write a letter, put it in the portal and announce its decision (Awb 3:41); twice is once.

    The file is written before the transaction. From the announcement the objection term runs: the day is in
    the letter.
    """
    letter.refresh_from_db()
    if letter.sent_at:
        return letter
    on = localdate(at)
    objection_until = last_day_to_object(on) if letter.decision else None
    document = write_letter(letter, on=on, objection_until=objection_until)
    name = letter.document.storage.save(f"letters/{on.year}/{letter.uid}.docx", ContentFile(document))
    with transaction.atomic():
        letter = Letter.objects.select_for_update().get(pk=letter.pk)
        letter.document = name
        letter.sha256 = hashlib.sha256(document).hexdigest()
        letter.sent_at = at
        letter.save(update_fields=["document", "sha256", "sent_at"])
        if letter.decision:
            _announce(letter.decision, on=on, objection_until=objection_until, at=at)
        record("letter.sent", letter, by=None, at=at, template=letter.template, sha256=letter.sha256)
    return letter


def write_letter(letter: Letter, *, on: date, objection_until: date | None) -> bytes:
    """The Word file of a letter: real headings and lists, a table with a header row, language nl-NL."""
    text = letter_text(letter, objection_until=objection_until)
    word = Document()
    _set_language(word, text, letter)
    _write_head(word, text, letter, on=on)
    for section in text.sections:
        _write_section(word, section)
    word.add_paragraph(_("Met vriendelijke groet,"))
    word.add_paragraph(SENDER)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _announce(decision: Decision, *, on: date, objection_until: date | None, at: datetime) -> None:
    decision.status = Decision.Status.ANNOUNCED
    decision.announced_on = on
    decision.objection_until = objection_until
    decision.save(update_fields=["status", "announced_on", "objection_until"])
    record("decision.announced", decision, by=None, at=at, number=decision.number, until=objection_until)


def _set_language(word: Word, text: Text, letter: Letter) -> None:
    properties = word.core_properties
    properties.title = text.subject
    properties.author = SENDER
    properties.language = LANGUAGE
    properties.identifier = str(letter.uid)
    normal = word.styles["Normal"]
    normal.font.name = "Arial"
    normal.font.size = Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    normal.element.get_or_add_rPr().append(language)


def _write_head(word: Word, text: Text, letter: Letter, *, on: date) -> None:
    organisation = letter.organisation
    word.add_paragraph(SENDER)
    word.add_paragraph(f"{organisation.name}\n{_('KVK-nummer')} {organisation.kvk_number}")
    number = letter.reference
    word.add_paragraph(f"{_('Datum')}: {day(on)}\n{_('Kenmerk')}: {number}")
    word.add_heading(text.subject, level=1)
    word.add_paragraph(_("Geachte heer, mevrouw,"))


def _write_section(word: Word, section: Section) -> None:
    word.add_heading(section.heading, level=2)
    for paragraph in section.paragraphs:
        word.add_paragraph(paragraph)
    for point in section.points:
        word.add_paragraph(point, style="List Bullet")
    if section.rows:
        _write_table(word, section.rows)


def _write_table(word: Word, rows: tuple[tuple[str, str], ...]) -> None:
    table = word.add_table(rows=1, cols=2, style="Table Grid")
    head = table.rows[0]
    head.cells[0].text, head.cells[1].text = _("Onderdeel"), _("Gegeven")
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeated)
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    word.add_paragraph()
