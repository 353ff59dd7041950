import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from openpyxl import load_workbook

from audit.exports import NeutraliseFormulas, csv_response, neutralise, xlsx_response

AT = datetime(2026, 11, 20, 23, 30, 5, tzinfo=UTC)
ROWS = [["=1+1", -5, Decimal("14.56"), date(2026, 11, 20), AT, None], ["Jansen, P.", 0, 1, None, None, ""]]
HEADINGS = ["@Naam", "Aantal", "Bedrag", "Datum", "Moment", "Leeg"]


def body(response):
    return response.getvalue().decode()


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=SUM(A1)", "'=SUM(A1)"),
        ("+31 6 12345678", "'+31 6 12345678"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1+1", "'\t=1+1"),
        ("＝1+1", "'＝1+1"),
        ("a;=1+1;-b", "a;'=1+1;'-b"),
        ("-5", "-5"),
        ("+1,50", "+1,50"),
        ("", ""),
        ("een = twee", "een = twee"),
    ],
)
def test_neutralise_quotes_what_would_run(cell, expected):
    assert neutralise(cell) == expected


@pytest.mark.parametrize("cell", ["=1", "a;=1", "-x;+y", "plain"])
def test_neutralise_twice_is_once(cell):
    assert neutralise(neutralise(cell)) == neutralise(cell)


def test_csv_response_writes_plain_cells():
    response = csv_response(filename="lijst.csv", headings=HEADINGS, rows=ROWS)

    assert response["Content-Disposition"] == 'attachment; filename="lijst.csv"'
    assert body(response).splitlines() == [
        "'@Naam,Aantal,Bedrag,Datum,Moment,Leeg",
        "'=1+1,-5,14.56,2026-11-20,2026-11-21 00:30:05+01:00,",
        '"Jansen, P.",0,1,,,',
    ]


def test_xlsx_response_keeps_text_numbers_and_dates_what_they_are():
    response = xlsx_response(filename="lijst.xlsx", headings=HEADINGS, rows=ROWS)

    sheet = load_workbook(BytesIO(response.content)).active
    types = [cell.data_type for cell in sheet[2]]

    assert [cell.value for cell in sheet[1]] == HEADINGS
    assert [cell.value for cell in sheet[2]] == [
        "=1+1",
        -5,
        14.56,
        datetime.fromisoformat("2026-11-20"),
        datetime.fromisoformat("2026-11-21 00:30:05"),
        None,
    ]
    assert types[:5] == ["s", "n", "n", "d", "d"]


def through_middleware(response, rf):
    return NeutraliseFormulas(lambda request: response)(rf.get("/"))


def test_middleware_neutralises_an_answer_that_was_written_elsewhere(rf):
    text = '\ufeff=kop,naam\r\n"=1+1\r\ntweede regel",Jan\r\n'
    response = HttpResponse(text, content_type="text/csv; charset=utf-8", headers={"Content-Length": "1"})

    answer = through_middleware(response, rf)

    assert "Content-Length" not in answer.headers
    assert answer.content.decode() == "\ufeff'=kop,naam\r\n\"'=1+1\r\ntweede regel\",Jan\r\n"


def test_middleware_neutralises_a_stream_cut_anywhere(rf):
    whole = "=é,naam\r\n=1+1,Zoë".encode()
    response = StreamingHttpResponse((bytes([byte]) for byte in whole), content_type="text/csv")

    answer = through_middleware(response, rf)

    assert list(csv.reader(body(answer).splitlines())) == [["'=é", "naam"], ["'=1+1", "Zoë"]]


def test_middleware_leaves_other_answers_alone(rf):
    answer = through_middleware(HttpResponse("=1+1", content_type="text/plain"), rf)

    assert answer.content == b"=1+1"
