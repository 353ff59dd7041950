"""What everybody may read: what the voucher is, the rounds, and whether one would get it."""

from django.shortcuts import render
from django.utils.timezone import localdate

from home.charts import stacked_bar
from home.templatetags.format_tags import euro
from vouchers.eligibility import quick_check as ask_rules
from vouchers.forms import QuickCheckForm
from vouchers.models import Round
from vouchers.prices import split_price
from vouchers.views.registration import look_up
from vouchers.views.standing import NEARLY_FULL_BP, public_parts, used_bp

EXAMPLE_CENTS = 100_000
REFUSED = {"REJECT", "REQUEST_INFORMATION"}
UNSURE = {"MANUAL"}


def about(request):
    """The voucher in three steps, and the rounds with what is left of them."""
    rounds = [_card(row) for row in _published()]
    open_rounds = [card["round"] for card in rounds if card["round"].status == Round.Status.OPEN]
    context = {"rounds": rounds, "open_rounds": open_rounds}
    if open_rounds:
        context |= {"example": _example(open_rounds[0])}
    return render(request, "vouchers/about.html", context)


def quick_check(request):
    """Would I get a voucher? The address holds the answers; nothing is stored."""
    rounds = Round.objects.open().select_related("scheme").order_by("closes_at")
    round = rounds.with_room().first() or rounds.first()
    form = QuickCheckForm(request.GET or None)
    context = {"form": form, "round": round, "asked": form.is_bound}
    if round and form.is_bound and form.is_valid():
        context |= _answer(round, form)
    return render(request, "vouchers/quick_check.html", context)


def _answer(round, form):
    """The findings of the rules, and what the register says of the number."""
    found = ask_rules(round=round, answers=form.answers(), units=1, on=localdate())
    number = form.cleaned_data["kvk_number"]
    registration = look_up(number) if number else None
    outcomes = {finding.outcome for finding in found}
    if outcomes & REFUSED or (registration and registration.trouble):
        verdict = "no"
    elif outcomes & UNSURE or (registration and registration.refusal):
        verdict = "maybe"
    else:
        verdict = "yes"
    return {"found": found, "registration": registration, "verdict": verdict}


def _published():
    order = {Round.Status.OPEN: 0, Round.Status.ANNOUNCED: 1}
    rows = Round.objects.published().select_related("scheme", "budget").order_by("-opens_at")
    return sorted(rows, key=lambda row: order.get(row.status, 2))


def _card(round):
    budget = getattr(round, "budget", None)
    if budget is None:
        return {"round": round}
    used = used_bp(budget)
    bar = stacked_bar(parts=public_parts(budget), display=euro)
    return {
        "round": round,
        "budget": budget,
        "bar": bar,
        "nearly_full": used >= NEARLY_FULL_BP,
        "is_over": round.status not in (Round.Status.OPEN, Round.Status.ANNOUNCED),
    }


def _example(round):
    """Who pays what of a course of a thousand euros."""
    return split_price(
        price_cents=EXAMPLE_CENTS,
        vat_bp=0,
        share_bp=round.share_bp,
        cap_cents=round.voucher_cents,
        vat_recoverable=True,
    )
