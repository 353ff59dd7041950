"""Tables that leave the platform: CSV and XLSX in which no cell can run as a formula."""

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import cast

import xlsxwriter
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | Decimal | date | datetime | None

NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
FORMULA = re.compile(r"(^|;)(\s*[=+\-@＝＋－＠])")  # ; too: Dutch Excel splits there
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = "\ufeff"


def neutralise(cell: str) -> str:
    """Make a cell that a spreadsheet would run as a formula plain text; twice is once."""
    return cell if NUMBER.fullmatch(cell) else FORMULA.sub(r"\1'\2", cell)


def csv_lines(*, headings: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """The table as lines of CSV: commas, moments in Dutch time, amounts with a point."""
    writer = csv.writer(_Echo())
    yield writer.writerow([neutralise(str(heading)) for heading in headings])
    for row in rows:
        yield writer.writerow([neutralise(_as_text(cell)) for cell in row])


def csv_response(
    *, filename: str, headings: Iterable[str], rows: Iterable[Iterable[Cell]]
) -> StreamingHttpResponse:
    """The table as a download, sent while it is read."""
    lines = csv_lines(headings=headings, rows=rows)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=_saved_as(filename))


def xlsx_response(*, filename: str, headings: Iterable[str], rows: Iterable[Iterable[Cell]]) -> HttpResponse:
    """The table as a workbook: text typed as text, numbers and dates as what they are."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        on, at = (book.add_format({"num_format": form}) for form in ("dd-mm-yyyy", "dd-mm-yyyy hh:mm:ss"))
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, str(heading), bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell, on=on, at=at)
        sheet.freeze_panes(1, 0)
    return HttpResponse(file.getvalue(), content_type=XLSX, headers=_saved_as(filename))


class NeutraliseFormulas:
    """Middleware: every text/csv answer leaves without formulas, whoever wrote it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").split(";")[0].strip() != "text/csv":
            return response
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = _neutral_lines(cast(Iterable[bytes], response.streaming_content))
        else:
            whole = cast(HttpResponse, response)
            whole.content = b"".join(_neutral_lines([whole.content]))
        if response.has_header("Content-Length"):
            del response.headers["Content-Length"]
        return response


class _Echo:
    """A file for csv.writer that hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _neutral_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    writer = csv.writer(_Echo())
    for row in csv.reader(_lines(chunks)):
        yield writer.writerow([_neutral_cell(cell) for cell in row]).encode()


def _neutral_cell(cell: str) -> str:
    # Only the first cell of a file can carry the byte order mark; behind it a formula still runs.
    return BOM + neutralise(cell[1:]) if cell.startswith(BOM) else neutralise(cell)


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Whole lines out of chunks that may end in the middle of a line, or of a character."""
    decoder, rest = codecs.getincrementaldecoder("utf-8")(), ""
    for chunk in chunks:
        *whole, rest = (rest + decoder.decode(chunk)).split("\n")
        yield from (line + "\n" for line in whole)
    if rest:
        yield rest


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).isoformat(sep=" ", timespec="seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, *, on: Format, at: Format) -> None:
    if cell is None:
        return
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, timezone.make_naive(cell), at)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, on)
    elif isinstance(cell, int | Decimal):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, str(cell))


def _saved_as(filename: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{filename}"', "X-Content-Type-Options": "nosniff"}
