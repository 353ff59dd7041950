"""Applying for vouchers."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.vouchers import (
    answers,
    make_application,
    make_award,
    make_open_round,
    submit,
)
from tests.vouchers.books import trail
from vouchers.intake import (
    NotSubmittable,
    NotWithdrawable,
    save_draft,
    submit_application,
    withdraw_application,
)
from vouchers.models import Application, CompanyYear, Declaration, Letter, RuleRun, Submission
from vouchers.rounds import close_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(now):
    return make_application(round=make_open_round(at=now), units=3, at=now, upto="draft")


def test_save_draft_keeps_answers_and_figures(draft):
    figures = CompanyYear.objects.get(organisation=draft.organisation)

    assert (draft.status, draft.units, draft.requested_cents) == (Application.Status.DRAFT, 3, 133_200)
    assert draft.payload["awu_centi"] == figures.awu_centi == 1_200


def test_save_draft_changes_the_draft_that_is_given(draft, now):
    changed = save_draft(
        round=draft.round,
        organisation=draft.organisation,
        units=1,
        answers=answers(awu_centi=900),
        by=UserFactory(),
        at=now,
        application=draft,
    )

    assert (changed.pk, changed.units, Application.objects.count()) == (draft.pk, 1, 1)
    assert CompanyYear.objects.get().awu_centi == 900


def test_save_draft_leaves_what_was_handed_in(draft, now):
    submit(draft, at=now)

    with pytest.raises(NotSubmittable, match="al ingediend"):
        save_draft(
            round=draft.round,
            organisation=draft.organisation,
            units=9,
            answers=answers(),
            by=UserFactory(),
            at=now,
            application=draft,
        )


def test_save_draft_refuses_a_closed_round(now):
    round = make_open_round(at=now, closes_at=now + timedelta(hours=1))
    closed = close_round(round=round, at=now + timedelta(hours=1))

    with pytest.raises(NotSubmittable, match="geen aanvraag"):
        make_application(round=closed, upto="draft")


def test_submit_application_gives_a_receipt_with_moment_and_number(draft, now):
    submission = submit(draft, at=now)

    draft.refresh_from_db()
    assert (draft.status, submission.received_at) == (Application.Status.SUBMITTED, now)
    assert submission.receipt_no.startswith("ONT-2026-")
    assert set(draft.declarations.values_list("kind", flat=True)) == set(Declaration.Kind)
    assert draft.letters.get().template == Letter.Template.RECEIPT
    assert trail(draft) == ["application.drafted", "application.submitted"]


def test_a04_same_key_gives_the_same_receipt(draft, now):
    key = uuid4().hex

    first = submit(draft, key=key, at=now)
    again = submit(draft, key=key, at=now + timedelta(seconds=3))

    assert (again.pk, again.receipt_no, again.received_at) == (first.pk, first.receipt_no, now)
    assert Submission.objects.count() == 1


def test_a05_second_application_of_the_same_applicant_is_refused(draft, now):
    first = submit(draft, at=now)
    other = make_application(round=draft.round, organisation=draft.organisation, at=now, upto="draft")

    with pytest.raises(NotSubmittable, match=f"{first.receipt_no}, 16 november 2026 om 10.30 uur"):
        submit(other, at=now)

    other.refresh_from_db()
    assert (other.status, Submission.objects.count()) == (Application.Status.DRAFT, 1)


def test_submit_application_refuses_the_same_application_under_another_key(draft, now):
    submit(draft, at=now)

    with pytest.raises(NotSubmittable, match="al een aanvraag ingediend"):
        submit(draft, at=now)


def test_submit_application_refuses_a_form_that_was_used_for_another(draft, now):
    submit(draft, key="zelfde", at=now)
    other = make_application(round=draft.round, at=now, upto="draft")

    with pytest.raises(NotSubmittable, match="al gebruikt"):
        submit(other, key="zelfde", at=now)


def test_submit_application_may_follow_a_withdrawn_one(draft, now):
    submit(draft, at=now)
    withdraw_application(application=draft, by=UserFactory(), at=now)
    with pytest.raises(NotSubmittable, match="al afgesloten"):
        submit(draft, at=now)

    other = make_application(round=draft.round, organisation=draft.organisation, at=now, upto="submitted")

    assert other.status == Application.Status.SUBMITTED


def test_submit_application_needs_every_declaration(draft, now):
    with pytest.raises(NotSubmittable, match="verklaring"):
        submit_application(
            application=draft,
            declarations={Declaration.Kind.SME, Declaration.Kind.DE_MINIMIS},
            idempotency_key="k",
            by=UserFactory(),
            at=now,
        )


def test_submit_application_waits_for_the_opening(now):
    round = make_open_round(at=now)
    draft = make_application(round=round, at=now, upto="draft")

    with pytest.raises(NotSubmittable, match="vanaf 9 november 2026 om 10.30 uur"):
        submit(draft, at=round.opens_at - timedelta(microseconds=1))


def test_submit_application_refuses_after_the_window_and_keeps_the_findings(now):
    round = make_open_round(at=now, closes_at=now + timedelta(hours=1))
    draft = make_application(round=round, at=now, upto="draft")

    with pytest.raises(
        NotSubmittable, match="ontvangen op 16 november 2026 om 11.30 uur; .* tot 16 november"
    ):
        submit(draft, at=now + timedelta(hours=1))

    run = RuleRun.objects.get()
    assert (run.application, run.findings.get(rule_id="E22").outcome) == (None, "REJECT")
    assert trail(draft)[-1] == "application.submitted_refused"
    assert not Submission.objects.exists()


def test_withdraw_application_ends_it_once(draft, now):
    submit(draft, at=now)

    for _twice in range(2):
        withdraw_application(application=draft, by=UserFactory(), at=now)

    draft.refresh_from_db()
    assert draft.status == Application.Status.WITHDRAWN
    assert trail(draft)[-1] == "application.withdrawn"


def test_withdraw_application_refuses_after_the_decision(now):
    decision = make_award(at=now)

    with pytest.raises(NotWithdrawable, match="al beslist"):
        withdraw_application(application=decision.application, by=UserFactory(), at=now)
