"""Gathering what the rules may look at."""

from datetime import date

import pytest

from tests.factories.accounts import OrganisationFactory
from tests.factories.vouchers import (
    AidEntryFactory,
    ApplicationFactory,
    CompanyYearFactory,
    OwnershipLinkFactory,
    answers,
    make_award,
    make_open_round,
    make_scheme,
)
from vouchers.eligibility import quick_check
from vouchers.eligibility.facts import Aid, Figures, gather_facts, gather_links
from vouchers.models import Outcome, Round

pytestmark = pytest.mark.django_db


def test_gather_facts_takes_the_latest_figures_and_all_aid_of_the_group(now):
    mother, daughter = OrganisationFactory.create_batch(2)
    OwnershipLinkFactory(parent=mother, child=daughter, controlling=True)
    CompanyYearFactory(organisation=daughter, book_year=2024, awu_centi=900)
    CompanyYearFactory(organisation=daughter, book_year=2025, awu_centi=1_000)
    AidEntryFactory(organisation=mother, amount_cents=5_000)
    declared = {"granted_on": date(2025, 3, 1), "amount_cents": 700}
    payload = answers(aid=[declared]).model_dump(mode="json")
    application = ApplicationFactory(organisation=daughter, payload=payload)

    told = gather_facts(application, moment="C", at=now)

    assert told.figures == (Figures(daughter.kvk_number, 1_000, 100_000_000, 50_000_000),)
    assert told.aid == (
        Aid(daughter.kvk_number, 700, date(2025, 3, 1)),
        Aid(mother.kvk_number, 5_000, date(2025, 6, 1)),
    )
    assert (told.room, told.aid_ceiling_cents) == (None, None)


def test_gather_facts_knows_the_ceiling_of_state_aid(now):
    make_scheme(at=now)

    told = gather_facts(ApplicationFactory(), moment="C", at=now)

    assert (told.aid_ceiling_cents, told.aid_years) == (30_000_000, 3)


def test_gather_links_reaches_the_whole_group_with_one_look_per_generation(now, django_assert_num_queries):
    a, b, c, stranger = OrganisationFactory.create_batch(4)
    OwnershipLinkFactory(parent=a, child=b, controlling=True)
    OwnershipLinkFactory(parent=None, parent_foreign="DE HRB 12345", child=b, partner=True)
    OwnershipLinkFactory(parent=b, child=c, controlling=True, valid_to=date(2030, 1, 1))
    OwnershipLinkFactory(parent=c, child=stranger, valid_to=date(2025, 1, 1))

    with django_assert_num_queries(3):
        links = gather_links(a, on=now.date())

    assert {(link.parent, link.child, link.control) for link in links} == {
        (a.kvk_number, b.kvk_number, True),
        ("DE HRB 12345", b.kvk_number, False),
        (b.kvk_number, c.kvk_number, True),
    }


def test_quick_check_tells_what_answers_alone_can_tell(now):
    round = make_open_round(at=now)
    large = answers(awu_centi=30_000, aid=[{"granted_on": date(2026, 1, 1), "amount_cents": 29_990_000}])

    found = quick_check(round=round, answers=large, units=1, on=now.date())

    assert {finding.rule_id: finding.outcome for finding in found} == {
        "E08": Outcome.REJECT,
        "E09": Outcome.OK,
        "E15": Outcome.REJECT,
    }


def test_quick_check_does_not_ask_a_public_body_for_its_size(now):
    round = make_open_round(at=now)

    found = quick_check(round=round, answers=answers(applicant_type="PUBLIC_BODY"), units=1, on=now.date())

    assert [finding.rule_id for finding in found] == ["E15"]


def test_quick_check_counts_the_aid_that_we_granted_ourselves(now):
    award = make_award(round=make_open_round(at=now), at=now)
    almost = answers(aid=[{"granted_on": date(2026, 1, 1), "amount_cents": 29_950_000}])
    asked = {"round": award.vouchers.first().round, "answers": almost, "units": 1, "on": now.date()}

    unknown = {found.rule_id: found.outcome for found in quick_check(**asked)}
    known = quick_check(**asked, kvk_number=award.application.organisation.kvk_number)

    assert unknown["E15"] == Outcome.OK
    assert {found.rule_id: found.outcome for found in known}["E15"] == Outcome.REJECT


def test_rounds_with_room_can_pay_for_a_whole_voucher(now):
    rich = make_open_round(at=now)
    make_award(round=make_open_round(at=now, ceiling_cents=60_000, voucher_cents=44_400), at=now)

    assert list(Round.objects.open().with_room()) == [rich]
