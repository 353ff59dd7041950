"""Wat er in een brief staat: u-form, short sentences, every amount and every last day written out; no layout."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vouchers.models import AidRegime, Application, Decision, Letter
from vouchers.terms import due_on
from vouchers.wording import day, euro, moment, percentage

REGULATION = (
    "Verordening (EU) 2023/2831 van de Commissie van 13 december 2023 betreffende de toepassing van de "
    "artikelen 107 en 108 van het Verdrag betreffende de werking van de Europese Unie op de-minimissteun"
)

OBJECTIONS_ADDRESS = "bezwaar@ai-leerplein.example"


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it: paragraphs, then a list, then a table of two columns."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Text:
    """A whole letter, between the address and the signature."""

    subject: str
    sections: tuple[Section, ...]


def letter_text(letter: Letter, *, objection_until: date | None) -> Text:
    """The text of a letter; `objection_until` is the last day to object, where one may."""
    write = WRITERS[Letter.Template(letter.template)]
    return write(letter.application, letter.decision, objection_until)


def decision_due_on(application: Application) -> date:
    """The last day to decide: from the receipt, or from the closing of the window, as the round says (Awb 4:13)."""
    round = application.round
    closing = round.decision_term_from == round.DecisionTermFrom.WINDOW_CLOSE
    start = round.closes_at if closing else application.submission.received_at
    return due_on(localdate(start), weeks=round.decision_weeks)


def _receipt(application: Application, decision: Decision, until: date | None) -> Text:
    submission = application.submission
    received = Section(
        _("Wij hebben uw aanvraag ontvangen"),
        (
            _("U vraagt %(units)s vouchers aan. Wij hebben uw aanvraag ontvangen op %(moment)s.")
            % {"units": application.units, "moment": moment(submission.received_at)},
        ),
        rows=(
            (_("Ontvangstnummer"), submission.receipt_no),
            (_("Nummer van de aanvraag"), application.number),
            (_("Gevraagd bedrag"), euro(application.requested_cents)),
        ),
    )
    term = _("Wij beslissen uiterlijk op %(day)s. Wij behandelen aanvragen op volgorde van binnenkomst.")
    after = Section(_("Wat gebeurt er nu?"), (term % {"day": day(decision_due_on(application))},))
    return Text(_("Ontvangstbevestiging"), (received, after))


def _new_term(application: Application, decision: Decision, until: date | None) -> Text:
    round = application.round
    waiting = Section(
        _("U staat op de wachtlijst"),
        (
            _("Er is nu niet genoeg geld over in deze ronde voor uw aanvraag. U staat op de wachtlijst."),
            _("Komt er geld vrij? Dan gaat dat op volgorde naar de wachtlijst. Dat kan tot en met %(day)s.")
            % {"day": day(round.reuse_until)},
        ),
    )
    term = due_on(round.reuse_until, weeks=round.decision_weeks)
    after = Section(
        _("Nieuwe beslistermijn"), (_("Wij beslissen nu uiterlijk op %(day)s.") % {"day": day(term)},)
    )
    return Text(_("Nieuwe beslistermijn"), (waiting, after))


def _award(application: Application, decision: Decision, until: date | None) -> Text:
    vouchers = list(decision.vouchers.order_by("-amount_max_cents", "pk"))
    partial = decision.kind == Decision.Kind.PARTIAL_AWARD
    verdict = (
        _("Wij kennen uw aanvraag %(number)s van %(day)s gedeeltelijk toe.")
        if partial
        else _("Wij kennen uw aanvraag %(number)s van %(day)s toe.")
    )
    share = percentage(application.round.share_bp)
    decided = Section(
        _("Ons besluit"),
        (
            verdict % _named(application),
            _("Een voucher betaalt %(share)s van de kosten van een opleiding, tot het bedrag hieronder.")
            % {"share": share},
        ),
        rows=(
            (_("Gevraagd"), euro(application.requested_cents)),
            (_("Toegekend"), euro(decision.amount_cents)),
            *((_("Voucher %(number)s") % {"number": v.number}, euro(v.amount_max_cents)) for v in vouchers),
            (_("Opleiding begint uiterlijk op"), day(vouchers[0].start_by)),
        ),
    )
    return Text(
        _("Gedeeltelijke verlening van uw vouchers") if partial else _("Verlening van uw vouchers"),
        (
            decided,
            *_aid(application, decision),
            _reasons(decision),
            _basis(decision),
            _objection(decision, until),
        ),
    )


def _rejection(application: Application, decision: Decision, until: date | None) -> Text:
    verdict = _("Wij wijzen uw aanvraag %(number)s van %(day)s af. U vroeg %(amount)s.")
    asked = {"amount": euro(application.requested_cents)}
    decided = Section(_("Ons besluit"), (verdict % (_named(application) | asked),))
    return Text(
        _("Afwijzing van uw aanvraag"),
        (decided, _reasons(decision), _basis(decision), _objection(decision, until)),
    )


def _settlement(application: Application, decision: Decision, until: date | None) -> Text:
    redemption = decision.settlement.redemption
    decided = Section(
        _("Ons besluit"),
        (
            _(
                "De opleiding is afgerond. Wij stellen de subsidie vast. Die gaat rechtstreeks naar de opleider."
            ),
        ),
        rows=(
            (_("Voucher"), redemption.voucher.number),
            (_("Prijs van de opleiding"), euro(redemption.price_cents)),
            (_("Btw"), euro(redemption.vat_cents)),
            (_("Vastgestelde subsidie"), euro(decision.amount_cents)),
            (_("Eigen bijdrage"), euro(redemption.own_cents)),
        ),
    )
    return Text(
        _("Vaststelling van de subsidie"),
        (decided, _reasons(decision), _basis(decision), _objection(decision, until)),
    )


def _named(application: Application) -> dict[str, str]:
    """Which application a decision is about: its number, and the day on which it was received."""
    return {"number": application.number, "day": day(localdate(application.submission.received_at))}


def _aid(application: Application, decision: Decision) -> tuple[Section, ...]:
    if application.round.aid_regime != AidRegime.DE_MINIMIS:
        return ()
    told = _("Dit bedrag is de-minimissteun: %(amount)s. Het valt onder %(regulation)s.") % {
        "amount": euro(decision.amount_cents),
        "regulation": REGULATION,
    }
    keep = _("Bewaar deze brief. U moet dit bedrag melden als u later weer om de-minimissteun vraagt.")
    return (Section(_("Staatssteun"), (told, keep)),)


def _reasons(decision: Decision) -> Section:
    return Section(_("Waarom?"), points=tuple(reason["text"] for reason in decision.reasons))


def _basis(decision: Decision) -> Section:
    return Section(_("Waarop dit besluit berust"), (decision.legal_basis,))


def _objection(decision: Decision, until: date | None) -> Section:
    return Section(
        _("Bent u het niet eens met dit besluit?"),
        (
            _("Dan kunt u bezwaar maken. Doe dat uiterlijk op %(until)s. Daarna is het te laat.")
            % {"until": day(until) if until else ""},
            _(
                "Noem in uw bezwaar uw naam en adres, de datum, het kenmerk %(number)s en waarom u het niet eens "
                "bent met het besluit. Onderteken uw bezwaar en mail het naar %(address)s."
            )
            % {"number": decision.number, "address": OBJECTIONS_ADDRESS},
        ),
    )


WRITERS: dict[str, Callable[[Any, Any, date | None], Text]] = {
    Letter.Template.RECEIPT: _receipt,
    Letter.Template.NEW_TERM: _new_term,
    Letter.Template.AWARD: _award,
    Letter.Template.PARTIAL_AWARD: _award,
    Letter.Template.REJECTION: _rejection,
    Letter.Template.SETTLEMENT: _settlement,
}
