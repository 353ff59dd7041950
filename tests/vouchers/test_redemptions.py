"""Using a voucher for an employee."""

from datetime import date, timedelta

import pytest

from accounts.models import Membership
from courses.models import Enrolment
from tests.factories.accounts import OrganisationFactory
from tests.factories.courses import RunPriceFactory
from tests.factories.vouchers import (
    make_open_round,
    make_participant,
    make_redemption,
    make_run,
    make_voucher,
)
from tests.vouchers.books import balances, in_order, trail
from vouchers.models import Redemption, Voucher
from vouchers.redemptions import NotRedeemable, commit_redemption, price_split, start_redemption
from vouchers.releases import expire_voucher

pytestmark = pytest.mark.django_db

AWAITING = Redemption.Status.AWAITING_PAYMENT


@pytest.fixture
def voucher(now):
    return make_voucher(at=now)


def amounts(redemption):
    return redemption.price_cents, redemption.vat_cents, redemption.subsidy_cents, redemption.own_cents


def test_redeem_voucher_copies_the_price_and_reserves_a_place(voucher, now):
    run = make_run(at=now, vat_bp=2_100)

    redemption = make_redemption(voucher=voucher, run=run, at=now)

    voucher.refresh_from_db()
    enrolment = redemption.enrolment
    assert amounts(redemption) == (145_600, 30_576, 44_400, 131_776)
    assert (redemption.status, redemption.hold_until) == (AWAITING, now + timedelta(minutes=30))
    assert (voucher.status, enrolment.status) == (Voucher.Status.IN_USE, Enrolment.Status.RESERVED)
    assert enrolment.employment.organisation == voucher.organisation
    assert trail(voucher) == ["voucher.redeemed"]
    assert in_order()


def test_redeem_voucher_counts_vat_for_who_cannot_recover_it(voucher, now):
    run = make_run(at=now, price_cents=100_000, vat_bp=2_100)

    redemption = make_redemption(voucher=voucher, run=run, at=now, vat_recoverable=False)

    assert (redemption.eligible_cents, redemption.subsidy_cents) == (121_000, 36_905)


def test_price_split_is_what_redeeming_will_copy(voucher, now):
    run = make_run(at=now)

    told = price_split(voucher=voucher, run=run, at=now)

    redemption = make_redemption(voucher=voucher, run=run, at=now)
    assert (told.price_cents, told.vat_cents, told.subsidy_cents, told.own_cents) == amounts(redemption)


def test_redeem_voucher_by_invoice_waits_for_the_provider(now):
    round = make_open_round(at=now, contribution_channel="PROVIDER_INVOICE")

    redemption = make_redemption(voucher=make_voucher(round=round, at=now), at=now)

    assert redemption.status == Redemption.Status.AWAITING_PROVIDER


@pytest.mark.parametrize(
    ("last_day", "offset", "accepted"),
    [
        (date(2026, 11, 26), timedelta(milliseconds=-100), True),
        (date(2026, 11, 26), timedelta(0), False),
    ],
)
def test_a18_voucher_is_usable_until_midnight_after_its_last_day(now, last_day, offset, accepted):
    days = (last_day - now.date()).days
    voucher = make_voucher(round=make_open_round(at=now, valid_days=days), at=now)
    at = voucher.expires_at + offset
    participant = make_participant(employer=voucher.organisation, at=now)

    if accepted:
        make_redemption(voucher=voucher, participant=participant, at=at)
    else:
        with pytest.raises(NotRedeemable, match="niet binnen de periode|verlopen"):
            make_redemption(voucher=voucher, participant=participant, at=at)

    assert Redemption.objects.exists() is accepted


def test_redeem_voucher_refuses_one_that_is_past_its_last_day_to_book(now):
    round = make_open_round(at=now, book_within_days=5)
    voucher = make_voucher(round=round, at=now)

    with pytest.raises(NotRedeemable, match="verlopen: hij was geldig tot en met 21 november 2026"):
        make_redemption(voucher=voucher, at=voucher.expires_at)


