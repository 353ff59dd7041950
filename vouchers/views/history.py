"""The trail of a file as a time line in words."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.models import AuditEvent
from home.templatetags.format_tags import euro

LOOKING = ("access.viewed", "access.exported")
TITLES = {
    "application.drafted": gettext_lazy("Concept bewaard"),
    "application.submitted": gettext_lazy("Aanvraag ingediend"),
    "application.submitted_refused": gettext_lazy("Indienen geweigerd"),
    "application.withdrawn": gettext_lazy("Aanvraag ingetrokken"),
    "application.assessed": gettext_lazy("Getoetst aan de voorwaarden"),
    "application.judged": gettext_lazy("Beoordeling ondertekend"),
    "application.judged_again": gettext_lazy("Tweede handtekening gezet"),
    "application.awarded": gettext_lazy("Vouchers toegekend"),
    "application.awarded_refused": gettext_lazy("Toekennen geweigerd"),
    "application.rejected": gettext_lazy("Aanvraag afgewezen"),
    "application.waiting_listed": gettext_lazy("Op de wachtlijst gezet"),
    "finding.resolved": gettext_lazy("Oordeel gegeven over een voorwaarde"),
    "decision.announced": gettext_lazy("Besluit bekendgemaakt"),
    "letter.sent": gettext_lazy("Brief verzonden"),
    "voucher.redeemed": gettext_lazy("Voucher ingezet"),
    "voucher.redeemed_refused": gettext_lazy("Inzetten geweigerd"),
    "voucher.expired": gettext_lazy("Voucher verlopen"),
    "redemption.committed": gettext_lazy("Subsidie vastgelegd"),
    "redemption.released": gettext_lazy("Reservering vrijgegeven"),
    "redemption.cancelled": gettext_lazy("Verzilvering geannuleerd"),
    "redemption.started": gettext_lazy("Opleiding gestart"),
    "redemption.completion_reported": gettext_lazy("Afronding gemeld"),
    "redemption.settled": gettext_lazy("Subsidie vastgesteld"),
    "payment.started": gettext_lazy("Betaalpagina geopend"),
    "payment.promised": gettext_lazy("Betaling onderweg"),
    "payment.failed": gettext_lazy("Betaling mislukt"),
    "payment.expired": gettext_lazy("Betaling verlopen"),
    "payment.succeeded": gettext_lazy("Eigen bijdrage betaald"),
    "refund.requested": gettext_lazy("Terugbetaling gevraagd"),
    "refund.succeeded": gettext_lazy("Eigen bijdrage terugbetaald"),
    "access.viewed": gettext_lazy("Dossier bekeken"),
    "access.exported": gettext_lazy("Lijst geëxporteerd"),
}
AMOUNTS = {
    "requested_cents": gettext_lazy("gevraagd"),
    "amount_cents": "",
    "subsidy_cents": gettext_lazy("voucher"),
    "own_cents": gettext_lazy("eigen bijdrage"),
}


@dataclass(frozen=True)
class Moment:
    """One line of the time line; `action` is the event's own name."""

    at: datetime
    action: str
    title: str
    text: str
    actor: str
    reference: str
    body: str


def history_of(events) -> list[Moment]:
    """The events, newest first, with the names that actors have today."""
    rows = list(events.newest_first())
    people = User.objects.filter(uid__in={row.actor_ref for row in rows if row.actor_ref})
    names = {str(person.uid): person.name for person in people}
    return [_moment(row, names) for row in rows]


def _moment(row: AuditEvent, names: dict[str, str]) -> Moment:
    data = json.loads(row.body)["data"]
    system = row.actor_kind == AuditEvent.ActorKind.SYSTEM
    return Moment(
        at=row.occurred_at,
        action=row.action,
        title=str(TITLES.get(row.action, row.action)),
        text=_amounts(data),
        actor=_("het systeem") if system else names.get(row.actor_ref, row.actor_ref),
        reference=row.object_ref,
        body=row.body,
    )


def _amounts(data: dict) -> str:
    """The money and the rule that an event is about; ids and hashes stay in its body."""
    parts = [f"{label} {euro(data[key])}".strip() for key, label in AMOUNTS.items() if data.get(key)]
    if rule := data.get("rule"):
        parts.append(_("voorwaarde %(rule)s") % {"rule": rule})
    return ", ".join(parts)
