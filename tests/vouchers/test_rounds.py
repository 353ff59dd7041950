"""A round is drafted, announced, opened and closed."""

from datetime import timedelta

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.vouchers import RoundFactory, RuleSetFactory, make_open_round, make_scheme
from tests.vouchers.books import balances
from vouchers.models import Round
from vouchers.rounds import NotTurnable, announce_round, close_round, draft_round, open_round

pytestmark = pytest.mark.django_db


def test_draft_round_takes_the_next_number_and_queue_and_the_default_terms(now):
    scheme, rule_set = make_scheme(at=now)
    facts = {"scheme": scheme, "rule_set": rule_set, "by": UserFactory(), "at": now, "ceiling_cents": 100}
    window = {"opens_at": now, "closes_at": now + timedelta(days=1)}

    first, second = (draft_round(**facts, **window) for _number in range(2))

    assert (first.number, second.number) == (1, 2)
    assert first.lock_key != second.lock_key
    assert (first.share_bp, first.voucher_cents, first.valid_days) == (3050, 44_400, 365)
    assert first.reuse_until == (now + timedelta(days=1)).date()


def test_announce_round_fixes_the_terms_once(now):
    round = RoundFactory()

    announce_round(round=round, by=None, at=now)
    again = announce_round(round=round, by=None, at=now + timedelta(days=1))

    assert (again.status, again.announced_on) == (Round.Status.ANNOUNCED, now.date())
    assert len(again.terms_sha256) == 64


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"order_mode": "DAY_LOTTERY"}, "loting"),
        ({"rule_set__frozen_at": None, "rule_set__sha256": ""}, "regelset"),
    ],
)
def test_announce_round_refuses_what_cannot_be_kept(now, facts, sentence):
    with pytest.raises(NotTurnable, match=sentence):
        announce_round(round=RoundFactory(**facts), by=None, at=now)


def test_announce_round_refuses_an_open_round(now):
    round = make_open_round(at=now)

    with pytest.raises(NotTurnable, match="Deze ronde is open"):
        announce_round(round=round, by=None, at=now)


def test_open_round_starts_the_books_with_the_ceiling(now):
    round = make_open_round(at=now, ceiling_cents=1_000_000, objection_reserve_cents=50_000)

    assert (round.budget.in_use_cents, round.budget.available_cents) == (50_000, 950_000)
    assert balances(round) == {
        "ceiling": -1_000_000,
        "available": 950_000,
        "objection_reserve": 50_000,
    }


def test_open_round_twice_posts_once(now):
    round = make_open_round(at=now, ceiling_cents=1_000_000)

    open_round(round=round, at=now)

    assert balances(round) == {"ceiling": -1_000_000, "available": 1_000_000}


def test_open_round_waits_for_its_moment(now):
    round = announce_round(round=RoundFactory(opens_at=now + timedelta(hours=1)), by=None, at=now)

    with pytest.raises(NotTurnable, match="nog niet open"):
        open_round(round=round, at=now)


def test_open_round_refuses_terms_that_changed_since_the_announcement(now):
    round = announce_round(round=RoundFactory(), by=None, at=now)
    Round.objects.filter(pk=round.pk).update(share_bp=5000)

    with pytest.raises(NotTurnable, match="voorwaarden zijn veranderd"):
        open_round(round=round, at=now)


def test_open_round_refuses_a_draft(now):
    with pytest.raises(NotTurnable, match="Deze ronde is concept"):
        open_round(round=RoundFactory(rule_set=RuleSetFactory()), at=now)


def test_close_round_waits_for_its_moment_and_closes_once(now):
    round = make_open_round(at=now, closes_at=now + timedelta(days=1))
    end = now + timedelta(days=1)

    with pytest.raises(NotTurnable, match="sluit nog niet"):
        close_round(round=round, at=now)
    close_round(round=round, at=end)
    again = close_round(round=round, at=end + timedelta(days=1))

    assert (again.status, again.closed_at) == (Round.Status.CLOSED, end)
