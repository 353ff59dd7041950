import json
from io import BytesIO

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from tests.factories.vouchers import make_application

pytestmark = pytest.mark.django_db

LIST = reverse("vouchers:applications")
VOUCHERS = reverse("vouchers:vouchers")


@pytest.fixture
def portal(auditor, sign_in):
    return sign_in(auditor)


def numbers(page):
    return [row.record.number for row in page.context["table"].page.object_list]


def traces(action="access.viewed"):
    return [json.loads(event.body) for event in AuditEvent.objects.filter(action=action).order_by("pk")]


def test_application_shows_the_whole_file_and_who_looked(portal, auditor, company):
    page = portal.get(reverse("vouchers:application", args=[company.application.uid]))

    assert page.context["may_act"] is False
    assert {row.outcome for row in page.context["snapshots"]} == {"FOUND"}
    assert [line.amount_cents for line in page.context["lines"]] == [88_800, -88_800]
    titles = [moment.title for moment in page.context["history"]]
    assert titles[0] == "Dossier bekeken"
    assert {
        "Aanvraag ingediend",
        "Getoetst aan de voorwaarden",
        "Vouchers toegekend",
        "Voucher ingezet",
    } <= set(titles)
    assert page.context["history"][0].actor == auditor.name


def test_application_shows_what_did_not_go_through(portal, company, now):
    company.redemption.status = "CANCELLED"
    company.redemption.hold_until = None
    company.redemption.save()

    page = portal.get(reverse("vouchers:application", args=[company.application.uid]))

    assert page.context["gone"] == [company.redemption]
    assert "1 verzilvering die niet doorging" in page.content.decode()


def test_application_that_was_only_handed_in_says_what_is_missing(portal, open_round, now):
    application = make_application(round=open_round, at=now, upto="submitted")

    page = portal.get(reverse("vouchers:application", args=[application.uid])).content.decode()

    for sentence in ("Er is nog niet besloten", "Er is nog geen register geraadpleegd", "nog niets geboekt"):
        assert sentence in page


def test_letter_in_a_file_is_sent_and_leaves_a_trace(portal, company):
    company.letter.document.save("brief.docx", BytesIO(b"brief"))

    answer = portal.get(reverse("vouchers:letter", args=[company.application.uid, company.letter.uid]))

    assert answer.getvalue() == b"brief"
    assert traces()[-1]["object_ref"] == f"vouchers.letter:{company.letter.uid}"
