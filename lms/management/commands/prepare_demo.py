"""Everything the demo needs before it starts, in one process: tables, static files, content."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from lms.demo.seeding import SCALES


class Command(BaseCommand):
    help = "Zet de demo klaar: tabellen, bestanden en inhoud. Wat er al is, blijft."

    def add_arguments(self, parser):
        parser.add_argument(
            "--scale", choices=SCALES, default="full", help="hoeveel mensen (standaard: full)"
        )

    def handle(self, *, scale, **options):
        if not settings.DEMO_MODE:
            raise CommandError("Dit kan alleen in de demo (DEMO_MODE=1).")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("seed_demo", scale=scale)
