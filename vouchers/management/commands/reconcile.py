"""Look whether the books agree with themselves and with the rows they came from."""

import sys

from django.core.management.base import BaseCommand

from vouchers.reconciliation import reconcile


class Command(BaseCommand):
    help = "Vergelijkt het plafond, de boekingen en de vouchers. Eindigt met 1 bij elk verschil."

    def handle(self, *args, **options):
        differences = reconcile()
        for difference in differences:
            self.stderr.write(str(difference))
        if differences:
            sys.exit(1)
        self.stdout.write("De boeken kloppen op de cent.")
