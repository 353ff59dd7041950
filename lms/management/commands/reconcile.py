"""Look whether budget, ledger and figures agree with the rows they came from."""

import sys

from django.core.management.base import BaseCommand

from kpi.reconciliation import differences
from vouchers.reconciliation import reconcile


class Command(BaseCommand):
    help = "Vergelijkt plafond, boekingen, vouchers en kerncijfers. Eindigt met 1 bij elk verschil."

    def handle(self, *args, **options):
        found = [*reconcile(), *differences()]
        for difference in found:
            self.stderr.write(str(difference))
        if found:
            sys.exit(1)
        self.stdout.write("De boeken kloppen op de cent.")
