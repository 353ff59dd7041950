from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import RegisterSnapshot
from audit.models import AuditEvent
from tests.factories.vouchers import make_application, make_open_round
from vouchers.awards import award_vouchers
from vouchers.models import Application
from vouchers.rounds import announce_round, close_round, draft_round

pytestmark = pytest.mark.django_db

ABOUT = reverse("vouchers:about")
CHECK = reverse("vouchers:quick_check")
SMALL = {
    "applicant_type": "SME",
    "employees": "24,5",
    "turnover": "1.250.000",
    "balance": "600000",
    "aid": "0",
    "kvk_number": "",
}


def check(client, **other):
    return client.get(CHECK, SMALL | other)


def test_about_without_rounds_says_what_to_expect(client):
    assert "Er zijn nog geen rondes aangekondigd" in client.get(ABOUT).content.decode()


def test_about_shows_open_nearly_full_announced_and_closed_rounds(client, now):
    make_open_round(at=now)
    full = make_open_round(at=now, ceiling_cents=100_000)
    award_vouchers(application=make_application(round=full, units=2, at=now), at=now)
    over = make_open_round(at=now - timedelta(days=90), closes_at=now - timedelta(days=3))
    close_round(round=over, at=now)
    announce = {
        "opens_at": now + timedelta(days=9),
        "closes_at": now + timedelta(days=40),
        "ceiling_cents": 5,
    }
    coming = draft_round(
        scheme=full.scheme, rule_set=full.rule_set, reuse_until=now.date(), by=None, at=now, **announce
    )
    draft = draft_round(
        scheme=full.scheme, rule_set=full.rule_set, reuse_until=now.date(), by=None, at=now, **announce
    )
    announce_round(round=coming, by=None, at=now)

    page = client.get(ABOUT)

    cards = page.context["rounds"]
    assert [card["round"].status for card in cards] == ["OPEN", "OPEN", "ANNOUNCED", "CLOSED"]
    assert sorted(card["nearly_full"] for card in cards if card["round"].status == "OPEN") == [False, True]
    assert draft not in [card["round"] for card in cards]
    assert "Open, bijna vol" in page.content.decode()


def test_about_takes_a_fixed_number_of_queries(client, now, django_assert_num_queries):
    for rounds in (1, 3):
        while Application._meta.get_field("round").related_model.objects.count() < rounds:
            make_open_round(at=now)
        with django_assert_num_queries(1):
            client.get(ABOUT)


def test_quick_check_needs_an_open_round(client, db):
    assert "Er is nu geen ronde open" in client.get(CHECK).content.decode()


def test_quick_check_says_yes_with_a_reason_per_rule(client, open_round):
    page = check(client)

    assert page.context["verdict"] == "yes"
    assert [(found.rule_id, found.outcome) for found in page.context["found"]] == [
        ("E08", "OK"),
        ("E09", "OK"),
        ("E15", "OK"),
    ]


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"employees": "250"}, "E08"),
        ({"turnover": "50.000.000,01", "balance": "43.000.000,01"}, "E09"),
        ({"aid": "299.556,01"}, "E15"),
    ],
)
def test_quick_check_says_no_and_which_rule(client, open_round, answers, rule):
    page = check(client, **answers)

    refused = [found.rule_id for found in page.context["found"] if found.outcome == "REJECT"]
    assert (page.context["verdict"], refused) == ("no", [rule])


@pytest.mark.parametrize(
    ("number", "verdict", "sentence"),
    [
        ("0000 0112", "yes", "Bakkerij De Vroege Vogel (fictief)"),
        ("00000000", "no", "komt niet voor in het Handelsregister"),
        ("00000001", "no", "niet (meer) actief ingeschreven"),
        ("00000003", "maybe", "Het Handelsregister antwoordt nu niet"),
    ],
)
def test_quick_check_tells_what_the_register_says(client, open_round, number, verdict, sentence):
    page = check(client, kvk_number=number)

    assert page.context["verdict"] == verdict
    assert sentence in page.content.decode()


def test_quick_check_says_what_is_wrong_and_keeps_what_was_typed(client, open_round):
    page = check(client, employees="veel", kvk_number="12").content.decode()

    assert "Vul een getal in, bijvoorbeeld 1.250 of 1250,50." in page
    assert "Een KVK-nummer bestaat uit acht cijfers" in page
    assert 'value="veel"' in page


def test_quick_check_of_a_public_body_asks_no_size(client, open_round):
    page = check(client, applicant_type="PUBLIC_BODY", employees="4000")

    assert page.context["verdict"] == "yes"


def test_quick_check_stores_nothing(client, open_round):
    before = AuditEvent.objects.count()

    check(client, kvk_number="00000112", aid="100")

    assert (RegisterSnapshot.objects.count(), Application.objects.count()) == (0, 0)
    assert AuditEvent.objects.count() == before
