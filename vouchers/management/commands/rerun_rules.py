"""Repeat a run of the rules from its stored inputs."""

import sys

from django.core.management.base import BaseCommand, CommandError

from vouchers.findings import repeat_run
from vouchers.models import RuleRun


class Command(BaseCommand):
    help = "Herhaalt een toetsing uit de opgeslagen gegevens. Eindigt met 1 als een bevinding anders is."

    def add_arguments(self, parser):
        parser.add_argument("run", help="het kenmerk (uid) van de toetsing")

    def handle(self, *args, run, **options):
        stored = RuleRun.objects.filter(uid=run).first()
        if stored is None:
            raise CommandError(f"Toetsing {run} is er niet.")
        was = {row.rule_id: _told(row) for row in stored.findings.all()}
        now = {row.rule_id: _told(row) for row in repeat_run(run=stored)}
        changed = sorted(rule for rule in was | now if was.get(rule) != now.get(rule))
        if changed:
            self.stderr.write(f"Anders dan toen: {', '.join(changed)}.")
            sys.exit(1)
        self.stdout.write(f"{len(now)} bevindingen, gelijk aan toen.")


def _told(finding):
    return finding.function, finding.verdict, finding.outcome, finding.reason_nl
