"""The three rounds of the demo and what became of each."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Organisation, User
from accounts.organisations import register_organisation
from audit.clock import database_now
from courses.models import CourseRun
from lms.demo import subsidy
from lms.demo.payment_page import practice_page
from lms.demo.people import EMPLOYER
from vouchers.models import Redemption, Round, Voucher
from vouchers.provisioning import provision_scheme

SCHEME = "ained-opleidingsvoucher"
PILOT, OPEN, NEARLY_FULL = 1, 2, 3
MILLION = 100_000_000


def fill_rounds(*, runs: list[CourseRun], named: dict[str, User], scale: str, now: datetime) -> None:
    """A pilot that is over, an open round, and one with little left; rounds that are there stay."""
    scheme, rule_set = provision_scheme(code=SCHEME, at=now - timedelta(days=500))
    rules: dict[str, Any] = {"scheme": scheme, "rule_set": rule_set, "by": named["behandelaar"]}
    if Round.objects.filter(scheme=scheme, number=NEARLY_FULL).exists():
        return
    officer = named["behandelaar"]
    few = scale == "small"
    _pilot(rules, runs[2], companies=4 if few else 14, now=now)
    open_round = subsidy.make_round(
        **rules,
        number=OPEN,
        opens_at=now - timedelta(days=45),
        days=120,
        ceiling_cents=MILLION // 20,
    )
    with practice_page():
        _open(open_round, runs[1], officer, companies=3 if few else 12, now=now)
    _nearly_full(rules, companies=3 if few else 9, now=now)


def _companies(first: int, count: int) -> list[Organisation]:
    """Companies of the register other than the employer of the demo account."""
    rows = Organisation.objects.verified().filter(roles__role="SME").exclude(kvk_number=EMPLOYER)
    return list(rows.exclude(kvk_number=subsidy.TOO_LARGE).order_by("kvk_number")[first : first + count])


def _employer() -> Organisation:
    return Organisation.objects.get(kvk_number=EMPLOYER)


def _pilot(rules, run, *, companies, now):
    """The state paid all of it; every voucher was used or lapsed, and what was used is settled."""
    opened = now - timedelta(days=400)
    round = subsidy.make_round(
        **rules,
        number=PILOT,
        opens_at=opened,
        days=60,
        ceiling_cents=MILLION // 20,
        share_bp=10_000,
        voucher_cents=89_500,
    )
    for number, organisation in enumerate([_employer(), *_companies(0, companies)]):
        asked_at = opened + timedelta(days=2 + number)
        application = subsidy.ask(round=round, organisation=organisation, units=1 + number % 3, at=asked_at)
        subsidy.approve([application], by=rules["by"], at=asked_at + timedelta(days=9))
    subsidy.allocate(round, at=opened + timedelta(days=40))
    subsidy.close(round, at=round.closes_at)
    subsidy.allocate(round, at=round.closes_at + timedelta(days=1))
    _use_pilot_vouchers(round, run, now=now)


def _use_pilot_vouchers(round, run, *, now):
    for number, voucher in enumerate(Voucher.objects.filter(round=round).order_by("pk")):
        if number % 7 == 6:
            continue
        at = round.opens_at + timedelta(days=70 + number * 4)
        employee = subsidy.employees_of(voucher.organisation, 3, at=round.opens_at)[number % 3]
        if Redemption.objects.filter(participant__user=employee).exists():
            continue
        redemption = subsidy.redeem(voucher=voucher, run=run, employee=employee, at=at)
        subsidy.finish(redemption=redemption, at=at + timedelta(days=12))


def _open(round, run, officer, *, companies, now):
    """Something in every queue: drafts, checked, refused by a rule, waiting for the register, awarded, used."""
    begin = now - timedelta(days=40)
    chosen = _companies(14, companies)
    asked = [
        subsidy.ask(round=round, organisation=row, units=1 + place % 4, at=begin + timedelta(days=2 * place))
        for place, row in enumerate(chosen)
    ]
    subsidy.approve(asked[: companies // 2], by=officer, at=begin + timedelta(days=30))
    subsidy.allocate(round, at=begin + timedelta(days=31))
    too_large = Organisation.objects.get(kvk_number=subsidy.TOO_LARGE)
    subsidy.ask(round=round, organisation=too_large, units=5, at=now - timedelta(days=6))
    silent = register_organisation(
        kvk_number=subsidy.SILENT_REGISTER,
        name="Slakkengang Logistiek (fictief)",
        role="SME",
        by=None,
        at=begin,
    )
    subsidy.ask(round=round, organisation=silent, units=2, at=now - timedelta(days=3))
    for row in _companies(30, 2):
        subsidy.ask(round=round, organisation=row, units=2, at=now - timedelta(days=1), hand_in=False)
    for voucher in Voucher.objects.filter(round=round).order_by("pk")[:3]:
        employee = subsidy.employees_of(voucher.organisation, 1, at=begin)[0]
        if not Redemption.objects.filter(participant__user=employee).exists():
            # The payment page counts in real time, so this moment is not that of the seeding's begin.
            subsidy.redeem(voucher=voucher, run=run, employee=employee, at=database_now())


def _nearly_full(rules, *, companies, now):
    """Almost everything is awarded; the employer of the demo account has vouchers to use."""
    opened = now - timedelta(days=60)
    chosen = [_employer(), *_companies(34, companies)]
    units = [4, *[1 + place % 3 for place in range(len(chosen) - 1)]]
    round = subsidy.make_round(
        **rules,
        number=NEARLY_FULL,
        opens_at=opened,
        days=90,
        ceiling_cents=sum(units) * 44_400 + 30_000,
    )
    asked = [
        subsidy.ask(round=round, organisation=row, units=count, at=opened + timedelta(days=1 + place))
        for place, (row, count) in enumerate(zip(chosen, units, strict=True))
    ]
    subsidy.approve(asked, by=rules["by"], at=opened + timedelta(days=20))
    subsidy.allocate(round, at=opened + timedelta(days=21))
