"""What needs an employer's attention first, the most urgent on top."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from vouchers.models import Application, Redemption, Round, Voucher
from vouchers.terms import last_valid_day
from vouchers.wording import day, moment

ENDS_SOON = timedelta(days=60)


@dataclass(frozen=True)
class Attention:
    kind: str
    title: str
    text: str
    action: str
    url: str


def attention_of(organisation, *, at: datetime) -> list[Attention]:
    """Payments that wait, drafts, vouchers that end, and rounds to apply in."""
    return [
        *_payments(organisation),
        *_drafts(organisation),
        *_ending(organisation, at),
        *_rounds(organisation),
    ]


def _payments(organisation):
    rows = (
        Redemption.objects.of([organisation])
        .awaiting_payment()
        .select_related("participant", "run__edition__course")
    )
    for row in rows.order_by("hold_until"):
        yield Attention(
            kind="warning",
            title=_("Betaal de eigen bijdrage voor %(name)s") % {"name": row.participant.name},
            text=_("%(course)s. Wij houden de plaats vast tot %(moment)s.")
            % {"course": row.run.edition.course.title, "moment": moment(row.hold_until)},
            action=_("Betalen"),
            url=reverse("vouchers:redemption", args=[organisation.slug, row.uid]),
        )


def _drafts(organisation):
    rows = Application.objects.of([organisation]).filter(
        status=Application.Status.DRAFT, round__status="OPEN"
    )
    for row in rows.select_related("round").order_by("round__closes_at"):
        yield Attention(
            kind="warning",
            title=_("Uw aanvraag is nog niet ingediend"),
            text=_("De ronde sluit op %(moment)s.") % {"moment": moment(row.round.closes_at)},
            action=_("Ga verder met de aanvraag"),
            url=reverse("vouchers:review", args=[organisation.slug, row.uid]),
        )


def _ending(organisation, at):
    rows = (
        Voucher.objects.of([organisation])
        .usable(at)
        .filter(expires_at__lte=at + ENDS_SOON)
        .order_by("expires_at")
    )
    if first := rows.first():
        yield Attention(
            kind="warning",
            title=_("Vouchers die u nog niet hebt gebruikt, verlopen binnenkort"),
            text=_("Het gaat om %(count)s; de eerste is geldig t/m %(day)s.")
            % {"count": rows.count(), "day": day(last_valid_day(first.expires_at))},
            action=_("Bekijk de vouchers"),
            url=reverse("vouchers:own_vouchers", args=[organisation.slug]) + "?status=ACTIVE",
        )


def _rounds(organisation):
    asked = Application.objects.of([organisation]).exclude(
        status__in=[Application.Status.WITHDRAWN, Application.Status.NOT_TREATED]
    )
    rows = Round.objects.open().exclude(applications__in=asked).select_related("scheme").order_by("closes_at")
    for row in rows:
        yield Attention(
            kind="info",
            title=_("U kunt vouchers aanvragen: %(round)s") % {"round": row},
            text=_("De ronde is open tot %(moment)s.") % {"moment": moment(row.closes_at)},
            action=_("Vouchers aanvragen"),
            url=reverse("vouchers:rounds", args=[organisation.slug]),
        )
