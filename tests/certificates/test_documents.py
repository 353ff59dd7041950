import io
import re
import subprocess
import zipfile
from datetime import date

import docx
import page
import pypdf
import pytest
import zxingcpp
from docx.oxml.ns import qn
from PIL import Image

from certificates.content import CourseFacts, Holder, Period
from certificates.documents.docx import render_docx
from certificates.documents.failures import NotRenderable
from certificates.documents.pdf import compile_pdf, end_streams_clearly, render_pdf
from certificates.documents.sheet import sheet_of, study_load
from certificates.serials import written
from tests.factories.certificates import content, long_content

MAKERS = pytest.mark.parametrize("make", [content, long_content])


def faults(pdf, profile):
    report = page.validate_pdf_bytes(pdf, profile=profile)
    return [(failure.rule_id, failure.message) for failure in report.failures]


def words_of_pdf(pdf):
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    return re.sub(r"[■▪\s]+", " ", text)


def words_of_docx(file):
    document = docx.Document(io.BytesIO(file))
    body = [*document.element.body.iter(qn("w:p")), *document.sections[0].footer._element.iter(qn("w:p"))]
    text = " ".join("".join(run.text or "" for run in line.iter(qn("w:t"))) for line in body)
    return re.sub(r"\s+", " ", text)


def printed(made):
    """Everything in the snapshot that is meant for eyes."""
    sheet = sheet_of(made)
    return [
        made.title, made.holder.name, made.course.title, made.course.code, f"editie {made.course.edition}", made.course.level,
        *made.course.outcomes, made.issuer.name, made.issuer.address, "Nederland", made.signatory.name, made.signatory.role,
        made.texts.intro, made.texts.achievement, made.texts.footer, made.verify_url, written(made.serial),
        *(value for _label, value in sheet.rows),
    ]  # fmt: skip


@MAKERS
def test_render_pdf_is_accessible_and_archivable(make):
    pdf = render_pdf(make())

    assert (faults(pdf, "ua1"), faults(pdf, "3a")) == ([], [])


@MAKERS
def test_render_pdf_is_one_dutch_page_with_its_title_in_the_title_bar(make):
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(make())))

    root = reader.trailer["/Root"]
    width, height = (round(float(side) * 25.4 / 72) for side in reader.pages[0].mediabox[2:])
    assert len(reader.pages) == 1
    assert (width, height) == (210, 297)
    assert root["/Lang"] == "nl-NL"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata.title == "Certificaat van deelname"


def test_render_pdf_carries_a_code_that_a_telephone_reads_at_100_dpi(tmp_path):
    made = content()
    (tmp_path / "certificate.pdf").write_bytes(render_pdf(made))

    subprocess.run(["pdftoppm", "-r", "100", "-png", "certificate.pdf", "page"], cwd=tmp_path, check=True)
    (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / "page-1.png"))

    assert code.text == made.verify_url


@MAKERS
@pytest.mark.parametrize("render", [render_pdf, render_docx])
def test_rendering_twice_gives_the_same_bytes(make, render):
    made = make(serial="0123456789AB")

    assert render(made) == render(made)


@MAKERS
def test_word_and_pdf_say_everything_in_the_snapshot_and_the_same(make):
    made = make()

    in_pdf, in_word = words_of_pdf(render_pdf(made)), words_of_docx(render_docx(made))

    # A long name breaks after its hyphen, and the text of a PDF has a blank there.
    closed_pdf, closed_word = in_pdf.replace(" ", ""), in_word.replace(" ", "")
    assert [text for text in printed(made) if text.replace(" ", "") not in closed_pdf] == []
    assert [text for text in printed(made) if text not in in_word] == []
    assert sorted(closed_pdf) == sorted(closed_word)


@pytest.mark.parametrize(
    "name",
    [
        "Zoë d’Âncona",
        "Şükrü Łukasz",
        "Nguyễn Thị Hạnh",
        "Ελένη Παπαδοπούλου",
        "Олена Шевченко",
        "محمد العربي",
    ],
)
def test_render_pdf_prints_names_of_many_scripts(name):
    pdf = render_pdf(content(holder=Holder(name, name)))

    assert (faults(pdf, "ua1"), faults(pdf, "3a")) == ([], [])


def test_render_pdf_prints_a_name_as_data_and_not_as_markup():
    name = "#panic(1) [x] *y* @z $1$ \\ `"

    assert name.replace(" ", "") in words_of_pdf(render_pdf(content(holder=Holder(name, name)))).replace(
        " ", ""
    )


def test_end_streams_clearly_keeps_a_file_valid_when_a_stream_ends_in_a_carriage_return():
    drawn = (compile_pdf(content()) for _ in range(2_000))
    doubtful = next(pdf for pdf in drawn if b"\r\nendstream" in pdf)

    clear = end_streams_clearly(doubtful)

    reader = pypdf.PdfReader(io.BytesIO(clear), strict=True)
    assert faults(doubtful, "3a") != []
    assert (faults(clear, "ua1"), faults(clear, "3a")) == ([], [])
    assert reader.pages[0].extract_text() == pypdf.PdfReader(io.BytesIO(doubtful)).pages[0].extract_text()


