"""Lay a scheme from its file of rows."""

from django.core.management.base import BaseCommand, CommandError

from audit.clock import database_now
from vouchers.provisioning import FOLDER, RuleSetFrozen, provision_scheme


class Command(BaseCommand):
    help = "Legt een regeling vast: de regelset, de teksten en de steunplafonds uit vouchers/schemes/."

    def add_arguments(self, parser):
        parser.add_argument("code", nargs="?", default="ained-opleidingsvoucher")

    def handle(self, *args, code, **options):
        known = sorted(path.stem for path in FOLDER.glob("*.yaml"))
        if code not in known:
            raise CommandError(f"De regeling {code} is er niet. Kies uit: {', '.join(known)}.")
        try:
            scheme, rule_set = provision_scheme(code=code, at=database_now())
        except RuleSetFrozen as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"{scheme}: regelset {rule_set} ligt vast.")
