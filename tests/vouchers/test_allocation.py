"""Who comes first, and who is served."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.factories.vouchers import make_application, make_open_round, sign, submit
from tests.vouchers.books import in_order, trail
from vouchers.allocation import allocate_round, give_positions
from vouchers.assessments import assess_application
from vouchers.models import AllocationRun, Application, Decision, Letter, Round
from vouchers.rounds import close_round

pytestmark = pytest.mark.django_db


def statuses(*applications):
    return [Application.objects.get(pk=application.pk).status for application in applications]


def positions(*applications):
    return [Application.objects.get(pk=a.pk).submission.position for a in applications]


def test_allocate_round_serves_in_order_of_arrival(now):
    round = make_open_round(at=now, ceiling_cents=88_800)
    late, early = (
        make_application(round=round, at=now + timedelta(minutes=minutes), upto="assessed")
        for minutes in (5, 1)
    )
    third = make_application(round=round, at=now + timedelta(minutes=9), upto="assessed")
    for application in (third, late, early):
        sign(application, at=now)

    result = allocate_round(round=round, at=now)

    assert positions(early, late, third) == [1, 2, 3]
    assert result.awarded == [early, late]
    assert (result.waiting_listed, statuses(third)) == ([third], ["WAITING_LISTED"])
    assert in_order()


def test_give_positions_waits_for_every_earlier_receipt(now):
    round = make_open_round(at=now)
    first = make_application(round=round, at=now, upto="submitted")
    second = make_application(round=round, at=now + timedelta(minutes=1), upto="assessed")

    before = give_positions(round=round, at=now)
    assess_application(application=first, at=now)
    after = give_positions(round=round, at=now)

    assert (before, after, positions(first, second)) == (0, 2, [1, 2])
    assert trail(round)[-1] == "round.positions_given"


def test_give_positions_numbers_those_before_an_open_receipt(now):
    round = make_open_round(at=now)
    first = make_application(round=round, at=now, upto="assessed")
    make_application(round=round, at=now + timedelta(minutes=1), upto="submitted")

    assert (give_positions(round=round, at=now), positions(first)) == (1, [1])


def test_allocate_round_keeps_the_money_of_a_slow_file_ahead(now):
    round = make_open_round(at=now, ceiling_cents=133_200)
    slow = make_application(round=round, units=2, at=now, upto="assessed")
    small = make_application(round=round, at=now)
    next_one = make_application(round=round, at=now)

    allocate_round(round=round, at=now)
    before = statuses(slow, small, next_one)
    sign(slow, at=now)
    allocate_round(round=round, at=now)

    assert before == ["COMPLETE", "AWARDED", "COMPLETE"]
    assert statuses(slow, small, next_one) == ["AWARDED", "AWARDED", "WAITING_LISTED"]
    assert in_order()


def test_allocate_round_gives_the_last_one_a_part_and_stops(now):
    round = make_open_round(at=now, ceiling_cents=100_000)
    first = make_application(round=round, units=3, at=now)
    small = make_application(round=round, at=now)

    result = allocate_round(round=round, at=now)

    assert (result.awarded, result.waiting_listed) == ([first], [small])
    assert statuses(first, small) == ["PARTIALLY_AWARDED", "WAITING_LISTED"]
    assert small.letters.filter(template=Letter.Template.NEW_TERM).count() == 1


def test_allocate_round_serves_no_smaller_one_behind_the_last_euro(now):
    round = make_open_round(at=now, ceiling_cents=100_000, partial_last=False)
    large = make_application(round=round, units=3, at=now)
    small = make_application(round=round, at=now)

    result = allocate_round(round=round, at=now)

    assert (result.awarded, result.stopped) == ([], True)
    assert statuses(large, small) == ["WAITING_LISTED", "WAITING_LISTED"]


def test_allocate_round_rejects_where_there_is_no_waiting_list(now):
    round = make_open_round(at=now, ceiling_cents=44_400, waiting_list=False)
    first, second = (make_application(round=round, at=now) for _number in range(2))

    result = allocate_round(round=round, at=now)

    assert (result.awarded, result.rejected) == ([first], [second])
    assert Decision.objects.get(application=second).reasons[0]["rule"] == "E35"


def test_allocate_round_twice_changes_nothing(now):
    round = make_open_round(at=now, ceiling_cents=44_400)
    first, second = (make_application(round=round, at=now) for _number in range(2))
    allocate_round(round=round, at=now)

    again = allocate_round(round=round, at=now)

    assert (again.awarded, again.waiting_listed) == ([], [])
    assert statuses(first, second) == ["AWARDED", "WAITING_LISTED"]
    assert Decision.objects.count() == 1


def test_allocate_round_goes_on_after_one_that_is_sent_back(now):
    round = make_open_round(at=now)
    first, second = (make_application(round=round, at=now) for _number in range(2))
    first.payload["aid"] = [{"granted_on": "2026-01-01", "amount_cents": 30_000_000}]
    first.save()

    allocate_round(round=round, at=now)

    first.refresh_from_db()
    assert (first.assessment, statuses(first, second)) == ("OPEN", ["COMPLETE", "AWARDED"])


def test_allocate_round_leaves_a_round_that_another_allocates(now):
    round = make_open_round(at=now)
    application = make_application(round=round, at=now)
    AllocationRun.objects.create(
        round=round, mode="ARRIVAL", started_at=now, leased_until=now + timedelta(minutes=3)
    )

    allocate_round(round=round, at=now)
    before = statuses(application)
    allocate_round(round=round, at=now + timedelta(minutes=3))

    assert (before, statuses(application)) == (["COMPLETE"], ["AWARDED"])
    assert AllocationRun.objects.filter(finished_at=None).count() == 0


def test_allocate_round_ends_the_waiting_list_when_money_is_no_longer_reused(now):
    round = make_open_round(at=now, ceiling_cents=44_400, reuse_until=now.date())
    first, second = (make_application(round=round, at=now) for _number in range(2))
    allocate_round(round=round, at=now)

    result = allocate_round(round=round, at=now + timedelta(days=1))

    assert (result.rejected, statuses(first, second)) == ([second], ["AWARDED", "REJECTED"])


def test_allocate_round_finishes_a_closed_round_once_all_is_decided(now):
    round = make_open_round(at=now, closes_at=now + timedelta(hours=1))
    application = make_application(round=round, at=now, upto="draft")
    submit(application, at=now)
    close_round(round=round, at=now + timedelta(hours=1))
    allocate_round(round=round, at=now + timedelta(hours=1))
    before = Round.objects.get(pk=round.pk).status
    assess_application(application=application, at=now)
    sign(application, at=now)

    allocate_round(round=round, at=now + timedelta(hours=2))

    assert (before, Round.objects.get(pk=round.pk).status) == ("CLOSED", "ALLOCATED")


def test_positions_are_given_once_and_never_move(now):
    round = make_open_round(at=now)
    seen = []
    for minutes in range(3):
        make_application(round=round, at=now + timedelta(minutes=minutes), upto="assessed")
        give_positions(round=round, at=now)
        seen.append(list(round.submissions.order_by("seq").values_list("position", flat=True)))

    assert seen[-1] == [1, 2, 3]
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(seen))
