"""How a round stands: money, vouchers and reach, as officers and the public see it."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from home.charts import StackedBar, stacked_bar
from home.templatetags.format_tags import euro
from vouchers.models import Application, Redemption, Round, RoundBudget, Voucher

WARNINGS_BP = (8_000, 9_500, 10_000)
NEARLY_FULL_BP = 8_000


@dataclass(frozen=True)
class Standing:
    """One round with its figures; shares in 1/100 %."""

    round: Round
    budget: RoundBudget
    bar: StackedBar
    used_bp: int
    warning_bp: int | None
    own_cents: int
    redemptions: int
    applications: int
    awaiting: int
    vouchers: int
    average_cents: int
    reach: int

    @property
    def note_awaiting(self):
        return _("%(number)s wachten op toetsing of besluit") % {"number": self.awaiting}

    @property
    def note_own(self):
        return _("bij %(number)s betaalde verzilveringen") % {"number": self.redemptions}

    @property
    def note_reach(self):
        return _("bij gemiddeld %(average)s subsidie; %(number)s zijn al bereikt") % {
            "average": euro(self.average_cents),
            "number": self.redemptions,
        }


def budget_parts(budget: RoundBudget) -> list[tuple[str, int]]:
    """The ceiling cut into what happened to it; what is left comes last."""
    parts = [
        (_("Vastgesteld"), budget.settled_cents),
        (_("Vastgelegd"), budget.committed_cents),
        (_("Gereserveerd"), budget.reserved_cents),
    ]
    rare = [(_("Reserve bezwaar"), budget.objection_reserve_cents), (_("Vervallen"), budget.lapsed_cents)]
    return [*parts, *(part for part in rare if part[1]), (_("Beschikbaar"), budget.available_cents)]


def public_parts(budget: RoundBudget) -> list[tuple[str, int]]:
    """What a visitor needs of it: given away, and left."""
    left = _("Nog beschikbaar") if budget.round.status == Round.Status.OPEN else _("Niet toegekend")
    return [(_("Toegekend"), budget.in_use_cents), (left, budget.available_cents)]


def used_bp(budget: RoundBudget) -> int:
    return budget.in_use_cents * 10_000 // budget.ceiling_cents if budget.ceiling_cents else 10_000


def standings() -> list[Standing]:
    """Every opened round, newest first; the number of queries does not grow with the rounds."""
    budgets = RoundBudget.objects.select_related("round__scheme").order_by("-round__opens_at")
    money = _by_round(
        Redemption.objects.filter(committed_at__isnull=False).exclude(status__in=Redemption.GONE),
        "voucher__round",
        own=Sum("own_cents"),
        subsidy=Sum("subsidy_cents"),
        number=Count("pk"),
    )
    applications = _by_round(
        Application.objects.submitted(),
        "round",
        number=Count("pk"),
        awaiting=Count("pk", filter=Q(status__in=["SUBMITTED", "SUPPLEMENTED", *Application.UNDECIDED])),
    )
    vouchers = _by_round(
        Voucher.objects.exclude(
            status__in=[Voucher.Status.EXPIRED, Voucher.Status.REVOKED, Voucher.Status.DECLINED]
        ),
        "round",
        number=Count("pk"),
    )
    return [
        _standing(
            budget, money.get(budget.pk, {}), applications.get(budget.pk, {}), vouchers.get(budget.pk, {})
        )
        for budget in budgets
    ]


def _by_round(rows, path, **figures):
    return {row[path]: row for row in rows.values(path).annotate(**figures)}


def _standing(budget, money, applications, vouchers):
    """Reach = committed or settled vouchers + what the available money buys at the average (vouchers.md 1.1)."""
    round, number, used = budget.round, money.get("number", 0), used_bp(budget)
    average = money["subsidy"] // number if number else round.voucher_cents
    return Standing(
        round=round,
        budget=budget,
        bar=stacked_bar(parts=budget_parts(budget), display=euro),
        used_bp=used,
        warning_bp=max((limit for limit in WARNINGS_BP if used >= limit), default=None),
        own_cents=money.get("own") or 0,
        redemptions=number,
        applications=applications.get("number", 0),
        awaiting=applications.get("awaiting", 0),
        vouchers=vouchers.get("number", 0),
        average_cents=average,
        reach=number + budget.available_cents // max(average, 1),
    )