def test_render_pdf_refuses_a_character_that_no_font_has_with_a_sentence_for_staff():
    with pytest.raises(NotRenderable, match="Dit teken kan niet op het certificaat: 李") as refused:
        render_pdf(content(holder=Holder("李小龙", "李")))

    assert refused.value.code == "glyph_missing"


def test_render_pdf_refuses_text_that_does_not_fit_on_one_page():
    course = CourseFacts(
        "Titel", "code", 1, "Mbo", 60, tuple("Je kunt uitleggen wat AI is. " * 9 for _ in range(30))
    )

    with pytest.raises(NotRenderable, match="past niet op één pagina") as refused:
        render_pdf(content(course=course))

    assert refused.value.code == "page_overflow"


def test_render_docx_describes_itself_in_dutch():
    made = content()

    document = docx.Document(io.BytesIO(render_docx(made)))

    facts = document.core_properties
    language = document.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:lang')}")
    theme = document.settings.element.find(qn("w:themeFontLang"))
    assert (facts.language, facts.author, facts.last_modified_by, facts.comments) == (
        "nl-NL",
        "AI-leerplein",
        "AI-leerplein",
        "",
    )
    assert (facts.identifier, facts.created, facts.modified) == (made.verify_url, *[made.dated_at] * 2)
    assert {language.get(qn("w:val")), language.get(qn("w:eastAsia"))} == {"nl-NL"}
    assert {theme.get(qn("w:val")), theme.get(qn("w:eastAsia"))} == {"nl-NL"}


def test_render_docx_has_headings_in_order():
    document = docx.Document(io.BytesIO(render_docx(content())))

    headings = [
        (line.style.name, line.text) for line in document.paragraphs if line.style.name.startswith("Heading")
    ]

    assert headings == [
        ("Heading 1", "Certificaat van deelname"),
        ("Heading 2", "Şafak van der Łukasiewicz-Oëlsñer"),
        ("Heading 3", "Nationale AI-cursus"),
        ("Heading 3", "Wat in deze cursus is geleerd"),
        ("Heading 3", "Controleer de echtheid"),
    ]


def test_render_docx_says_what_every_picture_shows_and_keeps_it_in_place():
    document = docx.Document(io.BytesIO(render_docx(content())))

    lines = list(document.element.body.iter(qn("wp:inline")))
    pictures = [line.find(qn("wp:docPr")) for line in lines]
    assert {(bool(picture.get("descr")), bool(picture.get("title"))) for picture in pictures} == {
        (True, True)
    }
    assert len({picture.get("id") for picture in pictures}) == len(pictures) == 2
    assert {line.get(side) for line in lines for side in ("distT", "distB", "distL", "distR")} == {"0"}


def test_render_docx_has_one_table_with_a_header_a_caption_and_real_widths():
    document = docx.Document(io.BytesIO(render_docx(content())))

    (table,) = document.tables
    properties = [child.tag for child in table._tbl.tblPr]
    first, *others = table.rows
    grid = [column.get(qn("w:w")) for column in table._tbl.tblGrid]
    cells = [cell._tc.tcPr.find(qn("w:tcW")).get(qn("w:w")) for cell in first.cells]
    assert first._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [row for row in others if row._tr.trPr.find(qn("w:tblHeader")) is not None] == []
    assert [row for row in table.rows if row._tr.trPr.find(qn("w:cantSplit")) is None] == []
    assert properties[-3:] == [qn("w:tblLook"), qn("w:tblCaption"), qn("w:tblDescription")]
    assert grid == cells
    assert len(set(grid)) == 2


def test_render_docx_is_small_and_carries_only_parts_in_use():
    file = render_docx(content())

    names = zipfile.ZipFile(io.BytesIO(file)).namelist()

    assert len(file) < 30_000
    assert names == sorted(names)
    assert not [name for name in names if re.search("stylesWithEffects|thumbnail|customXml", name)]


@MAKERS
def test_render_docx_opens_in_an_office_program_as_one_accessible_page(make, tmp_path):
    (tmp_path / "certificate.docx").write_bytes(render_docx(make()))
    options = (
        'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"},'
        '"SelectPdfVersion":{"type":"long","value":"2"}}'
    )

    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", options, "certificate.docx"],
        cwd=tmp_path, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    exported = (tmp_path / "certificate.pdf").read_bytes()

    # LibreOffice 7 writes the tab order of a page with a link as text, which is its own fault and not the file's.
    assert {rule for rule, _message in faults(exported, "ua1")} <= {"PDFUA1-PAGE-TABS-001"}
    assert len(pypdf.PdfReader(io.BytesIO(exported)).pages) == 1


def test_the_sheet_prints_a_result_and_an_end_only_where_there_is_one():
    short, long = (dict(sheet_of(make()).rows) for make in (content, long_content))

    assert {"Resultaat", "Geldig tot en met"} & short.keys() == set()
    assert (long["Resultaat"], long["Geldig tot en met"]) == ("86,5%", "2 november 2028")


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 minuten"), (1, "1 minuut"), (60, "1 uur"), (390, "6 uur en 30 minuten")]
)
def test_study_load_reads_as_people_say_it(minutes, words):
    assert study_load(minutes) == words


def test_the_sheet_names_a_single_day_once():
    day = date(2026, 11, 2)

    assert dict(sheet_of(content(period=Period(day, day))).rows)["Gevolgd"] == "2 november 2026"
