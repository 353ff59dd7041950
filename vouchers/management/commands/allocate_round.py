"""Allocate a round now, instead of waiting for the timer."""

from django.core.management.base import BaseCommand, CommandError

from audit.clock import database_now
from vouchers.allocation import allocate_round
from vouchers.models import Round


class Command(BaseCommand):
    help = "Verdeelt een ronde: kent toe in volgorde, tot het plafond."

    def add_arguments(self, parser):
        parser.add_argument("scheme", help="de code van de regeling")
        parser.add_argument("number", type=int, help="het nummer van de ronde")

    def handle(self, *args, scheme, number, **options):
        round = Round.objects.to_allocate().filter(scheme__code=scheme, number=number).first()
        if round is None:
            raise CommandError(f"Ronde {number} van {scheme} is er niet, of is nog niet open.")
        result = allocate_round(round=round, at=database_now())
        self.stdout.write(
            f"{round}: {len(result.awarded)} toegekend, {len(result.waiting_listed)} op de wachtlijst, "
            f"{len(result.rejected)} afgewezen."
        )