def test_redeem_voucher_refuses_one_that_is_in_use(voucher, now):
    make_redemption(voucher=voucher, at=now)
    colleague = make_participant(employer=voucher.organisation, at=now, name="Kees Voorbeeld (fictief)")

    with pytest.raises(NotRedeemable, match="kan niet meer worden gebruikt: ingezet"):
        make_redemption(voucher=voucher, participant=colleague, at=now)

    assert Redemption.objects.count() == 1


def test_redeem_voucher_refuses_one_of_another_organisation(voucher, now):
    stranger = make_participant(employer=OrganisationFactory(), at=now)

    with pytest.raises(NotRedeemable, match="van een andere organisatie"):
        make_redemption(voucher=voucher, participant=stranger, at=now)

    voucher.refresh_from_db()
    assert voucher.status == Voucher.Status.ACTIVE


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        ({"price_cents": 0}, "kost niets"),
        ({"starts_on": date(2026, 11, 15)}, "niet binnen de periode"),
        ({"starts_on": date(2027, 11, 17)}, r"tot en met 16 november 2027"),
        ({"status": "CLOSED"}, "Inschrijven lukt niet: De inschrijving is gesloten"),
        ({"capacity": 0}, "Inschrijven lukt niet: Deze uitvoering is vol"),
    ],
    ids=["free", "before the decision", "after the last day", "closed", "full"],
)
def test_redeem_voucher_refuses_a_run_that_does_not_fit(voucher, now, run, sentence):
    run = make_run(at=now, **run)

    with pytest.raises(NotRedeemable, match=sentence):
        make_redemption(voucher=voucher, run=run, at=now)

    voucher.refresh_from_db()
    assert (voucher.status, Redemption.objects.exists()) == (Voucher.Status.ACTIVE, False)


def test_redeem_voucher_refuses_a_run_that_was_not_admitted(voucher, now):
    run = make_run(at=now)
    run.voucher_eligible = False
    run.save()

    with pytest.raises(NotRedeemable, match="niet .* toegelaten"):
        make_redemption(voucher=voucher, run=run, at=now)


def test_redeem_voucher_refuses_a_run_without_a_price(voucher, now):
    run = make_run(at=now + timedelta(days=40))

    with pytest.raises(NotRedeemable, match="kost niets"):
        make_redemption(voucher=voucher, run=run, at=now)


def test_redeem_voucher_refuses_who_left(voucher, now):
    participant = make_participant(employer=voucher.organisation, at=now)
    Membership.objects.filter(user=participant.user).update(until=now.date())

    with pytest.raises(NotRedeemable, match=r"werkt volgens ons niet \(meer\)"):
        make_redemption(voucher=voucher, participant=participant, at=now)


def test_redeem_voucher_refuses_a_person_who_had_this_course_through_another_employer(now):
    run = make_run(at=now)
    first = make_redemption(run=run, at=now)
    other = make_voucher(at=now)
    same_person = make_participant(employer=other.organisation, at=now)

    with pytest.raises(NotRedeemable, match="al een voucher gebruikt voor deze opleiding"):
        make_redemption(voucher=other, run=run, participant=same_person, at=now)

    other.refresh_from_db()
    assert (first.fingerprint, other.status) == (same_person.fingerprint, Voucher.Status.ACTIVE)
    assert Enrolment.objects.count() == 1


def test_commit_redemption_moves_subsidy_and_confirms_the_place(voucher, now):
    redemption = make_redemption(voucher=voucher, run=make_run(at=now, price_cents=100_000), at=now)

    for _twice in range(2):
        redemption = commit_redemption(redemption=redemption, at=now)

    assert (redemption.status, redemption.hold_until) == (Redemption.Status.COMMITTED, None)
    assert redemption.enrolment.status == Enrolment.Status.ACTIVE
    assert balances(voucher.round)["committed"] == 30_500
    assert balances(voucher.round)["reserved"] == 44_400 - 30_500
    assert trail(redemption) == ["redemption.committed"]
    assert in_order()


