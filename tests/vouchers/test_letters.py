"""The letters that go with receipts and decisions."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.factories.vouchers import make_application, make_award, make_open_round, sign
from tests.vouchers.books import trail
from tests.vouchers.test_settlements import make_finished
from vouchers.allocation import allocate_round
from vouchers.awards import reject_application
from vouchers.letter_texts import decision_due_on
from vouchers.letters import send_letter
from vouchers.models import Decision, Letter
from vouchers.settlements import settle_redemption

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        }
    }


def opened(letter):
    with letter.document.open() as file:
        return Document(BytesIO(file.read()))


def words(letter):
    """All text of a letter, tables included, in plain blanks."""
    word = opened(letter)
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in word.paragraphs] + cells).replace("\u00a0", " ")


def sent(letter, at):
    return send_letter(letter=letter, at=at)


def test_send_letter_announces_the_decision_with_its_last_day(now):
    decision = make_award(at=now)

    letter = sent(decision.letters.get(), now + timedelta(days=4))

    decision.refresh_from_db()
    assert (decision.status, decision.announced_on) == (Decision.Status.ANNOUNCED, date(2026, 11, 20))
    assert decision.objection_until == date(2027, 1, 4)
    assert "uiterlijk op 4 januari 2027" in words(letter)
    assert trail(decision) == ["decision.announced"]


def test_send_letter_twice_writes_once(now):
    letter = make_award(at=now).letters.get()

    first = sent(letter, now)
    again = sent(letter, now + timedelta(days=1))

    assert (again.sent_at, again.sha256) == (now, first.sha256)
    assert trail(letter) == ["letter.sent"]


def test_award_letter_tells_amounts_reasons_aid_and_objection(now):
    decision = make_award(at=now, units=2)

    text = words(sent(decision.letters.get(), now))

    assert f"Wij kennen uw aanvraag {decision.application.number} van 16 november 2026 toe." in text
    assert "30,5%" in text
    assert {"€ 888", "€ 444"} <= set(text.split("\n"))
    assert all(number in text for number in decision.vouchers.values_list("number", flat=True))
    assert "Verordening (EU) 2023/2831" in text
    assert "De onderneming is actief ingeschreven in het Handelsregister." in text
    assert "Dan kunt u bezwaar maken." in text
    assert f"Kenmerk: {decision.number}" in text


def test_award_letter_without_aid_does_not_speak_of_it(now):
    decision = make_award(round=make_open_round(at=now, aid_regime="NO_AID"), at=now)

    assert "de-minimissteun" not in words(sent(decision.letters.get(), now))


def test_partial_award_letter_says_so(now):
    decision = make_award(round=make_open_round(at=now, ceiling_cents=50_000), units=2, at=now)

    text = words(sent(decision.letters.get(), now))

    number = decision.application.number
    assert f"Wij kennen uw aanvraag {number} van 16 november 2026 gedeeltelijk toe." in text
    assert {"€ 888", "€ 500", "€ 444", "€ 56"} <= set(text.split("\n"))


def test_rejection_letter_gives_every_reason(now, officer):
    application = make_application(round=make_open_round(at=now), at=now, upto="assessed", awu_centi=25_000)
    sign(application, verdict="NEGATIVE", by=officer, at=now)
    decision = reject_application(application=application, by=officer, at=now)

    text = words(sent(decision.letters.get(), now))

    assert f"Wij wijzen uw aanvraag {application.number} van 16 november 2026 af. U vroeg € 444." in text
    assert "telt samen met verbonden en partnerondernemingen 250 arbeidsjaareenheden" in text


def test_receipt_letter_tells_moment_number_and_last_day(now):
    application = make_application(round=make_open_round(at=now), at=now, upto="submitted")

    text = words(sent(application.letters.get(), now))

    assert "ontvangen op 16 november 2026 om 10.30 uur" in text
    assert application.submission.receipt_no in text
    assert "Wij beslissen uiterlijk op 11 januari 2027." in text
    assert "bezwaar" not in text


def test_decision_term_may_start_when_the_window_closes(now):
    round = make_open_round(
        at=now, decision_term_from="WINDOW_CLOSE", closes_at=now + timedelta(days=7), decision_weeks=2
    )
    application = make_application(round=round, at=now, upto="submitted")

    assert decision_due_on(application) == date(2026, 12, 7)


def test_new_term_letter_tells_how_long_the_list_lasts(now):
    round = make_open_round(at=now, ceiling_cents=44_400, reuse_until=date(2027, 1, 15))
    make_application(round=round, at=now)
    waiting = make_application(round=round, at=now)
    allocate_round(round=round, at=now)

    text = words(sent(waiting.letters.get(template="new_term"), now))

    assert "Dat kan tot en met 15 januari 2027." in text
    assert "Wij beslissen nu uiterlijk op 12 maart 2027." in text


def test_settlement_letter_tells_who_paid_what(now):
    settlement = settle_redemption(redemption=make_finished(now), at=now)

    text = words(sent(settlement.decision.letters.get(), now))

    assert {"€ 1.456", "€ 444", "€ 1.012"} <= set(text.split("\n"))
    assert "Die gaat rechtstreeks naar de opleider." in text


def test_letters_are_accessible_word_files(now):
    word = opened(sent(make_award(at=now).letters.get(), now))

    headings = [p.style.name for p in word.paragraphs if p.style.name.startswith("Heading")]
    header = word.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader"))
    language = word.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val"))
    assert headings == ["Heading 1"] + ["Heading 2"] * 5
    assert header is not None
    assert (language, word.core_properties.language) == ("nl-NL", "nl-NL")
    assert word.core_properties.title == "Verlening van uw vouchers"


def test_unsent_letters_are_found(now):
    decision = make_award(at=now)
    before = set(Letter.objects.unsent().values_list("template", flat=True))

    sent(decision.letters.get(), now)

    assert before == {"receipt", "award"}
    assert set(Letter.objects.unsent().values_list("template", flat=True)) == {"receipt"}
