"""Bevindingen: a run of the rules is stored with all it looked at, also when the act is refused."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import RegisterSnapshot
from audit.recording import canonical
from vouchers.eligibility.facts import Facts, as_inputs, from_inputs
from vouchers.eligibility.rule_set import Found, in_the_way, run_rules
from vouchers.models import Application, Finding, Outcome, Redemption, Round, RuleRun


def judge(*, round: Round, facts: Facts) -> list[Found]:
    """Ask every rule of the round's set about these facts."""
    return run_rules(round.rule_set.rules.order_by("rule_id"), facts)


@transaction.atomic
def store_run(
    *,
    round: Round,
    facts: Facts,
    found: Iterable[Found],
    at: datetime,
    application: Application | None = None,
    redemption: Redemption | None = None,
    snapshots: Iterable[RegisterSnapshot] = (),
) -> RuleRun:
    """Keep a run: its inputs with their hash, and every finding."""
    inputs = as_inputs(facts)
    run = RuleRun.objects.create(
        application=application,
        redemption=redemption,
        moment=facts.moment,
        rule_set=round.rule_set,
        amendment_no=round.amendment_no,
        inputs=inputs,
        inputs_sha256=hashlib.sha256(canonical(inputs).encode()).hexdigest(),
        snapshots=[str(snapshot.uid) for snapshot in snapshots],
        ran_at=at,
    )
    Finding.objects.bulk_create(_row(run, finding) for finding in found)
    return run


def repeat_run(*, run: RuleRun) -> list[Finding]:
    """The findings that the stored inputs of a run give now; equal to the stored ones unless a rule was altered."""
    found = run_rules(run.rule_set.rules.order_by("rule_id"), from_inputs(run.inputs))
    return [_row(run, finding) for finding in found]


def as_reasons(found: Iterable[Found]) -> list[dict[str, str]]:
    """Findings as a decision keeps them: rule, what it meant, and the text."""
    return [{"rule": row.rule_id, "outcome": str(row.outcome), "text": row.reason} for row in found]


def unresolved(found: Iterable[Found], runs: QuerySet[RuleRun]) -> list[Found]:
    """What stands in the way and was not judged as good by an officer in an earlier run."""
    judged = Finding.objects.filter(run__in=runs, resolution__outcome=Outcome.OK)
    resolved = set(judged.values_list("rule_id", flat=True))
    return [
        finding
        for finding in in_the_way(found)
        if finding.outcome != Outcome.MANUAL or finding.rule_id not in resolved
    ]


def _row(run: RuleRun, found: Found) -> Finding:
    return Finding(
        run=run,
        rule_id=found.rule_id,
        function=found.function,
        verdict=found.verdict,
        outcome=found.outcome,
        reason_nl=found.reason,
        data=_plain(found.data),
        evidence=list(found.evidence),
    )


def _plain(data: dict) -> dict:
    """Dates and moments as text; numbers stay whole."""
    return json.loads(canonical(data))
