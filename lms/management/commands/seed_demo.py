"""Demo content: people, courses, learners and money, made through the same steps as users take."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from lms.demo.seeding import SCALES, count_rows, seed


class Command(BaseCommand):
    help = "Vult de demo. Een tweede keer verandert niets."

    def add_arguments(self, parser):
        parser.add_argument(
            "--scale", choices=SCALES, default="full", help="hoeveel mensen (standaard: full)"
        )

    def handle(self, *, scale, **options):
        if not settings.DEMO_MODE:
            raise CommandError(
                "De demo hoort niet op een echte installatie. Zet DEMO_MODE=1 als dit de demo is."
            )
        before = count_rows()
        seed(scale=scale)
        added = count_rows() - before
        self.stdout.write(f"{added} wijzigingen")
