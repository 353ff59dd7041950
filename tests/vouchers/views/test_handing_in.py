"""The last page of applying: check, declare, hand in."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories.vouchers import make_application, submit
from vouchers.models import Application, Declaration, Submission
from vouchers.rounds import announce_round, draft_round

pytestmark = pytest.mark.django_db

DECLARED = {"sme": "on", "de_minimis": "on", "true_and_complete": "on"}


def url(name, *args):
    return reverse(f"vouchers:{name}", args=args)


def step(draft, name):
    return url("step", draft.organisation.slug, draft.uid, name)


def review(draft):
    return url("review", draft.organisation.slug, draft.uid)


def test_an_announced_round_can_be_prepared_and_not_yet_handed_in(employer_portal, employer, open_round, now):
    opens_at = now + timedelta(days=3)
    terms = {"opens_at": opens_at, "closes_at": opens_at + timedelta(days=9), "ceiling_cents": 100_000}
    coming = draft_round(
        scheme=open_round.scheme,
        rule_set=open_round.rule_set,
        reuse_until=opens_at.date(),
        by=None,
        at=now,
        **terms,
    )
    coming = announce_round(round=coming, by=None, at=now)
    offered = employer_portal.get(url("rounds", employer.slug)).content.decode()
    draft = make_application(round=coming, organisation=employer, at=now, upto="draft")

    page = employer_portal.post(review(draft), DECLARED | {"key": "k"}).content.decode()

    assert "U kunt de aanvraag nu al voorbereiden" in offered
    assert "U kunt indienen vanaf" in page
    assert not Submission.objects.exists()


def test_a_public_body_declares_that_it_is_one(employer_portal, employer, open_round, now):
    facts = {"applicant_type": "PUBLIC_BODY", "awu_centi": 0}
    draft = make_application(round=open_round, organisation=employer, at=now, upto="draft", **facts)

    assert (
        "Ik verklaar dat wij een publieke organisatie zijn."
        in employer_portal.get(review(draft)).content.decode()
    )


def test_review_waits_for_the_figures(employer_portal, employer, open_round):
    employer_portal.post(url("start", employer.slug, open_round.uid))
    draft = Application.objects.get()

    assert employer_portal.get(review(draft)).url == step(draft, "omvang")


def test_review_warns_when_a_rule_refuses(employer_portal, employer, open_round, now):
    draft = make_application(round=open_round, organisation=employer, at=now, upto="draft", awu_centi=30_000)

    page = employer_portal.get(review(draft))

    assert [found.rule_id for found in page.context["refused"]] == ["E08"]


def test_review_hands_in_once_and_shows_the_receipt(employer_portal, draft):
    key = uuid4().hex

    first = employer_portal.post(review(draft), DECLARED | {"key": key})
    again = employer_portal.post(review(draft), DECLARED | {"key": key})

    submission = Submission.objects.get()
    assert first.url == again.url == url("receipt", draft.organisation.slug, draft.uid)
    assert submission.receipt_no in employer_portal.get(first.url).content.decode()
    assert Declaration.objects.filter(application=draft).count() == 3


def test_review_without_declarations_hands_nothing_in(employer_portal, draft):
    page = employer_portal.post(review(draft), {"key": "k"}).content.decode()

    assert "Dit klopt nog niet" in page
    assert 'value="k"' in page
    assert not Submission.objects.exists()


def test_review_tells_that_another_application_stands(employer_portal, draft, employer, open_round, now):
    second = make_application(round=open_round, organisation=employer, at=now, upto="draft")
    receipt = submit(draft, at=now).receipt_no

    page = employer_portal.post(review(second), DECLARED | {"key": "k"})

    assert receipt in page.content.decode()
    assert Submission.objects.count() == 1
