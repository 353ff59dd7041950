import pytest
from django.template import Context, Template

from courses.models import CourseRun
from tests.factories.courses import CourseRunFactory
from tests.factories.vouchers import ApplicationFactory, RoundFactory, make_open_round, make_run
from vouchers.models import Application
from vouchers.templatetags import voucher_tags

pytestmark = pytest.mark.django_db

Status = Application.Status


def shown(price):
    template = Template("{% load voucher_tags %}{% voucher_price price as with_voucher %}{{ with_voucher }}")
    return template.render(Context({"price": price}))


@pytest.mark.parametrize(
    ("price_cents", "text"),
    [
        (100_000, "met voucher €\u00a0695"),
        (145_600, "met voucher €\u00a01.012"),
        (0, "None"),
        (None, "None"),
    ],
)
def test_voucher_price_takes_the_terms_of_the_open_round(now, price_cents, text):
    make_open_round(at=now)

    assert shown(price_cents) == text


def test_voucher_price_without_an_open_round_is_none():
    assert voucher_tags.voucher_price(100_000) is None


def test_voucher_price_knows_the_price_of_a_run(now):
    make_open_round(at=now)
    run = make_run(at=now, price_cents=100_000)
    annotated = CourseRun.objects.with_price().get(pk=run.pk)
    free = CourseRunFactory()

    prices = [voucher_tags.voucher_price(row) for row in (run, annotated, free)]

    assert prices == ["met voucher €\u00a0695", "met voucher €\u00a0695", None]


def test_voucher_price_asks_once_for_the_terms(now, django_assert_num_queries):
    make_open_round(at=now)

    with django_assert_num_queries(1):
        for price_cents in (100_000, 90_000, 80_000):
            voucher_tags.voucher_price(price_cents)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"status": Status.DRAFT}, "indiening door de aanvrager"),
        ({"status": Status.SUBMITTED}, "toetsing door het systeem"),
        ({"status": Status.INCOMPLETE}, "aanvulling door de aanvrager"),
        ({"status": Status.COMPLETE}, "beoordeling door een behandelaar"),
        ({"status": Status.COMPLETE, "assessment": "NEGATIVE"}, "afwijzing door een behandelaar"),
        ({"status": Status.COMPLETE, "assessment": "POSITIVE"}, "verdeling"),
        ({"status": Status.WAITING_LISTED, "assessment": "POSITIVE"}, "geld dat vrijvalt"),
        (
            {"status": Status.COMPLETE, "assessment": "POSITIVE", "requested_cents": 2_500_000},
            "tweede handtekening",
        ),
        ({"status": Status.AWARDED}, ""),
    ],
)
def test_waits_for_says_who_is_next(facts, words):
    application = ApplicationFactory.build(round=RoundFactory.build(), **facts)

    assert voucher_tags.waits_for(application) == words


@pytest.mark.parametrize(("number", "text"), [(2450, "24,5"), (2405, "24,05"), (2400, "24")])
def test_hundredths_reads_dutch(number, text):
    assert voucher_tags.hundredths(number) == text


@pytest.mark.parametrize(
    ("value", "name", "text"),
    [
        (88_800, "award_cents", "€\u00a0888"),
        (["00000101", "00000102"], "companies", "00000101, 00000102"),
        ([], "companies", "–"),
        (None, "active_to", "–"),
        ("2026-11-20", "window_from", "2026-11-20"),
    ],
)
def test_fact_is_written_by_its_name(value, name, text):
    assert voucher_tags.fact(value, name) == text


def test_crumbs_end_with_this_page():
    assert voucher_tags.crumbs("RVO", "/rvo/", "Aanvragen") == {
        "items": [("RVO", "/rvo/"), ("Aanvragen", "")]
    }