@pytest.mark.parametrize(("price_cents", "status"), [(152_880, "COMMITTED"), (152_881, "CANCELLED")])
def test_a25_price_that_moved_too_far_asks_to_redeem_again(voucher, now, price_cents, status):
    run = make_run(at=now)
    redemption = make_redemption(voucher=voucher, run=run, at=now)
    RunPriceFactory(run=run, price_cents=price_cents, from_at=now)

    redemption = commit_redemption(redemption=redemption, at=now + timedelta(minutes=1))

    voucher.refresh_from_db()
    assert (redemption.status, redemption.price_cents) == (status, 145_600)
    assert voucher.status == ("IN_USE" if status == "COMMITTED" else "ACTIVE")
    assert in_order()


def committed(voucher, now, **run):
    redemption = make_redemption(voucher=voucher, run=make_run(at=now, price_cents=100_000, **run), at=now)
    return commit_redemption(redemption=redemption, at=now)


def test_start_redemption_releases_what_the_voucher_does_not_need(voucher, now):
    redemption = committed(voucher, now, starts_on=date(2026, 11, 20))
    early = start_redemption(redemption=redemption, at=now).status

    for _twice in range(2):
        redemption = start_redemption(redemption=redemption, at=now + timedelta(days=4))

    assert (early, redemption.status, redemption.started_on) == ("COMMITTED", "STARTED", date(2026, 11, 20))
    assert balances(voucher.round) == {
        "ceiling": -10_000_000,
        "available": 10_000_000 - 30_500,
        "committed": 30_500,
    }
    assert in_order()


def test_start_redemption_lets_money_lapse_once_it_is_no_longer_reused(now):
    round = make_open_round(at=now, reuse_until=now.date())
    redemption = committed(make_voucher(round=round, at=now), now, starts_on=date(2026, 11, 20))

    start_redemption(redemption=redemption, at=now + timedelta(days=4))

    assert balances(round)["lapsed"] == 44_400 - 30_500
    assert in_order()


def test_start_redemption_without_a_rest_posts_nothing(voucher, now):
    redemption = commit_redemption(redemption=make_redemption(voucher=voucher, at=now), at=now)
    redemption.starts_on = now.date()
    redemption.save()

    start_redemption(redemption=redemption, at=now)

    assert "REST_RELEASED" not in set(redemption.ledger_entries.values_list("kind", flat=True))
    assert in_order()


def test_start_redemption_of_a_run_without_dates_waits_for_the_first_lesson(voucher, now):
    redemption = committed(voucher, now)
    before = start_redemption(redemption=redemption, at=now).status
    begin_lesson(redemption.enrolment)

    redemption = start_redemption(redemption=redemption, at=now)

    assert (before, redemption.status) == ("COMMITTED", "STARTED")


def begin_lesson(enrolment):
    from uuid import uuid4

    enrolment.progress.create(lesson_key=uuid4())


def test_due_to_start_finds_what_has_begun(now):
    by_date = committed(make_voucher(at=now), now, starts_on=date(2026, 11, 16))
    later = committed(make_voucher(at=now), now, starts_on=date(2026, 11, 17))
    open_ended = committed(make_voucher(at=now), now)
    begin_lesson(open_ended.enrolment)
    begin_lesson(open_ended.enrolment)

    due = Redemption.objects.due_to_start(now.date())

    assert {later, *due} == {by_date, later, open_ended}
    assert due.count() == 2


def test_in_use_voucher_is_protected_from_expiry(voucher, now):
    redemption = make_redemption(voucher=voucher, at=now)

    expired = expire_voucher(voucher=voucher, at=voucher.expires_at)

    assert (expired.status, redemption.status) == (Voucher.Status.IN_USE, AWAITING)
