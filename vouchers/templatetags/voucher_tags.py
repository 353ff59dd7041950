"""What a course costs with a voucher, and how the states of the chain look."""

import json

from django import template
from django.core.cache import caches
from django.urls import reverse
from django.utils.translation import gettext as _

from audit.clock import database_now
from courses.models import CourseRun
from courses.places import left
from courses.runs import current_price
from home.templatetags.format_tags import euro
from payments.models import Payment
from vouchers.models import Application, Outcome, Redemption, Round, Voucher
from vouchers.prices import split_price
from vouchers.terms import last_valid_day
from vouchers.wording import filled_in

register = template.Library()

TERMS_KEY = "vouchers:terms_of_open_round"
TERMS_SECONDS = 60
TONES = {
    Application.Status.SUBMITTED: "info",
    Application.Status.INCOMPLETE: "warning",
    Application.Status.SUPPLEMENTED: "info",
    Application.Status.COMPLETE: "info",
    Application.Status.WAITING_LISTED: "warning",
    Application.Status.AWARDED: "success",
    Application.Status.PARTIALLY_AWARDED: "success",
    Application.Status.REJECTED: "danger",
    Application.Assessment.POSITIVE: "success",
    Application.Assessment.NEGATIVE: "danger",
    Voucher.Status.ACTIVE: "success",
    Voucher.Status.IN_USE: "info",
    Voucher.Status.EXPIRED: "warning",
    Voucher.Status.REVOKED: "danger",
    Redemption.Status.AWAITING_REVIEW: "warning",
    Redemption.Status.AWAITING_PAYMENT: "warning",
    Redemption.Status.AWAITING_PROVIDER: "warning",
    Redemption.Status.COMMITTED: "success",
    Redemption.Status.STARTED: "info",
    Redemption.Status.COMPLETION_REPORTED: "info",
    Redemption.Status.APPROVED: "success",
    Redemption.Status.PAYABLE: "success",
    Redemption.Status.PAID: "success",
    Redemption.Status.PAYMENT_EXPIRED: "danger",
    Redemption.Status.NOT_COMPLETED: "danger",
    Redemption.Status.RECLAIMED: "danger",
    Outcome.OK: "success",
    Outcome.REQUEST_INFORMATION: "warning",
    Outcome.MANUAL: "warning",
    Outcome.LOWER_AMOUNT: "warning",
    Outcome.REJECT: "danger",
    Round.Status.ANNOUNCED: "info",
    Payment.Status.PENDING: "info",
    Payment.Status.SUCCEEDED: "success",
    Payment.Status.FAILED: "danger",
}

register.filter("last_valid_day", last_valid_day)


@register.filter
def tone(status):
    """The colour of a state; its word always stands beside it."""
    return TONES.get(status, "neutral")


@register.filter
def hundredths(number):
    """A number kept in hundredths, in Dutch: 2450 → "24,5"."""
    whole, rest = divmod(number, 100)
    decimals = f"{rest:02d}".rstrip("0")
    return f"{whole},{decimals}" if decimals else str(whole)


@register.filter
def outcome_label(finding):
    """What a finding means, in a word; for a stored finding and for one that was only asked."""
    return Outcome(finding.outcome).label


@register.filter
def fact(value, name):
    """What a rule looked at, written by the suffix of its name: cents as euros, shares as percentages."""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value) or "–"
    return "–" if value is None else filled_in(f"{{{name}}}", {name: value})


@register.filter
def as_facts(payload):
    """The answer of a register, stored as JSON, as names and values."""
    return [(name, fact(value, name)) for name, value in json.loads(payload).items()]


@register.filter
def unsigned(cents):
    """The amount of a ledger line, in the column of its side."""
    return abs(cents)


@register.filter
def places_left(run):
    """Places that are free in a run that was fetched with its places taken."""
    return left(capacity=run.capacity, taken=run.taken)


@register.filter
def can_be_withdrawn(application):
    return application.status in (Application.Status.SUBMITTED, *Application.UNDECIDED)


@register.inclusion_tag("components/breadcrumbs.html")
def crumbs(*parts):
    """Breadcrumbs from labels and addresses in turn; the last part, without address, is this page."""
    return {"items": [(label, url) for label, url in zip(parts[::2], [*parts[1::2], ""], strict=False)]}


@register.inclusion_tag("components/tabs.html")
def organisation_tabs(organisation, current):
    """The parts of an employer's portal."""
    names = (
        ("organisation", _("Overzicht")),
        ("rounds", _("Aanvragen")),
        ("own_vouchers", _("Vouchers")),
        ("people", _("Mensen")),
    )
    return {"label": organisation.name, "items": _tabs(names, current, organisation.slug)}


@register.inclusion_tag("components/tabs.html")
def rvo_tabs(current):
    """The parts of RVO's portal."""
    names = (("rvo", _("Dashboard")), ("applications", _("Aanvragen")), ("vouchers", _("Vouchers")))
    return {"label": _("RVO-portaal"), "items": _tabs(names, current)}


@register.filter
def waits_for(application):
    """For what an application waits, in a few words; "" when for nothing. Needs its round beside it."""
    match application.status:
        case Application.Status.DRAFT:
            return _("indiening door de aanvrager")
        case Application.Status.SUBMITTED | Application.Status.SUPPLEMENTED:
            return _("toetsing door het systeem")
        case Application.Status.INCOMPLETE:
            return _("aanvulling door de aanvrager")
        case Application.Status.COMPLETE | Application.Status.WAITING_LISTED:
            return _for_a_decision(application)
    return ""


@register.filter
def needs_second_signature(application):
    """A positive assessment of a large amount counts when another officer signed it too."""
    large = application.requested_cents >= application.round.second_signature_from_cents
    positive = application.assessment == Application.Assessment.POSITIVE
    return positive and large and not application.second_assessed_by_id


@register.simple_tag
def voucher_price(run_or_cents):
    """What an employer pays without VAT in the open round, "met voucher € 695"; None without price or open round."""
    price_cents = _price(run_or_cents)
    terms = price_cents and _open_terms()
    if not terms:
        return None
    share_bp, cap_cents = terms
    split = split_price(
        price_cents=price_cents, vat_bp=0, share_bp=share_bp, cap_cents=cap_cents, vat_recoverable=True
    )
    return _("met voucher %(price)s") % {"price": euro(split.own_cents)}


def _tabs(names, current, *args):
    return [
        {"label": label, "url": reverse(f"vouchers:{name}", args=args), "current": name == current}
        for name, label in names
    ]


def _for_a_decision(application):
    if application.assessment == Application.Assessment.OPEN:
        return _("beoordeling door een behandelaar")
    if application.assessment == Application.Assessment.NEGATIVE:
        return _("afwijzing door een behandelaar")
    if needs_second_signature(application):
        return _("tweede handtekening")
    if application.status == Application.Status.WAITING_LISTED:
        return _("geld dat vrijvalt")
    return _("verdeling")


def _price(run_or_cents):
    if not isinstance(run_or_cents, CourseRun):
        return run_or_cents
    if hasattr(run_or_cents, "price_cents"):
        return run_or_cents.price_cents
    price = current_price(run=run_or_cents, at=database_now())
    return price and price.price_cents


def _open_terms():
    """Share and most per voucher of the open round that closes first; () while no round is open."""
    cache = caches["process"]
    terms = cache.get(TERMS_KEY)
    if terms is None:
        rounds = Round.objects.open().order_by("closes_at").values_list("share_bp", "voucher_cents")
        terms = rounds.first() or ()
        cache.set(TERMS_KEY, terms, TERMS_SECONDS)
    return terms
