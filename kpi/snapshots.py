"""Recording what the figures were on a day (stand vastleggen)."""

import logging
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from audit.recording import record
from kpi import reconciliation
from kpi.definitions import VERSION
from kpi.figures import totals
from kpi.models import KpiSnapshot

logger = logging.getLogger(__name__)


@transaction.atomic
def take_snapshot(*, at: datetime) -> KpiSnapshot:
    """The figures of today under the present definition, recounted; the first of a day stays.

    A difference between counters and recount is an alarm and an audit event, and is shown with the figures.
    """
    on = localdate(at)
    if earlier := KpiSnapshot.objects.filter(taken_on=on, definition=VERSION).first():
        return earlier
    found = reconciliation.differences()
    snapshot = KpiSnapshot.objects.create(
        taken_on=on, taken_at=at, definition=VERSION, figures=asdict(totals()), differences=len(found)
    )
    record("kpi.snapshot_taken", snapshot, by=None, at=at, differences=len(found), **snapshot.figures)
    for difference in found:
        logger.error("kpi differs: %s", difference)
    return snapshot
